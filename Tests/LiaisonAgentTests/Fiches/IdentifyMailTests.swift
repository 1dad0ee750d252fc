import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("Relever le courrier") struct IdentifyMailTests {
    private let partnership: Partnership
    private let session: Session

    init() throws {
        partnership = try Partnership()
        session = try partnership.claire.session()
    }

    private var daemon: FakeDaemon { partnership.operateur.daemon }

    private func plis(_ count: Int) throws -> [Pli] {
        let plis = try (0..<count).map { _ in try partnership.receive() }
        partnership.holds(plis)
        daemon.forget()
        return plis
    }

    @Test("les fiches non lues prennent un nom dans la liste, sans accusé, sans annotation")
    func identified() throws {
        let plis = try plis(3)
        let identify = try IdentifyMail(session)
        let plan = try identify.plan()
        #expect(plan.rows.map(\.key) == plis.map(\.slip.key))
        #expect(plan.more == 0 && plan.unverified == 0)
        let result = try identify.execute(plan)
        #expect(result.identified == plis.map(\.slip.key))
        #expect(result.failures.isEmpty && result.unnamed == [] && !result.isCut)
        let handed = daemon.requests.filter { $0.path.hasPrefix("/local/v1/plis/") }
        #expect(handed.count == 3)
        #expect(handed.allSatisfy { $0.query == "identification=oui" })
        #expect(!daemon.asked.contains("PUT \(Routes.localReceipts)"))
        #expect(!daemon.asked.contains("PUT \(Routes.localAnnotations)"))
        let listing = try BoxView(session).list(.reception)
        let names = listing.rows.map { listing.person($0)?.name }
        #expect(names == Array(repeating: "OFFICE Samir", count: 3))
        // And they are found by what is in them.
        #expect(try SearchIndex(BoxView(session)).hits("restauration").count == 3)
    }

    @Test("ce qui a un nom ne se relève pas deux fois")
    func again() throws {
        _ = try plis(2)
        let identify = try IdentifyMail(session)
        _ = try identify.execute(identify.plan())
        #expect(try identify.plan().rows == [])
    }

    @Test("ce qui vient d'une structure que personne n'a vérifiée ne se relève pas, et c'est dit")
    func unverified() throws {
        _ = try plis(1)
        let machine = try Machine("claire", of: partnership.operateur)
        try machine.knows(partnership.ml.card(), isVerified: false)
        let identify = try IdentifyMail(machine.session())
        let plan = try identify.plan()
        #expect(plan.rows == [] && plan.unverified == 1)
        #expect(try identify.execute(plan).identified == [])
        #expect(!daemon.requests.contains { $0.path.hasPrefix("/local/v1/plis/") })
    }

    @Test("un pli abîmé, ou ouvert entre-temps, n'arrête pas les autres")
    func failures() throws {
        let keys = try plis(3).map(\.slip.key)
        let (broken, opened, good) = (keys[0], keys[1], keys[2])
        daemon.on("GET", Routes.localPli(de: broken.de, id: broken.id), text: "rien")
        daemon.on("GET", Routes.localPli(de: opened.de, id: opened.id), refuses: 409)
        let identify = try IdentifyMail(session)
        let result = try identify.execute(identify.plan())
        #expect(result.identified == [good])
        #expect(result.unnamed == [opened])
        #expect(result.failures.map(\.key) == [broken])
        #expect(!result.isCut)
    }

    @Test("un service qui se tait en route laisse le reste pour plus tard, et garde ce qui fut lu")
    func cut() throws {
        let keys = try plis(3).map(\.slip.key)
        daemon.on("GET", Routes.localPli(de: keys[1].de, id: keys[1].id), refuses: 503)
        let identify = try IdentifyMail(session)
        let result = try identify.execute(identify.plan())
        #expect(result.isCut)
        #expect(result.identified == [keys[0]])
        #expect(Set(Repertoire(session).all.keys) == [keys[0]])
        #expect(try identify.plan().rows.map(\.key) == Array(keys.dropFirst()))
    }

    @Test("un DPO ne relève rien")
    func roles() throws {
        let denis = try Machine("denis", of: partnership.operateur)
        #expect(code { _ = try IdentifyMail(denis.session()) } == .notAllowed)
    }
}
