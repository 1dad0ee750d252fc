package import LiaisonHTTP
import LiaisonSchema

extension Course.Step {
    /// What happened, for people; why it did, a face adds.
    package var sentence: String {
        issue.map { "retrait demandé : \($0.french(voie ?? .service))" } ?? etape.french
    }
}
