public import LiaisonSchema
public import LiaisonStore

/// How long fiches are kept: what decides it, the purge, what was destroyed before.
public struct RetentionDesk: Desk {
    let office: Office
    let book: FactBook
    /// What was destroyed, outside both databases.
    let tombs: TombFile
    let incidents: IncidentDesk
    let logbook: Logbook
    let requestBook = RequestBook()
    let memory = RetentionMemory()

    init(
        office: Office, book: FactBook, tombs: TombFile, incidents: IncidentDesk, logbook: Logbook
    ) {
        self.office = office
        self.book = book
        self.tombs = tombs
        self.incidents = incidents
        self.logbook = logbook
    }

    /// The durations in force.
    var rules: RetentionRules { book.rules }

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
        /// Of a partner's erasure that is confirmed: the monthly tables that name the person; nil: none.
        public var toCorrect: TablesToCorrect?
    }

    /// - Throws: `Refusal` `.interdit` for another role, `.conflit` for a fact that does not fit what is
    ///   known, `.introuvable` for one about nothing that is here.
    public func enter(
        _ fact: RetentionFact, by agent: AuthenticatedAgent
    ) throws -> FactOutcome {
        try require(fact.permission, agent)
        if let n = try heldReason(fact, of: agent) { return FactOutcome(n: n) }
        let today = ParisTime.date(at: now())
        let before = try store.read { try book.engine($0) }
        let effect = try store.read { try check(fact, before.facts, today, $0) }
        let n = try store.write(at: now()) { transaction in
            // Another one may have been entered meanwhile.
            _ = try check(fact, book.currentFacts(transaction.view), today, transaction.view)
            let n = try transaction.insert(fact, by: agent.name, effet: effect)
            try transaction.record(event(fact, n: n, by: agent.name))
            try requestBook.close(answeredBy: fact, by: agent.name, in: transaction)
            return n
        }
        var outcome = FactOutcome(n: n)
        _ = try book.currentFacts()
        let after = try store.read { try book.engine($0) }
        try forEachConcerned(by: fact) { fiche, original in
            let (old, new) = try (
                book.verdict(fiche, original, before), book.verdict(fiche, original, after)
            )
            guard old != new else { return }
            outcome.changed += 1
            if new.isDue(on: today) { outcome.due += 1 }
        }
        if case .contentieux(.personne, _, _) = fact {
            outcome.toExamine = try store.read { try unexamined(n, $0) }
        }
        if case .droits(let de, let id, _, _) = fact {
            let erasure = after.facts.partnerErasures.first { $0.pli == PliKey(de: de, id: id) }
            outcome.toCorrect = try store.read { view in
                try erasure.flatMap { try requestBook.tablesToCorrect(after: $0, view) }
            }
        }
        if [.levee, .effacement, .droits].contains(fact.genre) { wantPurge() }
        return outcome
    }

    /// The number of a reason that is here already: what was handed over in vain comes again.
    private func heldReason(_ fact: RetentionFact, of agent: AuthenticatedAgent) throws -> Int? {
        guard case .justification(let de, let id, _, _) = fact else { return nil }
        return try store.read { try $0.justifications(of: PliKey(de: de, id: id)) }
            .first { $0.fact == fact && $0.par == agent.name }?.n
    }

    /// Goes through what a fact may concern: of a person or a fiche, those alone. A refused `droits` pli
    /// concerns the fiches that it would have destroyed.
    private func forEachConcerned(
        by fact: RetentionFact, _ body: (HeldFiche, HeldFiche?) throws -> Void
    ) throws {
        let fiches: [HeldFiche]?
        if [.hebergement, .contacts, .justification].contains(fact.genre) {
            fiches = []
        } else if !fact.personnes.isEmpty {
            fiches = try store.read { try $0.heldFiches(about: fact.personnes) }
        } else if let fiche = fact.fiche, fact.genre != .droitsRefus {
            let key = PliKey(de: fiche.de, id: fiche.id)
            fiches = try store.read { view in
                try [view.heldFiche(key, withOpenings: book.withOpenings)].compactMap(\.self)
            }
        } else {
            fiches = nil
        }
        guard let fiches else { return try book.forEachHeld(body) }
        for fiche in fiches { try body(fiche, try book.original(of: fiche)) }
    }

    /// The plis that nobody annotated nor excluded from that hold.
    func unexamined(
        _ n: Int, _ view: StoreView
    ) throws -> [HeldFiche] {
        try view.unannotated(besides: n, limit: 1_000)
    }

    func event(_ fact: RetentionFact, n: Int, by agent: KeyName) -> LogEvent {
        let person = fact.personnes.max { $0.version < $1.version }
        let acte: LogActe
        var detail: LogDetail?
        var ref = fact.fiche?.id.text ?? fact.reference
        switch fact.genre {
        case .convention: acte = .convention
        case .contacts: (acte, detail) = (.convention, .contacts)
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
        case .hebergement:
            (acte, detail) = (.hebergement, .cesse)
            if case .hebergement(.some, _) = fact { detail = .decide }
        case .justification: (acte, detail) = (.declaration, .motifScelle)
        }
        return LogEvent(acte, by: agent, ref: ref, detail: detail, personne: person)
    }
}
