public import LiaisonSchema
public import LiaisonStore

/// What is known of holds and persons, as agents ask.
extension RetentionDesk {
    /// The holds and exceptions in force, for the DPO.
    public func suspensions(
        for agent: AuthenticatedAgent
    ) throws -> [(suspension: RetentionFacts.Suspension, toExamine: [HeldFiche])] {
        try require(.holdPurge, agent)
        let facts = try book.currentFacts()
        return try facts.suspensions.map { suspension in
            guard !suspension.isException, case .personne = suspension.portee else {
                return (suspension, [])
            }
            return (suspension, try store.read { try unexamined(suspension.n, $0) })
        }
    }

    /// What is known of a person, for the referent who closes the file.
    public struct KnownPerson: Sendable, Equatable {
        /// Whom the fiches went to.
        public let recipients: [StructureName]
        /// Whether anything is, or was, said to be about this person.
        public let isKnown: Bool
        /// How many plis nobody said yet whom they are about.
        public let unannotated: Int
        public let end: CalendarDate?
        /// Who was told of that end already.
        public let told: [StructureName]
        /// What is held about the person, and until when.
        public internal(set) var held: [DueFiche] = []
    }

    public func known(
        _ persons: [PersonIndex], for agent: AuthenticatedAgent
    ) throws -> KnownPerson {
        try require(.closeFile, agent)
        let own = try ownCard().carte.structure
        var known: KnownPerson = try store.read { view in
            let end = try book.currentFacts(view).end(of: persons)
            let sent = try view.transmissions(about: persons).filter {
                $0.de == own && $0.objet == .fiche
            }
            return KnownPerson(
                recipients: try view.current(Set(sent.map(\.pour)).sorted { $0.text < $1.text }),
                isKnown: try view.knows(persons), unannotated: try view.unannotatedCount(),
                end: end?.day,
                told: try view.current(
                    end?.said.map { try view.toldOfExit(about: persons, since: $0) } ?? []))
        }
        let engine = try store.read { try book.engine($0) }
        known.held = try store.read { try $0.heldFiches(about: persons) }.map {
            try book.due($0, engine)
        }
        return known
    }

    /// Which of these plis were destroyed here.
    public func destroyed(
        _ plis: [(de: StructureName?, id: PliID)], for agent: AuthenticatedAgent
    ) throws -> [Tombstone] {
        try require(.listFiches, agent)
        return try store.read { try $0.destroyed(plis) }
    }
}
