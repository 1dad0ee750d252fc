import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct FicheStartTests {
    private let partnership: Partnership
    private let pli: Pli

    init() throws {
        partnership = try Partnership()
        pli = try partnership.receive()
    }

    @Test("une réponse reprend la personne, retourne le sens, et retient à quoi elle répond")
    func reply() throws {
        let session = try partnership.claire.session()
        let start = try FicheStart.reply(to: pli.slip.id.text, session)
        #expect(start.link == FicheLink(reponseA: pli.slip.id))
        #expect(start.source == .init(fiches: [pli.slip.key]))
        #expect(start.content["sens"]?.string == Sens.agirVersPartenaire.rawValue)
        #expect(start.content["beneficiaire"]?.object?["nom"]?.string == "OFFICE")
        #expect(start.content["besoinsEtMotifs"] == nil)
        // What the partner wrote of who answers is asked; what this machine knows is not.
        let unsure = try #require(start.unsure)
        #expect(unsure == ["operateurAGIR.telephone"])
        #expect(start.content[path: "operateurAGIR.telephone"] != nil)
        #expect(FicheStart(.generique, session.context).unsure == nil)
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
        let session = try partnership.claire.session()
        let name = pli.slip.id.text
        #expect(throws: AgentError(.usage, "", next: .fiche(.answer(name)))) {
            try FicheStart.correction(of: name, session)
        }
        let own = try partnership.conseillere.session()
        let row = BoxEntry(
            pli.slip, recu: nil, place: .envoi(.remis, retenu: false, accuses: []))
        let daemon = partnership.ml.daemon
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
        let context = partnership.claire.context
        #expect(throws: AgentError(.data, "", next: .fiche(.giveFicheFile))) {
            try FicheStart.from("/etc/hostname", .generique, context)
        }
    }

    @Test("la fiche qu'on adresse porte déjà la structure de sa carte, et l'auteur la sienne")
    func addressed() throws {
        let context = partnership.claire.context
        let start = try FicheStart(.spe, context).addressed(to: "ml.example", context)
        func block(_ start: FicheStart, _ key: String) -> JSONObject? {
            start.content[key]?.object
        }
        #expect(block(start, "partenaire")?["structure"]?.string == "Mission locale de Grenoble")
        #expect(
            block(start, "operateurAGIR")?["structure"]?.string == "Opérateur AGIR de l'Isère")
        #expect(
            start.blank(on: context.today)["partenaire"]?.object?["structure"]?.string
                == "Mission locale de Grenoble")
        let toAgent = try FicheStart(.spe, context).addressed(to: "ml.example/claire", context)
        #expect(toAgent.content == start.content)
        // The other way round, from the partner's machine.
        let other = partnership.conseillere.context
        let back = try FicheStart(.generique, other).addressed(to: "agir38.example", other)
        #expect(
            block(back, "operateurAGIR")?["structure"]?.string == "Opérateur AGIR de l'Isère")
        #expect(
            code { _ = try FicheStart(.spe, context).addressed(to: "cap.example", context) }
                == .noInput)
        #expect(
            code { _ = try FicheStart(.spe, context).addressed(to: "pas un nom", context) }
                == .usage)
    }

    @Test("le conseiller de la même structure reste, celui d'une autre s'en va")
    func contact() throws {
        let context = partnership.claire.context
        let folder = try TemporaryFolder()
        func start(_ structure: String) throws -> JSONObject? {
            let file = "\(folder.path)/\(structure.utf8.count).json"
            try PrivateFile.write(
                Partnership.fiche("spe", [("Mission locale de Grenoble", structure)]), to: file)
            return try FicheStart.from(file, .spe, context).addressed(to: "ml.example", context)
                .content["partenaire"]?.object
        }
        #expect(try start("MISSION LOCALE GRENOBLE")?["nom"]?.string == "Modèle")
        let other = try start("Mission locale de Voiron")
        #expect(other?["nom"] == nil)
        #expect(other?["structure"]?.string == "Mission locale de Grenoble")
    }

    @Test("une réponse nomme la structure comme sa carte, quoi qu'elle ait tapé")
    func replyNamesTheCard() throws {
        let start = try FicheStart.reply(to: pli.slip.id.text, partnership.claire.session())
        let block = start.content["partenaire"]?.object
        #expect(block?["structure"]?.string == "Mission locale de Grenoble")
    }
}
