import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import Synchronization
import TestSupport
import Testing

@Suite struct PurgeTests {
    private let team: Team
    private let machine: Machine
    private let day = CalendarDate("2027-03-01")!

    init() throws {
        team = try Team.pair().0
        machine = try Machine("denis", of: team)
    }

    private func due(_ digit: Int, _ echeance: String, isSuspended: Bool = false) -> DuePli {
        DuePli(
            key: PliKey(
                de: team.structure, id: PliID("0000000\(digit)-0000-4000-8000-000000000000")!),
            kind: .fiche(.spe), regle: .convention, echeance: CalendarDate(echeance)!,
            isSuspended: isSuspended)
    }

    /// The daemon shows these pages, each after the one that names it.
    private func shows(_ pages: PurgePage...) {
        team.daemon.on("GET", Routes.localPurge) { request in
            let before = pages.firstIndex { page in
                page.next.map { request.query.hasSuffix("apres=\($0)") } ?? false
            }
            let page = pages[before.map { $0 + 1 } ?? 0]
            return .init(status: 200, body: Array(page.value.text.utf8))
        }
    }

    /// The daemon does these slices, one a request; nil: another purge goes on.
    private func does(_ slices: [PurgeSlice?]) {
        let rest = Mutex(slices)
        team.daemon.on("POST", Routes.localPurge) { _ in
            let next = rest.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            return next.map { .init(status: 200, body: Array($0.value.text.utf8)) }
                ?? .problem(429)
        }
    }

    private var purges: [FakeDaemon.Request] {
        team.daemon.requests.filter { $0.method == "POST" && $0.path == Routes.localPurge }
    }

    private func execute(
        asks: Bool = false, confirmed: Bool = true, confirmsClock: Bool = false,
        wait: () -> Void = {}
    ) throws -> Purge.Result {
        try Purge.execute(
            Purge.plan(machine.context, asks: asks), confirmed: confirmed,
            confirmsClock: confirmsClock, wait: wait)
    }

    @Test("l'aperçu va jusqu'à la dernière page, dans l'ordre des échéances")
    func preview() throws {
        let held = due(3, "2027-01-01", isSuspended: true)
        let (late, early) = (due(1, "2027-02-01"), due(2, "2026-12-01"))
        // A page may be empty and not the last one.
        shows(
            PurgePage(plis: [late, early], next: early.key.id),
            PurgePage(plis: [], next: PliID("00000002-ffff-4000-8000-000000000000")),
            PurgePage(plis: [held], next: nil))
        #expect(try Purge.preview(on: day, machine.context) == [early, held, late])
        #expect(
            team.daemon.requests.filter { $0.path == Routes.localPurge }.allSatisfy {
                $0.query.hasPrefix("au=2027-03-01")
            })
    }

    @Test("sans personne pour répondre, rien n'est montré ni demandé")
    func nobody() throws {
        let plan = try Purge.plan(machine.context, asks: false)
        #expect(plan.questions == [])
        #expect(!team.daemon.asked.contains("GET \(Routes.localPurge)"))
    }

    @Test("la question compte ce qui n'est pas suspendu")
    func question() throws {
        let held = due(2, "2026-01-01", isSuspended: true)
        shows(PurgePage(plis: [due(1, "2026-01-01"), held, due(3, "2026-01-02")], next: nil))
        #expect(try Purge.plan(machine.context, asks: true).questions == [.destroys(2)])
        #expect(purges.isEmpty)
        shows(PurgePage(plis: [held], next: nil))
        #expect(try Purge.plan(machine.context, asks: true).questions == [])
    }

    @Test("refusée, la purge ne détruit rien ; acceptée, elle détruit")
    func answers() throws {
        shows(PurgePage(plis: [due(1, "2026-01-01")], next: nil))
        does([
            PurgeSlice(
                destroyed: 1, left: 0, suspended: 4,
                attestation: .init(numero: 3, controle: .conforme))
        ])
        #expect(Samples.code { _ = try execute(asks: true, confirmed: false) } == .usage)
        #expect(purges.isEmpty)
        let result = try execute(asks: true, confirmed: true)
        #expect(
            result
                == Purge.Result(
                    destroyed: 1, suspended: 4,
                    attestation: .init(numero: 3, controle: .conforme)))
    }

    @Test("tranche après tranche, jusqu'au procès-verbal ; l'heure n'est confirmée qu'une fois")
    func slices() throws {
        let attestation = PurgeSlice.Attestation(numero: 1, controle: .aVerifier)
        does([
            PurgeSlice(destroyed: 250, left: 300, suspended: 0, attestation: nil),
            PurgeSlice(destroyed: 250, left: 50, suspended: 0, attestation: nil),
            PurgeSlice(destroyed: 50, left: 0, suspended: 2, attestation: attestation),
        ])
        let result = try execute(confirmsClock: true)
        #expect(result == Purge.Result(destroyed: 550, suspended: 2, attestation: attestation))
        #expect(purges.map(\.query) == ["heure=confirmee", "", ""])
        #expect(machine.notices.last == .progress(done: 550, total: 550, .plisDestroyed))
    }

    @Test("la purge du service est attendue, puis la nôtre commence")
    func waits() throws {
        does([nil, nil, PurgeSlice(destroyed: 0, left: 0, suspended: 1, attestation: nil)])
        var seconds = 0
        let result = try execute { seconds += 1 }
        #expect(seconds == 2)
        #expect(result == Purge.Result(destroyed: 0, suspended: 1, attestation: nil))
    }

    @Test("après une minute d'attente, c'est une erreur")
    func patience() throws {
        does([])
        var seconds = 0
        #expect(Samples.code { _ = try execute { seconds += 1 } } == .tryAgain)
        #expect(seconds == 60)
    }

    @Test("ce que le service continue de lui-même n'est plus attendu")
    func taken() throws {
        does([PurgeSlice(destroyed: 250, left: 10, suspended: 0, attestation: nil), nil])
        let result = try execute { Issue.record("rien n'est à attendre") }
        #expect(result == Purge.Result(destroyed: 250, suspended: 0, attestation: nil))
    }

    @Test("sans le rôle dpo, rien n'est demandé")
    func role() throws {
        let machine = try Machine("claire", of: team)
        #expect(Samples.code { _ = try Purge.plan(machine.context, asks: true) } == .notAllowed)
        #expect(Samples.code { _ = try Purge.preview(on: day, machine.context) } == .notAllowed)
        #expect(!team.daemon.asked.contains { $0.hasSuffix(Routes.localPurge) })
    }

    @Test("une réponse illisible n'est pas une purge vide", arguments: Samples.notAnObject)
    func unreadable(text: String) throws {
        let before = machine.files.files
        team.daemon.on("GET", Routes.localPurge, text: text)
        team.daemon.on("POST", Routes.localPurge, text: text)
        #expect(Samples.code { _ = try Purge.preview(on: day, machine.context) } == .data)
        #expect(Samples.code { _ = try Purge.plan(machine.context, asks: true) } == .data)
        #expect(Samples.code { _ = try execute() } == .data)
        #expect(purges.count == 1)
        #expect(machine.files.files == before)
    }

    @Test(
        "une clé absente ou d'un autre type est une erreur",
        arguments: [
            #"{"reste":0,"suspendus":0}"#, #"{"detruits":"1","reste":0,"suspendus":0}"#,
            #"{"detruits":-1,"reste":0,"suspendus":0}"#,
            #"{"detruits":1,"reste":0,"suspendus":0,"procesVerbal":2}"#,
            #"{"detruits":1,"reste":0,"suspendus":0,"procesVerbal":2,"controle":"ok"}"#,
        ])
    func wrongMember(text: String) throws {
        team.daemon.on("POST", Routes.localPurge, text: text)
        #expect(Samples.code { _ = try execute() } == .data)
    }
}
