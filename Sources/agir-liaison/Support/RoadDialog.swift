import LiaisonAgent
import LiaisonSchema

/// By which road a fiche goes: as it is said, else as the partner's usual one is, else asked.
struct RoadDialog {
    private let said: Voie?

    init(_ said: Voie?) { self.said = said }

    /// - Throws: exit 77 for a road that does not lead there; 64 when nobody can be asked.
    func settle(_ destination: Destination, _ session: Session) throws -> Voie {
        if let said {
            try RoadChoice.check(said, destination)
            return said
        }
        if let usual = RoadChoice.usual(destination, session) { return usual }
        let roads = RoadChoice.possible(destination)
        guard Terminal.isInteractive else { throw Self.unsaid(roads, destination) }
        Terminal.say("Par quelle voie ?", choices: roads.map { $0.french })
        let lines = roads.map { [$0.french, $0.rawValue] }
        guard let line = Terminal.line("> ").flatMap({ TypedChoice.line($0, of: lines) }) else {
            throw Self.unsaid(roads, destination)
        }
        return roads[line]
    }

    private static func unsaid(_ roads: [Voie], _ destination: Destination) -> Failure {
        Failure(
            .usage, "Il faut dire par quelle voie la fiche va à \(destination.structure).",
            next: .fiche(.chooseRoad(roads)))
    }
}
