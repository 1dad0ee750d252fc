package import LiaisonHTTP
import LiaisonSchema

extension Course.Step {
    /// What happened, for people.
    package var sentence: String {
        if let issue { return "retrait demandé : \(issue.french(voie ?? .service))" }
        // Our copy: it is somebody's, or our page's, to be given.
        if etape == .depot, let voie { return "notée au service, pour partir \(voie.french)" }
        return etape.french
    }

    /// By which road, for people; nil for the service's, and where the sentence says it.
    package var road: String? { etape == .depot ? nil : voie?.french }

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
