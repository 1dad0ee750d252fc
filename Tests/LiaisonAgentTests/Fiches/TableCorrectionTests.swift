import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("corriger un tableau OFII parti")
struct TableCorrectionTests {
    private let partnership: Partnership
    private var daemon: FakeDaemon { partnership.operateur.daemon }

    init() throws {
        partnership = try Partnership()
        let office = try Team("dt38.example", .dtOFII, partnership.operateur.horloge).card()
        try partnership.claire.knows(office)
        try partnership.operateur.shows([partnership.ml.card(), office])
    }

    private static let other = AGDREFNumber("3803012345")!

    /// A table of these persons, those without a number among them, that went to the DT OFII.
    private func table(_ numbers: AGDREFNumber?...) throws -> Pli {
        let session = try partnership.claire.session()
        let rows = try numbers.map { number in
            let field = number.map { "\"numeroAGDREF\":\"\($0.padded)\"," } ?? ""
            let content = try Partnership.fiche(
                "generique", [("\"numeroAGDREF\":\"3803054321\",", field)])
            let fiche = try #require(Fiche.validate(content, today: session.today).fiche)
            return OFIITable.Row(fiche, completed: JSONObject())
        }
        let table = OFIITable(
            operateur: "Opérateur", departement: "Isère", au: session.today,
            capacite: "à séquencer", rows: rows)
        let office = try Destination("dt38.example", session: session, unverifiedReason: nil)
        try Dispatch(session, about: DataSubjects(table: table.csv)).send(
            by: Sealer(session: session, destinations: [office], classical: false)
        ) { try $0.seal(table) }
        let sent = try Pli(#require(daemon.bodies("PUT", Routes.localSend).last))
            .countersigned(by: partnership.operateur.serviceKey)
        shows(sent)
        daemon.forget()
        return sent
    }

    /// The outbox holds it, and it is handed out.
    private func shows(_ pli: Pli) {
        let row = BoxEntry(
            pli.slip, recu: nil, place: .envoi(.enAttente, retenu: false, accuses: []))
        daemon.on("GET", "/local/v1/boite/envoi", json: [row].value)
        daemon.on("GET", "/local/v1/boite/reception", text: "[]")
        daemon.on("GET", Routes.localPli(de: pli.slip.de, id: pli.slip.id)) { _ in
            .init(status: 200, body: pli.bytes)
        }
    }

    /// The daemon's request n° 3, of the person of `Dossier.number`.
    private func request(
        _ droit: Droit = .effacement, _ change: (inout FakeRequest) -> Void = { _ in }
    ) throws {
        var dossier = FakeRequest(droit, partnership.claire)
        change(&dossier)
        try dossier.isTold(by: daemon)
    }

    private func correct(_ pli: Pli) throws -> TableCorrection.Result {
        try TableCorrection(partnership.claire.context).correct(
            pli.slip.id.text, request: 3, by: Remises().hands)
    }

    /// Refused so, and nothing left.
    private func refused(_ expected: AgentError, _ pli: Pli) {
        #expect(failure { _ = try correct(pli) } == expected)
        #expect(daemon.deposits == 0)
        #expect(daemon.bodies("PUT", Routes.localAnnotations).isEmpty)
    }

    @Test("elle n'y est plus, les autres y restent, et il remplace le premier chez la DT OFII")
    func corrected() throws {
        try request()
        let first = try table(FakeRequest.number, Self.other, nil)
        let result = try correct(first)
        #expect(result.rows == 2 && result.office == first.slip.pour)
        let sent = try Pli(#require(daemon.bodies("PUT", Routes.localSend).last))
        #expect(sent.slip.id == result.id && sent.slip.remplace == first.slip.id)
        #expect(sent.slip.objet == .tableauOFII && sent.slip.pour == first.slip.pour)
        let session = try partnership.claire.session()
        let content = try SealedContent(
            sent.countersigned(by: partnership.operateur.serviceKey).bytes)
        let opened = try FicheSource.open(content, session)
        #expect(opened.numerosAGDREF == [Self.other])
        // Attached to who is left, before its deposit.
        let keyring = try IndexKeyring.required(session)
        let agent = try partnership.operateur.agent("claire")
        let said = try daemon.bodies("PUT", Routes.localAnnotations)
            .map { try Annotation($0, signedBy: agent.cle) }.filter { $0.id == result.id }
        #expect(Set(said.map(\.personne)) == Set(keyring.indices(of: Self.other)))
        // The row without a number counts: the daemon knows that not everybody is said.
        #expect(said.allSatisfy { $0.nombre == 2 })
        #expect(try daemon.requestFacts().isEmpty)
    }

    @Test("ouvrir un tableau dit au service qui il nomme, et combien ils sont")
    func opened() throws {
        let pli = try table(FakeRequest.number, Self.other, nil)
        let fiche = try OpenFiche(.box(pli.slip.id.text), partnership.claire.session())
        try fiche.finish(fiche.open())
        let agent = try partnership.operateur.agent("claire")
        let said = try daemon.bodies("PUT", Routes.localAnnotations)
            .map { try Annotation($0, signedBy: agent.cle) }
        let keyring = try IndexKeyring.required(partnership.claire.session())
        let persons = [FakeRequest.number, Self.other].flatMap(keyring.indices(of:))
        #expect(Set(said.map(\.personne)) == Set(persons))
        #expect(said.allSatisfy { $0.nombre == 3 && $0.id == pli.slip.id })
    }

    @Test("il ne reste que des lignes sans numéro : il part, hors de la demande")
    func withoutNumbers() throws {
        try request()
        let result = try correct(table(FakeRequest.number, nil))
        #expect(result.rows == 1 && daemon.deposits == 1)
        #expect(daemon.bodies("PUT", Routes.localAnnotations).isEmpty)
        // Nobody else could say that she is not in it: her request would wait for it.
        #expect(
            try daemon.requestFacts() == [
                .exclusion(de: partnership.operateur.structure, id: result.id)
            ])
    }

    @Test("elle seule y est : rien ne part, et on dit comment lui donner un dernier jour")
    func alone() throws {
        try request()
        let pli = try table(FakeRequest.number)
        refused(AgentError(.data, "", next: .fiche(.endTable(pli.slip.id))), pli)
    }

    @Test("il ne la nomme pas : rien ne part")
    func notNamed() throws {
        try request()
        refused(AgentError(.noInput, ""), try table(Self.other))
    }

    @Test("seulement pour un effacement en cours, d'une personne dont l'identité est vérifiée")
    func notErasure() throws {
        let pli = try table(FakeRequest.number, Self.other)
        let expected = AgentError(
            .data, "", next: .sentence("Le DPO l'ouvre, et vérifie l'identité de la personne."))
        try request(.acces)
        refused(expected, pli)
        try request { $0.identite = .aVerifier }
        refused(expected, pli)
        try request { $0.more = [.cloture(motif: nil)] }
        refused(expected, pli)
    }

    @Test("pour un effacement venu d'un partenaire, une fois que le DPO l'a confirmé")
    func partner() throws {
        let received = PliKey(de: partnership.ml.structure, id: .random())
        let pli = try table(FakeRequest.number, nil)
        try request { $0.received = received }
        refused(AgentError(.data, "", next: .rights(.answerPartner(received.id))), pli)
        try request {
            $0.received = received
            $0.isConfirmed = true
            $0.more = [.cloture(motif: nil)]
        }
        let result = try correct(pli)
        #expect(result.rows == 1 && daemon.deposits == 1)
        let sent = try Pli(#require(daemon.bodies("PUT", Routes.localSend).last))
        #expect(sent.slip.remplace == pli.slip.id)
        // Confirming it ended it: nothing waits for what is excluded.
        #expect(try daemon.requestFacts().isEmpty)
    }

    @Test("une fiche n'est pas un tableau parti d'ici")
    func notTable() throws {
        try request()
        let fiche = try partnership.receive()
        daemon.forget()
        refused(AgentError(.data, ""), fiche)
    }

    @Test("un DPO ne l'ouvre pas, et une réponse illisible du service n'envoie rien")
    func trust() throws {
        let pli = try table(FakeRequest.number, Self.other)
        let officer = try Machine("denis", of: partnership.operateur)
        #expect(failure { _ = try TableCorrection(officer.context) }?.code == .notAllowed)
        for text in FakeDaemon.unreadable {
            daemon.on("GET", Routes.localRequest(3), text: text)
            #expect(failure { _ = try correct(pli) }?.code == .data)
        }
        #expect(daemon.deposits == 0)
    }
}
