public import LiaisonSchema
public import LiaisonStore
internal import Synchronization

/// Entering what decides how long fiches are kept.
extension Courrier {
    /// What a fact changed.
    public struct FactOutcome: Sendable, Equatable {
        /// Its number.
        public let n: Int
        /// How many fiches have another day than before.
        public var changed = 0
        /// How many of them the next purge destroys.
        public var due = 0
        /// Plis that nobody annotated: a hold on a person waits for each.
        public var toExamine: [HeldFiche] = []
    }

    /// - Throws: `Refusal` `.interdit` for another role, `.conflit` for a fact that does not fit what is
    ///   known, `.introuvable` for one about nothing that is here.
    public func enter(
        _ fact: RetentionFact, by agent: AuthenticatedAgent
    ) throws -> FactOutcome {
        try require(fact.permission, agent)
        let today = ParisTime.date(at: now())
        let before = try store.read { try engine($0) }
        let effect = try store.read { try check(fact, before.facts, today, $0) }
        let n = try store.write(at: now()) { transaction in
            // Another one may have been entered meanwhile.
            _ = try check(fact, currentFacts(transaction.view), today, transaction.view)
            let n = try transaction.insert(fact, by: agent.name, effet: effect)
            try transaction.record(event(fact, n: n, by: agent.name))
            try closeRequest(answeredBy: fact, by: agent.name, in: transaction)
            return n
        }
        var outcome = FactOutcome(n: n)
        _ = try currentFacts()
        let after = try store.read { try engine($0) }
        try forEachConcerned(by: fact) { fiche, original in
            let (old, new) = try (
                verdict(fiche, original, before), verdict(fiche, original, after)
            )
            guard old != new else { return }
            outcome.changed += 1
            if new.isDue(on: today) { outcome.due += 1 }
        }
        if case .contentieux(.personne, _, _) = fact {
            outcome.toExamine = try store.read { try unexamined(n, $0) }
        }
        if [.levee, .effacement, .droits].contains(fact.genre) { wantPurge() }
        return outcome
    }

    /// The engine of the facts, cards and durations in force.
    func engine(_ view: StoreView, rules: RetentionRules? = nil) throws -> RetentionEngine {
        RetentionEngine(
            rules: rules ?? settings.rules, facts: try currentFacts(view),
            own: try view.ownCard()?.carte.type ?? .autre, kinds: try view.kinds())
    }

    /// Goes through what a fact may concern: of a person or a fiche, those alone. A refused `droits` pli
    /// concerns the fiches that it would have destroyed.
    private func forEachConcerned(
        by fact: RetentionFact, _ body: (HeldFiche, HeldFiche?) throws -> Void
    ) throws {
        let isOpenings = settings.rules.copieEnvoiJours != nil
        let fiches: [HeldFiche]?
        if !fact.personnes.isEmpty {
            fiches = try store.read { try $0.heldFiches(about: fact.personnes) }
        } else if let fiche = fact.fiche, fact.genre != .droitsRefus {
            let key = PliKey(de: fiche.de, id: fiche.id)
            fiches = try store.read { view in
                try [view.heldFiche(key, withOpenings: isOpenings)].compactMap(\.self)
            }
        } else {
            fiches = nil
        }
        guard let fiches else { return try forEachHeld(body) }
        for fiche in fiches { try body(fiche, try original(of: fiche)) }
    }

    /// Goes through everything that is held, in pages.
    func forEachHeld(_ body: (HeldFiche, HeldFiche?) throws -> Void) throws {
        var last: PliID?
        while true {
            let page = try heldPage(after: last)
            guard let end = page.last else { return }
            for fiche in page { try body(fiche, try original(of: fiche)) }
            last = end.id
        }
    }

    func heldPage(after: PliID?) throws -> [HeldFiche] {
        let withOpenings = settings.rules.copieEnvoiJours != nil
        return try store.read {
            try $0.heldFiches(after: after, limit: 2_000, withOpenings: withOpenings)
        }
    }

    /// Of a `partage`, the fiche that was handed on, when it is still here.
    func original(of fiche: HeldFiche) throws -> HeldFiche? {
        guard let key = fiche.original else { return nil }
        return try store.read { view in
            try view.heldFiche(key, withOpenings: settings.rules.copieEnvoiJours != nil)
        }
    }

    /// The plis that nobody annotated nor excluded from that hold.
    func unexamined(
        _ n: Int, _ view: StoreView
    ) throws -> [HeldFiche] {
        try view.unannotated(besides: n, limit: 1_000)
    }

    /// The holds and exceptions in force, for the DPO.
    public func suspensions(
        for agent: AuthenticatedAgent
    ) throws -> [(suspension: RetentionFacts.Suspension, toExamine: [HeldFiche])] {
        try require(.holdPurge, agent)
        let facts = try currentFacts()
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
    }

    public func known(
        _ persons: [PersonIndex], for agent: AuthenticatedAgent
    ) throws -> KnownPerson {
        try require(.closeFile, agent)
        let own = try ownCard().carte.structure
        return try store.read { view in
            let end = try currentFacts(view).end(of: persons)
            let sent = try view.transmissions(about: persons).filter {
                $0.de == own && $0.objet == .fiche
            }
            return KnownPerson(
                recipients: Set(sent.map(\.pour)).sorted { $0.text < $1.text },
                isKnown: try view.knows(persons), unannotated: try view.unannotatedCount(),
                end: end?.day,
                told: try end?.said.map { try view.toldOfExit(about: persons, since: $0) } ?? [])
        }
    }

    /// Which of these plis were destroyed here.
    public func destroyed(
        _ plis: [(de: StructureName?, id: PliID)], for agent: AuthenticatedAgent
    ) throws -> [Tombstone] {
        try require(.listFiches, agent)
        return try store.read { try $0.destroyed(plis) }
    }

    func event(_ fact: RetentionFact, n: Int, by agent: KeyName) -> LogEvent {
        let person = fact.personnes.max { $0.version < $1.version }
        let acte: LogActe
        var detail: LogDetail?
        var ref = fact.fiche?.id.text ?? fact.reference
        switch fact.genre {
        case .convention: acte = .convention
        case .avenant: (acte, detail) = (.convention, .avenant)
        case .resiliation: (acte, detail) = (.convention, .resiliation)
        case .terme:
            (acte, detail) = (.convention, .terme)
            if case .terme(let commun, _) = fact { ref = commun.rawValue }
        case .fin: (acte, detail) = (.accompagnement, .clos)
        case .reprise: (acte, detail) = (.accompagnement, .rouvert)
        case .sortie: acte = .sortie
        case .usage: acte = .usage
        case .contentieux: (acte, ref) = (.contentieux, ref ?? String(n))
        case .exception: (acte, ref) = (.exception, ref ?? String(n))
        case .levee:
            (acte, detail) = (.contentieux, .clos)
            if case .levee(let lifted) = fact { ref = String(lifted) }
        case .exclusion: acte = .exclusion
        case .effacement:
            (acte, detail) = (.demande, .executee)
            if case .effacement(let demande, _) = fact { ref = CaseKind.demande.ref(demande) }
        case .droits: (acte, detail) = (.droits, .confirmee)
        case .droitsRefus: (acte, detail) = (.droits, .refusee)
        }
        return LogEvent(acte, by: agent, ref: ref, detail: detail, personne: person)
    }
}
