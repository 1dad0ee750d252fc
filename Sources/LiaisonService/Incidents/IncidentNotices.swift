internal import LiaisonSchema
internal import LiaisonStore

/// Notices as plis: one way through (design.md).
extension IncidentDesk {
    /// Of which incident a deposited notice is.
    public struct Notice: Sendable, Equatable {
        public let incident: Int
        /// From 1.
        public let phase: Int

        public init(incident: Int, phase: Int) {
            self.incident = incident
            self.phase = phase
        }
    }

    /// A notice is of an open incident, for a partner that it concerns; nothing else is.
    func check(_ notice: Notice?, of slip: Slip) throws {
        guard slip.objet == .violation else {
            guard notice == nil else {
                throw Refusal(.invalide, "Ce pli n'est pas une notification.")
            }
            return
        }
        guard let notice else {
            throw Refusal(.invalide, "Il manque le numéro de l'incident que ce pli notifie.")
        }
        let held = try incident(notice.incident)
        guard held.isOpen else { throw Self.closedIncident(notice.incident) }
        guard try deadline(of: .structure(slip.pour), in: held) != nil else {
            throw notConcerned(.structure(slip.pour), held)
        }
    }

    /// In the transaction of the deposit.
    ///
    /// - Parameter isProven: whether receipts will tell that it arrived; else somebody calls, and says so.
    func attach(
        _ slip: Slip, to notice: Notice, isProven: Bool = true, by agent: KeyName,
        in transaction: StoreTransaction
    ) throws {
        let n = notice.incident
        guard try transaction.view.openCases(.violation).contains(n) else {
            throw Self.closedIncident(n)
        }
        try transaction.attach(PliKey(de: slip.de, id: slip.id), toIncident: n)
        let fact: IncidentFact =
            isProven
            ? .avis(pour: slip.pour, id: slip.id, phase: notice.phase)
            : .fichier(pour: slip.pour, id: slip.id, phase: notice.phase)
        try transaction.insert(
            fact.object, in: .violation, n: n, at: max(transaction.now, markedTime()),
            by: agent)
        func record(_ detail: LogDetail) throws {
            try transaction.record(
                LogEvent(
                    .violation, by: agent, ref: CaseKind.violation.ref(n), detail: detail))
        }
        try record(.notifiee)
        if case .roles(let roles) = slip.addressees, roles.contains(.referent) {
            try record(.defautReferent)
        }
    }

    /// The receipt of a notice stops a clock: when the partner says, within what can be true.
    ///
    /// - Parameter deposited: when the notice was given to this service.
    func noteNotice(
        _ receipt: Accuse, deposited: Instant, in transaction: StoreTransaction
    ) throws {
        guard receipt.statut != .purge,
            let n = try transaction.view.incident(of: PliKey(de: receipt.de, id: receipt.id))
        else { return }
        let latest = max(transaction.now, markedTime())
        let le = min(max(receipt.le, deposited), latest)
        let fact = IncidentFact.accuse(
            pour: receipt.pour, id: receipt.id, statut: receipt.statut, le: le)
        try transaction.insert(fact.object, in: .violation, n: n, at: latest, by: receipt.par)
    }

    /// A verified partner's notice opens an incident of our own; a later phase of it joins the first.
    ///
    /// - Parameter received: when it came; nil: now.
    func openIncident(
        _ slip: Slip, received: Instant? = nil, by sender: KeyName,
        in transaction: StoreTransaction
    ) throws {
        let view = transaction.view
        let earlier = try slip.remplace.flatMap {
            try view.incident(of: PliKey(de: slip.de, id: $0))
        }
        let known = try earlier.flatMap { n -> Int? in
            guard try view.openCases(.violation).contains(n),
                let first = try view.caseSteps(.violation, n: n).first,
                case .recu(let de, _) = try IncidentFact(first.content), de == slip.de
            else { return nil }
            return n
        }
        let n = try known ?? transaction.openCase(.violation)
        try transaction.attach(PliKey(de: slip.de, id: slip.id), toIncident: n)
        let time = max(transaction.now, markedTime())
        try transaction.insert(
            IncidentFact.recu(de: slip.de, id: slip.id).object, in: .violation, n: n,
            at: received ?? time, by: sender)
        try markIncidents(in: transaction, at: time)
        try transaction.record(
            LogEvent(.violation, by: sender, ref: CaseKind.violation.ref(n), detail: .recue))
    }

    /// Notices of one partner, verified or not, that no closed incident bears: each is a file that every look
    /// of a DPO reads.
    static let openNoticeLimit = 200

    /// - Throws: `Refusal` `.quota`: the partner tries again, once some incidents are closed.
    func requireFewNotices(of partner: StructureName, in view: StoreView) throws {
        guard try view.openNotices(of: partner) < Self.openNoticeLimit else {
            throw Refusal(
                .quota, "Trop de notifications de \(partner) attendent ici un DPO.",
                hint: "Il clôt d'abord les incidents qu'elles ont ouverts.")
        }
    }

    /// Whose notices this service takes no more, for the DPO.
    func refusedNoticeLines() throws -> [String] {
        let limit = Self.openNoticeLimit
        return try store.read { view in
            // Those of an unverified partner open no incident: its own line says what to do.
            try view.partners(withOpenNotices: limit).filter { try view.isVerified($0) }
        }.map { de in
            "\(limit) notifications de \(de) attendent : les suivantes sont refusées jusqu'à ce que vous "
                + "ayez clos des incidents, « agir-liaison violation clore N »."
        }
    }

    /// Partners to whom nothing but messages goes for now.
    func stoppedPartners() throws -> Set<StructureName> {
        try rememberedIncidents().filter(\.isOpen).reduce(into: []) { $0.formUnion($1.arrets) }
    }

    /// Whether that pli waits for the end of an incident, or of its addressee's suspension.
    func isStopped(_ slip: Slip) throws -> Bool {
        if try office.isSuspended(slip.pour, slip.objet) { return true }
        guard [.fiche, .sortie, .tableauOFII].contains(slip.objet) else { return false }
        let stopped = try stoppedPartners()
        // Asked of every pli that leaves, nearly always while nothing is stopped.
        guard !stopped.isEmpty else { return false }
        return try !stopped.isDisjoint(with: store.read { try $0.current([slip.pour]) })
    }
}
