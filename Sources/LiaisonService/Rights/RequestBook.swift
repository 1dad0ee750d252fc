internal import LiaisonCrypto
internal import LiaisonSchema
internal import LiaisonStore

/// Persons' requests as the store holds them: how they stand, what opens and ends one. It has no memory.
struct RequestBook: Sendable {
    /// - Throws: `Refusal` `.introuvable`.
    func rightsRequest(_ n: Int, _ view: StoreView) throws -> RightsRequest {
        guard let request = try RightsRequest(n: n, view.caseSteps(.demande, n: n)) else {
            throw Refusal(
                .introuvable, "Il n'y a pas de demande n° \(n).",
                hint: "Voyez « agir-liaison personne demande lister ».")
        }
        return request
    }

    /// All of them, oldest first.
    func all(_ view: StoreView) throws -> [RightsRequest] {
        try requests(of: view.caseSteps(.demande))
    }

    func openRequests(_ view: StoreView) throws -> [RightsRequest] {
        try requests(of: view.openCaseSteps(.demande))
    }

    private func requests(of steps: [CaseStep]) throws -> [RightsRequest] {
        let files = Dictionary(grouping: steps, by: \.n)
        return try files.keys.sorted().compactMap { n in
            try RightsRequest(n: n, files[n] ?? [])
        }
    }

    /// The plis that nobody annotated nor excluded from that request.
    func unexamined(request n: Int, _ view: StoreView) throws -> [HeldFiche] {
        try view.unannotated(besidesRequest: n, limit: 1_000)
    }

    /// In the transaction of the reception.
    func openRequest(
        _ key: PliKey, received: CalendarDate, by sender: KeyName,
        in transaction: StoreTransaction
    ) throws {
        let n = try transaction.openCase(.demande)
        try transaction.attach(key, toRequest: n)
        let fact = RequestFact.recu(de: key.de, id: key.id, recue: received)
        try transaction.insert(fact.object, in: .demande, n: n, at: transaction.now, by: sender)
        try transaction.record(
            LogEvent(.demande, by: sender, ref: CaseKind.demande.ref(n), detail: .recue))
    }

    /// Requests of one partner that nobody closed yet: each is a file that every contact of a DPO reads.
    static let openRequestLimit = 200

    /// - Throws: `Refusal` `.quota`: the partner tries again, once some were answered.
    func requireFewRequests(of partner: StructureName, in view: StoreView) throws {
        guard try view.openRequests(of: partner) < Self.openRequestLimit else {
            throw Refusal(
                .quota, "Trop de demandes de droits de \(partner) attendent ici une réponse.",
                hint: "Son DPO répond d'abord à celles qui sont ouvertes.")
        }
    }

    /// Confirming or refusing a partner's request ends it.
    func close(
        answeredBy fact: RetentionFact, by agent: KeyName, in transaction: StoreTransaction
    ) throws {
        let step: RequestFact
        let key: PliKey
        switch fact {
        case .droits(let de, let id, _, _):
            (key, step) = (PliKey(de: de, id: id), .cloture(motif: nil))
        case .droitsRefus(let de, let id, let motif):
            (key, step) = (PliKey(de: de, id: id), .refus(motif: motif))
        default: return
        }
        let view = transaction.view
        guard let n = try view.request(of: key), try view.openCases(.demande).contains(n) else {
            return
        }
        try transaction.insert(step.object, in: .demande, n: n, at: transaction.now, by: agent)
        try transaction.closeCase(.demande, n: n)
        try transaction.record(
            LogEvent(.demande, by: agent, ref: CaseKind.demande.ref(n), detail: step.detail))
    }

    /// What open requests cite of the log: no pruning takes it.
    func cited(_ view: StoreView) throws -> CitedRecords {
        var cited = CitedRecords()
        for request in try openRequests(view) {
            cited.refs.insert(CaseKind.demande.ref(request.n))
            cited.refs.formUnion(request.envois.map(\.id.text))
            if let pli = request.pli { cited.refs.insert(pli.id.text) }
            cited.persons.formUnion(request.personnes.map(\.description))
        }
        return cited
    }
}

extension StoreView {
    /// - Throws: `Refusal` `.introuvable`.
    func held(_ de: StructureName, _ id: PliID) throws -> HeldFiche {
        guard let fiche = try heldFiche(PliKey(de: de, id: id)) else {
            throw Refusal(
                .introuvable, "Aucune fiche ne porte cet identifiant.",
                hint: "Voyez « agir-liaison boite ».")
        }
        return fiche
    }
}

/// - Throws: `Refusal` `.invalide` for a day to come.
func notLater(_ day: CalendarDate, _ today: CalendarDate, _ what: String) throws {
    guard day <= today else {
        throw Refusal(
            .invalide, "\(what) le \(day.french), qui n'est pas encore venu.",
            hint: "Vérifiez la date.")
    }
}

extension RightsRequest {
    /// - Throws: `Refusal` `.interne` for a step that can't be read.
    init?(n: Int, _ steps: [CaseStep]) throws {
        self.init(
            n: n,
            steps: try steps.map { step in
                guard let fact = try? RequestFact(step.content) else {
                    throw Refusal(.interne, "Une étape d'une demande est illisible.")
                }
                return Step(le: step.le, par: step.par, fact: fact)
            })
    }
}
