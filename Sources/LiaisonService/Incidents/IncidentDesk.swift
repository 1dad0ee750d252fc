public import LiaisonSchema
internal import LiaisonStore

/// The incidents: what is entered of them, the clocks that run, the notices.
public struct IncidentDesk: Desk {
    let office: Office
    let book: FactBook
    let settings: IncidentSettings
    let memory = IncidentMemory()

    init(office: Office, book: FactBook, settings: IncidentSettings) {
        self.office = office
        self.book = book
        self.settings = settings
    }

    /// - Parameter n: of the incident; nil for a declaration and for a notice that was read, which the
    ///   service numbers.
    /// - Returns: the incident as it stands then.
    /// - Throws: `Refusal` `.interdit` for another role, `.introuvable`, `.conflit` for a step that does not
    ///   fit, `.invalide` for an instant to come.
    public func enter(
        _ fact: IncidentFact, incident n: Int?, by agent: AuthenticatedAgent
    ) throws -> Incident {
        try require(fact.permission, agent)
        // To hold back what goes to a partner is a decision.
        if case .declaration(let said) = fact, !said.arrets.isEmpty {
            try require(.handleIncident, agent)
        }
        guard fact.isEntered else {
            throw Refusal(.invalide, "Cette étape est du service lui-même.")
        }
        let time = try incidentNow()
        let number = try target(of: fact, n, agent)
        if case .lu(let de, let id, _) = fact, let number {
            // Opening again is always possible and changes nothing.
            let held = try incident(number)
            let isRead = held.decisions.contains { step in
                if case .lu(de, id, _) = step.fact { return true }
                return false
            }
            if isRead || !held.isOpen { return held }
        }
        try check(fact, number, time)
        let effect = try effect(of: fact, number)
        let resumed = try resumed(by: fact, number)
        let entered = try store.write(at: now()) { transaction -> Int in
            if let number, try !transaction.view.openCases(.violation).contains(number) {
                throw Self.closedIncident(number)
            }
            let n = try number ?? transaction.openCase(.violation)
            try transaction.insert(
                fact.object, effect: effect?.object, in: .violation, n: n, at: time, by: agent.name)
            if case .cloture = fact { try transaction.closeCase(.violation, n: n) }
            for name in resumed { try transaction.hurryOutgoing(pour: name) }
            try markIncidents(in: transaction, at: time)
            for event in events(fact, n, by: agent.name) { try transaction.record(event) }
            return n
        }
        if !resumed.isEmpty { wakeDelivery() }
        return try incident(entered)
    }

    /// The incidents, for the DPO.
    ///
    /// - Parameters:
    ///   - n: that one alone.
    ///   - isReading: whether what people wrote of them is to be read, which the log says.
    public func incidents(
        for agent: AuthenticatedAgent, n: Int? = nil, isReading: Bool = false
    ) throws -> [Incident] {
        try require(.handleIncident, agent)
        let found = try rememberedIncidents().filter { n == nil || $0.n == n }
        if isReading {
            try store.write(at: now()) {
                try $0.record(
                    // A number that no incident has may be a person's, typed in its place.
                    LogEvent(
                        .violation, by: agent.name,
                        ref: found.isEmpty ? nil : n.map { CaseKind.violation.ref($0) },
                        detail: .lecture))
            }
        }
        return found
    }

    /// The clocks of an incident.
    public func deadlines(of incident: Incident) throws -> [IncidentDeadline] {
        try deadlines(of: [incident]).first?.deadlines ?? []
    }

    /// The same of several, looked up once.
    func deadlines(
        of incidents: [Incident]
    ) throws -> [(incident: Incident, deadlines: [IncidentDeadline])] {
        var (own, kinds) = try store.read { view in
            (try view.ownCard()?.carte.type ?? .autre, try view.kinds())
        }
        let offices = OFIIOffices(try book.currentFacts().conventions)
        kinds = kinds.filter { $0.value != .dtOFII || offices.isOurs($0.key) }
        return incidents.map { incident in
            (incident, incident.deadlines(settings.delays, own: own, kinds: kinds))
        }
    }

    func incident(_ n: Int) throws -> Incident {
        guard let incident = try rememberedIncidents().first(where: { $0.n == n }) else {
            throw Refusal(
                .introuvable, "Aucun incident ne porte le numéro \(n).",
                hint: "Voyez « agir-liaison violation lister ».")
        }
        return incident
    }

    static func closedIncident(_ n: Int) -> Refusal {
        Refusal(
            .conflit, "L'incident n° \(n) est clos, ou n'existe pas.",
            hint: "Voyez « agir-liaison violation lister ».")
    }

    /// Which incident the step is of; nil: a new one.
    private func target(
        of fact: IncidentFact, _ n: Int?, _ agent: AuthenticatedAgent
    ) throws -> Int? {
        switch fact {
        case .declaration: return nil
        case .lu(let de, let id, _):
            let row = try store.read { view in
                try view.ownCard().flatMap {
                    try view.incoming(id, de: de, pour: $0.carte.structure)
                }
            }
            // By sender and id: a partner may choose the id of a notice of ours.
            let key = PliKey(de: de, id: id)
            guard let row, row.slip.objet == .violation else {
                throw Refusal(.introuvable, "Ce pli n'est pas une notification reçue.")
            }
            try requireReading(row.slip, agent)
            guard let number = try store.read({ try $0.incident(of: key) }) else {
                throw Refusal(
                    .conflit, "Cette notification vient de \(de), que personne n'a vérifié ici.",
                    hint: "Comparez son empreinte : « agir-liaison contact verifier \(de) ».")
            }
            return number
        default:
            guard let n else { throw Refusal(.invalide, "Il manque le numéro de l'incident.") }
            guard try incident(n).isOpen else { throw Self.closedIncident(n) }
            return n
        }
    }

    private func effect(of fact: IncidentFact, _ n: Int?) throws -> IncidentReach? {
        switch fact {
        case .declaration(let said):
            // A complaint is about what it names, not about all that was exchanged.
            let isBroad = said.type == .plainte && said.portee.fiches.isEmpty
            return isBroad ? nil : try reach(of: said.portee)
        case .qualification(let said):
            guard let n, !said.portee.isEmpty else { return nil }
            let incident = try incident(n)
            let scope = incident.portee.union(said.portee)
            guard incident.type == .violation || !scope.fiches.isEmpty else { return nil }
            let found = try reach(of: scope)
            // What is added takes nothing back: for that there is a reason to give.
            return found.union(incident.reach)
        case .lu(let de, _, let told):
            // A later notice takes nothing back.
            let held = try n.map { try incident($0) }
            let found = try reach(of: (held?.toldPlis ?? []) + told.plis, toldBy: de)
            return held.map { found.union($0.reach) } ?? found
        default: return nil
        }
    }

    /// The partners to whom things go again.
    private func resumed(by fact: IncidentFact, _ n: Int?) throws -> [StructureName] {
        switch fact {
        case .envois(let name, isStopped: false): [name]
        case .cloture: try n.map { try Array(incident($0).arrets) } ?? []
        default: []
        }
    }

    private func events(_ fact: IncidentFact, _ n: Int, by agent: KeyName) -> [LogEvent] {
        func event(_ detail: LogDetail, _ acte: LogActe = .violation) -> LogEvent {
            LogEvent(acte, by: agent, ref: CaseKind.violation.ref(n), detail: detail)
        }
        switch fact {
        case .declaration(let said):
            return [event(.declaree, said.type == .plainte ? .plainte : .violation)]
                + said.arrets.map { _ in event(.envoisArretes) }
        case .qualification(let said):
            return [event(said.needsReason ? .corrigee : .qualifiee)]
        case .notifie: return [event(.notifieeHors)]
        case .retard: return [event(.retardMotive)]
        case .lu(_, let id, _):
            return [event(.lue), LogEvent(.violation, by: agent, ref: id.text, detail: .lue)]
        case .envois(_, let isStopped): return [event(isStopped ? .envoisArretes : .envoisRepris)]
        case .cloture: return [event(.close)]
        case .fichier: return [event(.notifiee)]
        case .avis, .accuse, .recu: return []
        }
    }
}
