import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct AttestationTests {
    private let equipe: Equipe
    private let poste: Poste
    private let service: SigningKey

    init() throws {
        let (equipe, service) = (try Equipe.pair().0, try SigningKey.generate())
        let card = try equipe.card { card in
            card.daemon = Carte.DaemonKeys(
                service: try service.verifierKey(
                    name: equipe.structure.key(.service).description),
                journal: equipe.daemonKeys.journal, temoin: equipe.daemonKeys.temoin)
        }
        try equipe.shows(own: card)
        (self.equipe, self.service) = (equipe, service)
        poste = try Poste("denis", of: equipe, card: card)
    }

    private func acte(_ numero: Int, by key: SigningKey) throws -> [UInt8] {
        try PurgeActe(
            numero: numero, structure: equipe.structure, regle: "convention-v1",
            le: equipe.horloge.now, nombre: 1, parModele: ["spe": 1],
            premier: CalendarDate("2026-01-01")!, dernier: CalendarDate("2026-01-02")!,
            magasins: [], methode: [], controle: .conforme, suspendus: 0, avant: "a", apres: "b"
        ).signed(by: key, name: equipe.structure.key(.service)).bytes
    }

    @Test("chaque procès-verbal est là, et celui qu'une autre clé a signé se dit")
    func list() throws {
        let notes = try [acte(2, by: service), acte(1, by: .generate())]
        equipe.daemon.on("GET", Routes.localAttestations, json: ByteTexts(notes).value)
        let attestations = try Attestations(poste.context)
        #expect(attestations.all.map(\.acte.numero) == [2, 1])
        #expect(attestations.all.map(\.isSigned) == [true, false])
        #expect(try attestations.numbered(1).note == notes[1])
        let error = Courrier.error { _ = try attestations.numbered(3) }
        #expect(error == AgentError(.noInput, "", next: .retention(.listAttestations)))
    }

    @Test("aucun procès-verbal n'est pas une erreur")
    func empty() throws {
        equipe.daemon.on("GET", Routes.localAttestations, json: [])
        #expect(try Attestations(poste.context).all.isEmpty)
    }

    @Test(
        "une liste illisible, ou un acte illisible, est une erreur",
        arguments: Courrier.notAList + ["[\"***\"]", "[1]", "[\"bm9u\"]"])
    func unreadable(text: String) {
        equipe.daemon.on("GET", Routes.localAttestations, text: text)
        #expect(Courrier.code { _ = try Attestations(poste.context) } == .data)
    }
}
