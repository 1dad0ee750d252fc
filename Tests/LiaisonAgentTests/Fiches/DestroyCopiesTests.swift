import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct DestroyCopiesTests {
    private let partnership: Partnership
    private let pli: Pli
    private let copies: DestroyCopies
    private let folder: TemporaryFolder

    /// The parts of a fiche that was opened lie on this machine.
    init() throws {
        partnership = try Partnership()
        pli = try partnership.receive()
        folder = try TemporaryFolder()
        let session = try partnership.claire.session()
        let open = try OpenFiche(.box(pli.slip.id.text), session)
        let opened = try open.open { throw AgentError(.usage, "") }
        try open.write(opened, into: "\(folder.path)/pieces")
        copies = try DestroyCopies(session)
        partnership.operateur.daemon.on("POST", Routes.localDestroyed, text: "[]")
    }

    private var file: String { FilePath.absolute("\(folder.path)/pieces/fiche.json") }
    /// Who signed it.
    private var note: String { FilePath.absolute("\(folder.path)/pieces/manifeste.note") }

    @Test("une pièce écrite est dans la liste, et s'y détruit par son numéro")
    func byNumber() throws {
        let listed = try copies.list()
        #expect(listed.rows.map(\.chemin) == [file, note])
        #expect(listed.destroyed == [])
        #expect(code { _ = try copies.plan(.numbers([1, 3])) } == .noInput)
        let plan = try copies.plan(.numbers([1]))
        #expect(plan.questions == [.destroy([file])])
        #expect(!FilePath.isGone(file))
        let result = try copies.execute(plan)
        #expect(result.destroyed == 1)
        #expect(FilePath.isGone(file))
        #expect(try copies.list().rows.map(\.chemin) == [note])
    }

    @Test(
        "celles d'une fiche détruite se reconnaissent ; ce que le service ne dit pas ne détruit rien"
    )
    func destroyed() throws {
        let daemon = partnership.operateur.daemon
        #expect(code { _ = try copies.plan(.destroyed) } == .noInput)
        daemon.on("POST", Routes.localDestroyed, refuses: 404)
        #expect(code { _ = try copies.plan(.destroyed) } == .unavailable)
        #expect(try copies.list().destroyed == nil)
        for text in FakeDaemon.unreadable where text != "[]" {
            daemon.on("POST", Routes.localDestroyed, text: text)
            #expect(code { _ = try copies.plan(.destroyed) } == .data)
            #expect(code { _ = try copies.list() } == .data)
        }
        #expect(!FilePath.isGone(file))
        let grave = DestroyedPli(key: pli.slip.key, le: partnership.operateur.horloge.now)
        daemon.on("POST", Routes.localDestroyed, json: [grave].value)
        #expect(try copies.list().destroyed == [pli.slip.key])
        #expect(try copies.execute(copies.plan(.destroyed)).destroyed == 2)
    }

    @Test("ce qui n'est plus un fichier ordinaire n'est pas touché, et c'est dit")
    func changed() throws {
        let plan = try copies.plan(.all)
        PrivateFile.remove(file)
        try PrivateFile.makeFolder(file)
        _ = partnership.claire.notices
        let result = try copies.execute(plan)
        #expect(result.failures == 1)
        #expect(code { try result.requireAll() } == .data)
        #expect(result.destroyed == 1)
        let isSaid = partnership.claire.notices.contains {
            if case .fiche(.notDestroyed) = $0 { true } else { false }
        }
        #expect(isSaid)
    }

    @Test(
        "des copies qui restent d'une fiche détruite sont rappelées ; une réponse illisible aussi se dit"
    )
    func warns() throws {
        let daemon = partnership.operateur.daemon
        let session = try partnership.claire.session()
        let grave = DestroyedPli(key: pli.slip.key, le: partnership.operateur.horloge.now)
        daemon.on("POST", Routes.localDestroyed, json: [grave].value)
        _ = partnership.claire.notices
        DestroyedFiches.warn(session)
        #expect(partnership.claire.notices == [.fiche(.destroyedCopies(2))])
        daemon.on("POST", Routes.localDestroyed, text: "{}")
        DestroyedFiches.warn(session)
        guard case .fiche(.copiesUnread)? = partnership.claire.notices.first else {
            Issue.record("il fallait le dire")
            return
        }
    }
}
