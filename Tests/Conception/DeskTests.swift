import Testing

/// The desks of the service (docs/conception/architecture.md, «Desks»).
@Suite("Architecture : le bureau et ses tables")
struct DeskTests {
    private let plan: DeskPlan

    init() throws {
        plan = DeskPlan(page: try Repository.text("docs/conception/architecture.md"))
    }

    private static let service = "Sources/LiaisonService"

    private static func sources(_ folder: String) throws -> [(path: String, text: String)] {
        try Repository.files(under: folder, endings: ["swift"]).map {
            (String($0.dropFirst(folder.count + 1)), try Repository.text($0))
        }
    }

    @Test("le dessin se tient : aucune table n'en appelle une au-dessus d'elle")
    func drawing() {
        #expect(plan.rows.count > 8)
        #expect(plan.words.count == 3)
        #expect(plan.findings == [])
    }

    @Test("une table ne lit pas la mémoire d'une autre, et le service seul voit la base")
    func service() throws {
        let sources = try Self.sources(Self.service)
        #expect(sources.count > 50)
        for (path, text) in sources {
            for finding in plan.judge(service: text, at: path) {
                Issue.record("\(Self.service)/\(path) : \(finding)")
            }
        }
        // What the page names is there.
        for row in plan.rows {
            let held = Set(sources.flatMap { DeskPlan.held(by: row.desk, $0.text) })
            #expect(held.intersection(plan.rows.map(\.desk)) == Set(row.calls), "\(row.desk)")
        }
        for place in plan.words.flatMap(\.only) {
            #expect(Repository.exists("\(Self.service)/\(place)"), "\(place)")
        }
    }

    /// What opens a store: the start of the daemon, and the commands that work beside it.
    private static let offline: Set = [
        "Daemon.swift", "Backup.swift", "BackupCommands.swift", "VerifierCommand.swift",
    ]

    @Test("le programme du service n'ouvre la base qu'au départ, et n'y lit rien ensuite")
    func daemon() throws {
        for (path, text) in try Self.sources("Sources/agir-liaisond") {
            for finding in DeskPlan.judge(
                daemon: text, isOffline: Self.offline.contains(path))
            {
                Issue.record("Sources/agir-liaisond/\(path) : \(finding)")
            }
        }
    }

    // MARK: The test of the test

    @Test(
        "ce qu'une table ne doit pas faire se voit",
        arguments: [
            ("Mail/Incoming.swift", "let clock = retention.memory.state"),
            ("Mail/Incoming.swift", "try transaction.updateOutgoing(id, pour: a, statut: b)"),
            ("Mail/Incoming.swift", "usleep(50_000)"),
            ("Mail/Incoming.swift", "try await Task.sleep(for: .seconds(1))"),
            ("Mail/Incoming.swift", "try desks.office.store.read { $0 }"),
            ("Services/Delivery.swift", "try store.write(at: now) {}"),
            ("Office/Office.swift", "    public let store: LiaisonStore"),
            ("Logbook/Logbook.swift", "struct Logbook: Desk {\n    let mail: MailDesk\n}"),
            (
                "Cards/CardDesk.swift",
                "public struct CardDesk: Desk {\n    let a = RequestBook()\n}"
            ),
        ])
    func refused(path: String, source: String) {
        #expect(plan.judge(service: source, at: path).count == 1)
    }

    @Test("ce qui est permis ne se voit pas")
    func harmless() {
        let source = "// usleep(5)\nmemory.state.withLock { $0 }\ntry store.read { $0 }\n"
        #expect(plan.judge(service: source, at: "Mail/Incoming.swift") == [])
        #expect(
            DeskPlan.judge(daemon: "let store = try LiaisonStore(folder: f)", isOffline: true) == []
        )
        #expect(
            DeskPlan.judge(daemon: "let store = try LiaisonStore(folder: f)", isOffline: false)
                .count
                == 1)
        #expect(
            DeskPlan.judge(daemon: "try desks.office.store.read {}", isOffline: true).count == 1)
    }

    @Test("une table qui en appelle une au-dessus se voit au dessin")
    func upwards() {
        let page =
            "| desk | calls | memory |\n|---|---|---|\n| `A` | `B` | |\n| `B` | `A`, `C` | |\n"
        #expect(DeskPlan(page: page).findings.count == 2)
    }
}
