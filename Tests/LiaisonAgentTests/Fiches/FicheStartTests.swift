import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import Testing

@Suite struct FicheStartTests {
    private let echange: Echange
    private let pli: Pli

    init() throws {
        echange = try Echange()
        pli = try echange.receive()
    }

    @Test("une réponse reprend la personne, retourne le sens, et retient à quoi elle répond")
    func reply() throws {
        let session = try echange.claire.session()
        let start = try FicheStart.reply(to: pli.slip.id.text, session)
        #expect(start.link == FicheLink(reponseA: pli.slip.id))
        #expect(start.source == .init(fiches: [pli.slip.key]))
        #expect(start.content["sens"]?.string == Sens.agirVersPartenaire.rawValue)
        #expect(start.content["beneficiaire"]?.object?["nom"]?.string == "OFFICE")
        #expect(start.content["besoinsEtMotifs"] == nil)
        let input = try FicheInput(
            file: "/fiches/reponse.json", content: [], attachments: Attachments([]), to: [],
            session)
        #expect(input.link == .none)
        try FicheStart.written(
            "/fiches/reponse.json", link: start.link, source: start.source, session.context)
        #expect(
            try FicheInput(
                file: "/fiches/reponse.json", content: [], attachments: Attachments([]), to: [],
                session
            ).link == start.link)
    }

    @Test("la fiche d'un partenaire ne se corrige pas, la sienne ne se répond pas")
    func wrongSide() throws {
        let session = try echange.claire.session()
        let name = pli.slip.id.text
        #expect(throws: AgentError(.usage, "", next: .fiche(.answer(name)))) {
            try FicheStart.correction(of: name, session)
        }
        let own = try echange.conseillere.session()
        let row = BoxEntry(
            pli.slip, recu: nil, place: .envoi(.remis, retenu: false, accuses: []))
        let daemon = echange.ml.daemon
        daemon.on("GET", "/local/v1/boite/envoi", json: [row].value)
        daemon.on("GET", "/local/v1/boite/reception", text: "[]")
        let bytes = pli.bytes
        daemon.on("GET", Routes.localPli(de: pli.slip.de, id: pli.slip.id)) { _ in
            .init(status: 200, body: bytes)
        }
        #expect(throws: AgentError(.usage, "", next: .fiche(.replace(name)))) {
            try FicheStart.reply(to: name, own)
        }
        let start = try FicheStart.correction(of: name, own)
        #expect(start.link == FicheLink(remplace: pli.slip.id))
        #expect(start.content["besoinsEtMotifs"] != nil)
    }

    @Test("un fichier qui n'est pas une fiche n'est pas repris")
    func notAFiche() throws {
        let context = echange.claire.context
        #expect(throws: AgentError(.data, "", next: .fiche(.giveFicheFile))) {
            try FicheStart.from("/etc/hostname", .generique, context)
        }
    }
}
