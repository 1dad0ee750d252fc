package import LiaisonSchema

/// By which road something goes to a partner (voies.md, «Going out»).
package enum RoadChoice {
    /// The roads that there are, the usual one first where there is one.
    package static func possible(_ destination: Destination) -> [Voie] {
        switch destination {
        case .declared: DeclaredContact.voies
        case .structure(let card, _) where card.daemon != nil: Voie.sortantes
        case .structure: [.fichier, .guichet, .archive, .papier]
        case .bare: [.fichier, .archive, .papier]
        case .phrase: [.fichier]
        }
    }

    /// The one that it takes unless another one is said: as an agent declared it, else by the daemon when
    /// the partner has one; nil: somebody chooses.
    package static func usual(_ destination: Destination, _ session: Session) -> Voie? {
        let possible = possible(destination)
        if let habit = session.declared(destination.structure)?.voie, possible.contains(habit) {
            return habit
        }
        return possible.contains(.service) ? .service : nil
    }

    /// The same for what nobody asks about, a `sortie`, a notice, a request: there is always one.
    package static func automatic(_ destination: Destination, _ session: Session) -> Voie {
        switch usual(destination, session) {
        // Whoever has keys is written to by them: nobody need tell a phrase.
        case .pli: .service
        // A guichet shows a fiche, and nothing else.
        case .guichet, nil: possible(destination).first { $0 != .guichet } ?? .papier
        case let usual?: usual
        }
    }

    /// - Throws: exit 77 for a road that does not lead there, naming those that do.
    package static func check(_ voie: Voie, _ destination: Destination) throws {
        guard possible(destination).contains(voie) else {
            throw AgentError(
                .notAllowed,
                "Rien ne va \(voie.french) à \(destination.structure).",
                next: .fiche(.chooseRoad(possible(destination))))
        }
    }
}
