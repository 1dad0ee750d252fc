public import LiaisonSchema
public import LiaisonStore

/// Entering the steps of persons' requests (rgpd.md, «Rights of the person»).
public struct RightsDesk: Desk {
    let office: Office
    let book: FactBook
    let retention: RetentionDesk
    let requestBook = RequestBook()

    /// Where a request stands after a step.
    public struct RequestOutcome: Sendable {
        public let request: RightsRequest
        /// Plis that nobody annotated: closing waits for each.
        public let toExamine: [HeldFiche]
        /// Of an erasure: what it changes here.
        public var erasure: RetentionDesk.FactOutcome?
    }

    /// - Parameter n: of the request; nil for an opening.
    /// - Throws: `Refusal` `.interdit` for another role, `.conflit` for a step that does not fit where the
    ///   request stands, `.introuvable` for an unknown one.
    public func enter(
        _ fact: RequestFact, request n: Int?, by agent: AuthenticatedAgent
    ) throws -> RequestOutcome {
        try require(fact.permission, agent)
        guard fact.isEntered else {
            throw Refusal(
                .invalide, "Cette étape est incomplète, ou n'est que du service lui-même.")
        }
        let erasure = try carryOut(fact, request: n, by: agent)
        let instant = now()
        let today = ParisTime.date(at: instant)
        let entered = try store.write(at: instant) { transaction in
            guard let n else { return try open(fact, today, transaction, by: agent.name) }
            let request = try requestBook.rightsRequest(n, transaction.view)
            try requestBook.check(fact, of: request, today, transaction.view)
            try add(fact, n, request.personnes, to: transaction, by: agent.name)
            if let id = fact.pli, let own = try transaction.view.ownCard()?.carte.structure {
                try transaction.attach(PliKey(de: own, id: id), toRequest: n)
            }
            if [.refus, .cloture].contains(fact.etape) {
                try transaction.closeCase(.demande, n: n)
            }
            return n
        }
        return try store.read { view in
            let request = try requestBook.rightsRequest(entered, view)
            return RequestOutcome(
                request: request,
                toExamine: request.isOpen ? try requestBook.unexamined(request: entered, view) : [],
                erasure: erasure)
        }
    }

    private func open(
        _ fact: RequestFact, _ today: CalendarDate, _ transaction: StoreTransaction,
        by agent: KeyName
    ) throws -> Int {
        guard case .ouverture(_, let recue, let persons, _, _) = fact else {
            throw Refusal(.invalide, "Le numéro de la demande manque.")
        }
        try notLater(recue, today, "La demande serait reçue")
        let n = try transaction.openCase(.demande)
        try add(fact, n, persons, to: transaction, by: agent)
        return n
    }

    /// Carrying an erasure out is a fact of retention: the purge path does the rest. It comes first: done
    /// again after a failure, it changes nothing more.
    private func carryOut(
        _ fact: RequestFact, request n: Int?, by agent: AuthenticatedAgent
    ) throws -> RetentionDesk.FactOutcome? {
        guard case .execution(_, let plis) = fact, let n else { return nil }
        let today = ParisTime.date(at: now())
        let request = try store.read { view in
            let request = try requestBook.rightsRequest(n, view)
            try requestBook.check(fact, of: request, today, view)
            return request
        }
        guard request.droit == .effacement else { return nil }
        if let plis, !request.isExecuted, try erasurePreview(of: request).due.count != plis {
            throw Refusal(
                .conflit, "Ce que l'effacement détruirait a changé depuis l'aperçu.",
                hint: "Recommencez : l'aperçu dit ce qu'il en est.")
        }
        return try retention.enter(
            .effacement(demande: n, personnes: request.personnes), by: agent)
    }

    private func add(
        _ fact: RequestFact, _ n: Int, _ persons: [PersonIndex], to transaction: StoreTransaction,
        by agent: KeyName
    ) throws {
        try transaction.insert(fact.object, in: .demande, n: n, at: transaction.now, by: agent)
        if case .exclusion(_, let id) = fact {
            return try transaction.record(LogEvent(.exclusion, by: agent, ref: id.text))
        }
        try transaction.record(
            LogEvent(
                .demande, by: agent, ref: CaseKind.demande.ref(n), detail: fact.detail,
                personne: persons.max { $0.version < $1.version }))
    }
}

extension RequestFact {
    /// The pli of ours that belongs to the request by it.
    fileprivate var pli: PliID? {
        switch self {
        case .envoi(_, let id), .reponse(let id, _): id
        default: nil
        }
    }
}
