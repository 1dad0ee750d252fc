import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct BoxTests {
    private let partnership: Partnership
    private let session: Session
    private let box = "/local/v1/boite/reception"

    init() throws {
        partnership = try Partnership()
        session = try partnership.claire.session()
    }

    private var daemon: FakeDaemon { partnership.operateur.daemon }

    @Test("la boîte se montre, et ses numéros de ligne tiennent jusqu'à la suivante")
    func listing() throws {
        let plis = [try partnership.receive(), try partnership.receive()]
        partnership.holds(plis)
        let listing = try BoxView(session).list(.reception)
        #expect(listing.rows.map(\.key) == plis.map(\.slip.key))
        #expect(!listing.isCut)
        #expect(try BoxListing.find("2", session).key == plis[1].slip.key)
        #expect(try BoxListing.find(plis[0].slip.id.text, session).key == plis[0].slip.key)
        #expect(code { _ = try BoxListing.find("3", session) } == .noInput)
    }

    @Test("d'une structure que personne n'a vérifiée, ce qui n'est pas lu est « à vérifier »")
    func toVerify() throws {
        partnership.holds([try partnership.receive()])
        let known = try BoxView(session).list(.reception)
        #expect(known.rows.count == 1 && !known.rows.contains(where: known.isToVerify))
        let act = "verifications/\(partnership.ml.structure).note"
        try session.folder.write(Array("rien".utf8), to: act, replacing: true)
        let unknown = try BoxView(session).list(.reception)
        #expect(unknown.rows.allSatisfy(unknown.isToVerify))
    }

    @Test("ce qu'un inconnu dit s'appeler ne se montre pas à la place de son nom")
    func unverifiedLabel() throws {
        partnership.holds([try partnership.receive()])
        func shown() throws -> [String] {
            let listing = try BoxView(session).list(.reception)
            let names = PartnerNames(session)
            return listing.rows.map { listing.partner($0, in: .reception, names, fitting: 40) }
        }
        #expect(try shown() == ["Mission locale de Grenoble"])
        let act = "verifications/\(partnership.ml.structure).note"
        try session.folder.write(Array("rien".utf8), to: act, replacing: true)
        #expect(try shown() == ["ml.example"])
    }

    @Test("ce qu'on ne peut pas ouvrir n'est pas montré : un DPO ne voit pas les fiches")
    func roles() throws {
        try partnership.receive()
        let denis = try Machine("denis", of: partnership.operateur)
        #expect(try BoxView(denis.session()).list(.reception).rows == [])
        #expect(throws: (any Error).self) {
            try BoxView(Machine("alice", of: partnership.operateur).session())
        }
    }

    @Test("un DPO a les siennes, même loin derrière les fiches ; une boîte coupée l'est pour tous")
    func farBetween() throws {
        let pli = try partnership.receive()
        var notice = pli.slip
        (notice.objet, notice.modele, notice.id) = (.violation, nil, .random())
        notice.addressees = .roles([.dpo])
        func holds(_ slips: [Slip]) {
            let rows = slips.map {
                BoxEntry($0, recu: pli.slip.scelle, place: .reception(.nonLu))
            }
            daemon.on("GET", box) { request in
                let count = request.query.split(separator: "nombre=").last.flatMap { Int($0) }
                let part = Array(rows.prefix(count ?? .max))
                return .init(status: 200, body: Array(part.value.text.utf8))
            }
        }
        let fiches = Array(repeating: pli.slip, count: BoxView.newest)
        holds(fiches + [pli.slip, notice])
        let view = try BoxView(Machine("denis", of: partnership.operateur).session())
        let own = try view.list(.reception)
        #expect(own.rows.map(\.key) == [notice.key] && !own.isCut)
        // A referent does not see the first of them, and is told that there are more.
        holds([notice] + fiches)
        let cut = try BoxView(session).list(.reception)
        #expect(cut.rows.count == BoxView.newest && cut.isCut)
        holds(fiches)
        #expect(try !BoxView(session).list(.reception).isCut)
    }

    @Test("une boîte se lit d'une structure, ou d'une personne que cet agent a ouverte")
    func filters() throws {
        let pli = try partnership.receive()
        var filter = BoxView.Filter()
        filter.contact = partnership.operateur.structure
        #expect(try BoxView(session).list(.reception, filter).rows == [])
        filter.contact = partnership.ml.structure
        #expect(try BoxView(session).list(.reception, filter).rows.count == 1)
        filter.person = AGDREFNumber("3803054321")
        let closed = try BoxView(session).list(.reception, filter)
        #expect(closed.rows == [] && closed.unlooked.map(\.key) == [pli.slip.key])
        let open = try OpenFiche(.box(pli.slip.id.text), session)
        try open.finish(open.open { throw AgentError(.usage, "") })
        let found = try BoxView(session).list(.reception, filter)
        #expect(found.rows.map { found.person($0)?.name } == ["OFFICE Samir"])
        #expect(found.unlooked == [] && found.unlookedAnswers == 0)
        // Looked into, and about somebody else.
        filter.person = AGDREFNumber("3803012345")
        let others = try BoxView(session).list(.reception, filter)
        #expect(others.rows == [] && others.unlooked == [])
        #expect(try BoxView(session).list(.reception).unlooked == [])
    }

    @Test("ce qui est d'une personne se demande par ses fiches, cent à la fois, du plus récent")
    func about() throws {
        let pli = try partnership.receive()
        let number = try #require(AGDREFNumber("3803054321"))
        #expect(try BoxView(session).about(number).received.rows == [])
        let open = try OpenFiche(.box(pli.slip.id.text), session)
        try open.finish(open.open { throw AgentError(.usage, "") })
        daemon.forget()
        let known = try BoxView(session).about(number)
        #expect(known.received.rows.map(\.key) == [pli.slip.key] && known.sent.rows == [])
        #expect(known.received.rows.map { known.received.person($0)?.name } == ["OFFICE Samir"])
        let asked = daemon.requests.filter { $0.path.contains("/boite/") }
        #expect(asked.map(\.query) == ["ids=\(pli.slip.id)", "ids=\(pli.slip.id)"])
        // What another agent knows of her too; the daemon is asked as often as it must.
        let others = (0..<150).map { _ in PliKey(de: pli.slip.de, id: .random()) }
        daemon.forget()
        #expect(try BoxView(session).about(number, others: Set(others)).received.rows.count == 1)
        let batches = daemon.requests.filter { $0.path == box }
            .map { $0.query.split(separator: ",").count }
        #expect(batches == [100, 51])
    }

    @Test("un partenaire se nomme comme sa carte, là où ce nom tient ; sans elle, par le sien")
    func partnerNames() throws {
        let names = PartnerNames(session)
        #expect(names.name(partnership.ml.structure) == "Mission locale de Grenoble")
        #expect(names.name(partnership.ml.structure, fitting: 26) == "Mission locale de Grenoble")
        #expect(names.name(partnership.ml.structure, fitting: 25) == "ml.example")
        #expect(names.name(partnership.ml.structure, fitting: 5) == "ml.e…")
        let unknown = try #require(StructureName("inconnue.example"))
        #expect(names.name(unknown) == "inconnue.example")
    }

    @Test(
        "une boîte illisible est une erreur : aucun nom ne s'efface, aucun numéro ne change",
        arguments: FakeDaemon.unreadable.filter { $0 != "[]" } + [
            #"[{"id":"x"}]"#, #"{"plis":[]}"#,
        ])
    func unreadable(_ text: String) throws {
        let pli = try partnership.receive()
        let open = try OpenFiche(.box(pli.slip.id.text), session)
        try open.finish(open.open { throw AgentError(.usage, "") })
        _ = try BoxView(session).list(.reception)
        let before = partnership.claire.files.files
        daemon.on("GET", box, text: text)
        #expect(code { _ = try BoxView(session).list(.reception) } == .data)
        #expect(code { try BoxView(session).prune() } == .data)
        #expect(code { _ = try BoxListing.find("1", session) } == .data)
        #expect(partnership.claire.files.files == before)
    }

    @Test("ce que les boîtes ne tiennent plus s'oublie, une fois par jour")
    func prune() throws {
        let pli = try partnership.receive()
        let open = try OpenFiche(.box(pli.slip.id.text), session)
        try open.finish(open.open { throw AgentError(.usage, "") })
        let row = try #require(try BoxListing.fetch(.reception, session).first)
        try BoxView(session).prune()
        #expect(Repertoire(session).person(row) != nil)
        partnership.holds([])
        try BoxView(session).prune()
        #expect(Repertoire(session).person(row) != nil)
        partnership.operateur.horloge.advance(86_400)
        try BoxView(session).prune()
        #expect(Repertoire(session).person(row) == nil)
    }

    @Test(
        "une fiche détruite n'est pas seulement inconnue ; une réponse illisible ne dit rien d'elle"
    )
    func destroyed() throws {
        let pli = try partnership.receive()
        partnership.holds([])
        let name = pli.slip.id.text
        daemon.on("POST", Routes.localDestroyed, text: "[]")
        #expect(throws: AgentError(.noInput, "", next: .fiche(.nameFiche))) {
            try BoxListing.find(name, session)
        }
        let grave = DestroyedPli(key: pli.slip.key, le: partnership.operateur.horloge.now)
        daemon.on("POST", Routes.localDestroyed, json: [grave].value)
        #expect(throws: AgentError(.noInput, "", next: "Le procès-verbal est chez votre DPO.")) {
            try BoxListing.find(name, session)
        }
        for text in FakeDaemon.unreadable where text != "[]" {
            daemon.on("POST", Routes.localDestroyed, text: text)
            #expect(code { _ = try BoxListing.find(name, session) } == .data)
        }
    }

    @Test(
        "un suivi illisible, ou sans aucune étape, est une erreur", arguments: FakeDaemon.unreadable
    )
    func course(_ text: String) throws {
        let pli = try partnership.receive()
        #expect(try session.course(of: pli.slip.key).steps.map(\.etape) == [.reception])
        daemon.on("GET", Routes.localCourse(de: pli.slip.de, id: pli.slip.id), text: text)
        #expect(code { _ = try session.course(of: pli.slip.key) } == .data)
        #expect(code { _ = try session.recorded(pli.slip.key) } == .data)
    }
}
