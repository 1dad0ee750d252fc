import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// A person's request as a test's daemon keeps it.
struct FakeRequest {
    static let number = AGDREFNumber("0123456789")!

    var droit: Droit
    var identite = RequestFact.Identite.verifiee
    var more: [RequestFact] = []
    var destinataires: [StructureName] = []
    var fiches: [LocalHeld] = []
    var tableaux: [LocalHeld] = []
    var transmissions: [LocalTransmission] = []
    var aExaminer: [PliKey] = []
    var effacement: LocalErasure?
    /// The partner's pli that opened it.
    var received: PliKey?
    /// Whether a partner's erasure is confirmed.
    var isConfirmed = false
    var isAnonymised = false
    let machine: Machine

    init(_ droit: Droit, _ machine: Machine) {
        self.droit = droit
        self.machine = machine
    }

    /// A pli of the own structure that nobody can hand out.
    func held(_ objet: Objet) -> LocalHeld {
        LocalHeld(
            key: PliKey(de: machine.team.structure, id: .random()), boite: .envoi, objet: objet,
            modele: nil, partenaires: [], scelle: machine.context.today, recu: nil, original: nil,
            keeping: objet == .tableauOFII
                ? nil
                : .init(regle: .usage, echeance: machine.context.today, isSuspended: false))
    }

    func file() throws -> LocalRequestFile {
        let session = try machine.session()
        let details = try RequestDetails(numeroAGDREF: Self.number).sealed(to: session.readers)
        let opening =
            received.map { .recu(de: $0.de, id: $0.id, recue: machine.context.today) }
            ?? RequestFact.ouverture(
                droit, recue: machine.context.today,
                personnes: !isAnonymised
                    ? try IndexKeyring.required(session).indices(of: Self.number) : [],
                details: isAnonymised ? nil : details, identite: identite)
        let steps = ([opening] + more).map {
            RightsRequest.Step(
                le: machine.context.now(),
                par: machine.team.name($0.etape == .reponse ? "claire" : "denis"), fact: $0)
        }
        let request = RightsRequest(n: 3, steps: steps)!
        return LocalRequestFile(
            request: LocalRequest(request, on: machine.context.today),
            personnes: isConfirmed
                ? try IndexKeyring.required(session).indices(of: Self.number) : request.personnes,
            etapes: steps, destinataires: destinataires,
            fiches: fiches, tableaux: tableaux, transmissions: transmissions,
            aExaminer: aExaminer,
            detruits: [], accuses: [], reponsesRecues: [], effacement: effacement)
    }

    /// From now on the daemon says it, whatever is entered.
    func isTold(by daemon: FakeDaemon) throws {
        let file = try file()
        daemon.on("GET", Routes.localRequest(3), json: file.value)
        let outcome = LocalRequestOutcome(
            request: file.request, aExaminer: [], erasure: .init(changees: 2, dues: 1))
        daemon.on("PUT", Routes.localRequests, json: outcome.value)
    }
}

extension FakeDaemon {
    /// The steps of requests that were entered, oldest first.
    func requestFacts() throws -> [RequestFact] {
        try bodies("PUT", Routes.localRequests).map {
            try LocalRequestStep(JSONValue.parse($0)).fact
        }
    }
}
