import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct AttestationTests {
    private let team: Team
    private let machine: Machine
    private let service: SigningKey

    init() throws {
        let (team, service) = (try Team.pair().0, try SigningKey.generate())
        let card = try team.card { card in
            card.daemon = Carte.DaemonKeys(
                service: try service.verifierKey(
                    name: team.structure.key(.service).description),
                journal: team.daemonKeys.journal, temoin: team.daemonKeys.temoin)
        }
        try team.shows(own: card)
        (self.team, self.service) = (team, service)
        machine = try Machine("denis", of: team, card: card)
    }

    private func acte(_ numero: Int, by key: SigningKey) throws -> [UInt8] {
        try PurgeActe(
            numero: numero, structure: team.structure, regle: "convention-v1",
            le: team.horloge.now, nombre: 1, parModele: ["spe": 1],
            premier: CalendarDate("2026-01-01")!, dernier: CalendarDate("2026-01-02")!,
            magasins: [], methode: [], controle: .conforme, suspendus: 0, avant: "a", apres: "b"
        ).signed(by: key, name: team.structure.key(.service)).bytes
    }

    @Test("chaque procès-verbal est là, et celui qu'une autre clé a signé se dit")
    func list() throws {
        let notes = try [acte(2, by: service), acte(1, by: .generate())]
        team.daemon.on("GET", Routes.localAttestations, json: ByteTexts(notes).value)
        let attestations = try Attestations(machine.context)
        #expect(attestations.all.map(\.acte.numero) == [2, 1])
        #expect(attestations.all.map(\.isSigned) == [true, false])
        #expect(try attestations.numbered(1).note == notes[1])
        #expect(attestations.content(attestations.all[1], as: .acte) == notes[1])
        let json = try JSONValue.parse(attestations.content(attestations.all[0], as: .json))
        #expect(json.object?["numero"] == .integer(2))
        let error = Samples.error { _ = try attestations.numbered(3) }
        #expect(error == AgentError(.noInput, "", next: .retention(.listAttestations)))
    }

    @Test("aucun procès-verbal n'est pas une erreur")
    func empty() throws {
        team.daemon.on("GET", Routes.localAttestations, json: [])
        #expect(try Attestations(machine.context).all.isEmpty)
    }

    @Test(
        "une liste illisible, ou un acte illisible, est une erreur",
        arguments: Samples.notAList + ["[\"***\"]", "[1]", "[\"bm9u\"]"])
    func unreadable(text: String) {
        team.daemon.on("GET", Routes.localAttestations, text: text)
        #expect(Samples.code { _ = try Attestations(machine.context) } == .data)
    }
}
