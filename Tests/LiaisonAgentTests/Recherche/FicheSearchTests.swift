import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("Ce qu'un agent peut chercher") struct FicheSearchTests {
    private let partnership: Partnership
    private let session: Session
    private let pli: Pli

    init() throws {
        partnership = try Partnership()
        session = try partnership.claire.session()
        pli = try partnership.receive()
    }

    private func hits(_ typed: String) throws -> [SearchIndex.Hit] {
        try SearchIndex(BoxView(session)).hits(typed)
    }

    /// The fiche that was received, and what the box calls it.
    private func open() throws -> (key: PliKey, fiche: Fiche) {
        let open = try OpenFiche(.box(pli.slip.id.text), session)
        let opened = try open.open { throw AgentError(.usage, "") }
        try open.finish(opened)
        return (pli.slip.key, try #require(opened.fiche))
    }

    @Test("avant l'ouverture, une fiche se trouve par son partenaire seul")
    func unread() throws {
        #expect(try hits("office") == [])
        #expect(try hits("mission grenoble") == [.init(key: pli.slip.key, place: .partner)])
        #expect(try hits("ml.example") == [.init(key: pli.slip.key, place: .partner)])
    }

    @Test("les boîtes se lisent par parties ; un envoi se trouve par chacun de ses destinataires")
    func parts() throws {
        let daemon = partnership.operateur.daemon
        let count = BoxView.newest + 1
        let rows = try (0..<count).map { rank in
            var row = try #require(
                BoxEntry(
                    pli.slip, recu: nil, place: .envoi(.remis, retenu: false, accuses: [])
                ).value.object)
            row["de"] = .string(partnership.operateur.structure.text)
            // The last two are one sending, on both sides of where a part ends.
            row["id"] = .string(
                (rank < count - 2 ? PliID.random() : pli.slip.id).text)
            row["pour"] = .string(rank == count - 1 ? "voisin.example" : "ml.example")
            return JSONValue.object(row)
        }
        daemon.on("GET", "/local/v1/boite/reception", text: "[]")
        daemon.on("GET", "/local/v1/boite/envoi") { request in
            let numbers = request.query.split(separator: "&").map {
                $0.split(separator: "=").last.flatMap { Int($0) } ?? 0
            }
            let part = rows.dropFirst(numbers.count > 1 ? numbers[1] : 0).prefix(numbers[0])
            return .init(status: 200, body: Array(JSONValue.array(Array(part)).text.utf8))
        }
        try partnership.operateur.shows([partnership.ml.card()]) { $0["boites"] = "a" }
        daemon.forget()
        let index = try SearchIndex(BoxView(session.synchronize()))
        #expect(index.count == count - 1)
        #expect(
            daemon.requests.filter { $0.path.hasSuffix("/envoi") }.map(\.query)
                == ["nombre=500", "nombre=500&saut=499"])
        let key = PliKey(de: partnership.operateur.structure, id: pli.slip.id)
        #expect(index.hits("voisin") == [.init(key: key, place: .partner)])
        #expect(index.hits("ml.example voisin.example") == [.init(key: key, place: .partner)])
    }

    @Test(
        "entre deux parties, des lignes partent ou viennent : aucune de celles qui restent n'est passée",
        arguments: [
            (changed: -3, asked: ["nombre=500", "nombre=500&saut=499", ""]),
            (changed: 2, asked: ["nombre=500", "nombre=500&saut=499"]),
        ])
    func partsOfAChangingBox(_ changed: Int, _ asked: [String]) throws {
        let daemon = partnership.operateur.daemon
        let rows = (0..<BoxView.newest + 5).map { _ in
            var slip = pli.slip
            slip.id = .random()
            return BoxEntry(slip, recu: slip.scelle, place: .reception(.nonLu))
        }
        // Once the first part was given, the newest ones are gone, or others came.
        let later = changed < 0 ? Array(rows.dropFirst(-changed)) : rows
        let before = changed < 0 ? rows : Array(rows.dropFirst(changed))
        daemon.on("GET", "/local/v1/boite/envoi", text: "[]")
        daemon.on("GET", "/local/v1/boite/reception") { request in
            let part =
                switch request.query {
                case "nombre=500": before.prefix(500)
                case "": later[...]
                default: later.dropFirst(499).prefix(500)
                }
            return .init(status: 200, body: Array(Array(part).value.text.utf8))
        }
        try partnership.operateur.shows([partnership.ml.card()]) { $0["boites"] = "a" }
        daemon.forget()
        let index = try SearchIndex(BoxView(session.synchronize()))
        #expect(before.filter { later.contains($0) && !index.holds($0.key) } == [])
        #expect(
            daemon.requests.filter { $0.path.hasSuffix("/reception") }.map(\.query) == asked)
    }

    @Test(
        "une fois ouverte, par la personne ; gardée pour la recherche, par son texte, après un redémarrage"
    )
    func opened() throws {
        let fiche = try open()
        for typed in ["samir office", "3803054321", "38 03 05 43 21"] {
            #expect(try hits(typed) == [.init(key: pli.slip.key, place: .person)], "\(typed)")
        }
        let word = try #require(
            fiche.fiche.content["besoinsEtMotifs"]?.string?.split(separator: " ").last)
        #expect(try hits(String(word)) == [])
        try SearchTexts(session).add([fiche])
        #expect(try hits(String(word)) == [.init(key: pli.slip.key, place: .text)])
    }

    @Test(
        "les textes sont scellés, et ceux d'une fiche détruite partent avec la clé de leur segment")
    func pruned() throws {
        let fiche = try open()
        let other = PliKey(de: partnership.ml.structure, id: .random())
        let texts = SearchTexts(session)
        try texts.add([fiche, (other, fiche.fiche)])
        let files = partnership.claire.files
        let marker = Array("samir".utf8)
        for (name, bytes) in files.files {
            #expect(!bytes.indices.contains { bytes[$0...].starts(with: marker) }, "\(name)")
        }
        let before = files.files.filter { $0.key.hasPrefix("cles/recherche-") }
        try texts.prune([other])
        #expect(Set(texts.texts(of: [fiche.key, other]).keys) == [other])
        let after = files.files.filter { $0.key.hasPrefix("cles/recherche-") }
        #expect(before.count == 1 && after.count == 1)
        #expect(Set(before.values).isDisjoint(with: after.values))
        // Nothing to forget, nothing written.
        let changes = files.changes.count
        try texts.prune([other])
        #expect(files.changes.count == changes)
        try texts.prune([])
        #expect(texts.texts(of: [fiche.key, other]).isEmpty)
        #expect(!files.files.keys.contains { $0.contains("recherche") })
    }

    @Test("un segment plein en commence un autre ; rien ne s'y perd")
    func segments() throws {
        let fiche = try open().fiche
        let keys = (0..<700).map { _ in PliKey(de: partnership.ml.structure, id: .random()) }
        try SearchTexts(session).add(keys.map { ($0, fiche) })
        #expect(partnership.claire.folder.names(in: "recherche").count > 1)
        #expect(Set(SearchTexts(session).texts(of: Set(keys)).keys) == Set(keys))
    }
}
