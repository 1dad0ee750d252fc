package import LiaisonHTTP
import LiaisonSchema

extension Course.Step {
    /// What happened, for people.
    package var sentence: String {
        issue.map { "retrait demandé : \($0.french(voie ?? .service))" } ?? etape.french
    }

    /// Why, for people; nil where nothing says it, and for a cause or a motive of a withdrawal that this version does
    /// not know.
    package var reason: String? {
        switch etape {
        case .injoignable: motif.flatMap { PeerTrouble(rawValue: $0) }?.french
        case .retrait: motif.flatMap { Retrait.Motif(rawValue: $0) }?.french
        default: motif.map { Accuse.Motif.french($0) }
        }
    }
}
