import Foundation
import LiaisonBase
import ProgramSupport
import Synchronization
import Testing

/// The scenarios are texts that people can read, in `scenarios/`; each runs the two built programs. Those of commands
/// and what they answer are plain text, which `jouer.sh` plays; where a service dies, lies or is watched, a script.
@Suite("Scénarios de bout en bout")
struct ScenarioTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "scenarios")

    /// The longest texts first: they are about the longest to run.
    private static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? [])
        .filter { $0.hasSuffix(".sh") || $0.hasSuffix(".txt") }.sorted { size($0) > size($1) }

    private static func size(_ name: String) -> Int {
        let path = folder.appending(path: name).path()
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.size] as? Int ?? 0
    }

    @Test("il y a des scénarios des deux sortes, et rien d'autre à côté")
    func present() throws {
        for kind in [".sh", ".txt"] {
            #expect(Self.names.count { $0.hasSuffix(kind) } >= 10, "\(kind)")
        }
        let all = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path())
        #expect(Set(all) == Set(Self.names))
    }

    @Test("le scénario va au bout", arguments: names)
    func runs(name: String) async throws {
        let path = Self.folder.appending(path: name).path()
        let (status, output) = try await Self.play(path, rank: Self.size(name))
        #expect(status == 0, "\(output)")
    }

    /// Runs a scenario of either kind.
    static func play(_ path: String, rank: Int = .max) async throws -> (Int32, String) {
        guard path.hasSuffix(".txt") else { return try await run(path, rank: rank) }
        let player = folder.deletingLastPathComponent().appending(path: "jouer.sh").path()
        return try await run(player, arguments: [path], rank: rank)
    }

    /// A script mostly waits (for a daemon, a delivery, another process): several for each core.
    private static let turns = Turns(3 * ProcessInfo.processInfo.activeProcessorCount)

    /// Runs a script with the programs of this build, when its turn comes: its status, and what it printed.
    /// - Parameter rank: of the scripts that wait, the one with the highest rank goes first.
    static func run(
        _ script: String, arguments: [String] = [], input: String = "", rank: Int = .max
    ) async throws -> (Int32, String) {
        let environment = ProcessInfo.processInfo.environment.merging(
            ["BINAIRES": programs].compactMapValues { $0 }
        ) { $1 }.map { "\($0)=\($1)" }
        return try await withCheckedThrowingContinuation { end in
            turns.take(rank: rank) {
                // A thread that waits: those of the tests are as few as the cores, and computing.
                Thread.detachNewThread {
                    let ended = Result {
                        try Program.run(
                            "/bin/bash", [script] + arguments, input: Array(input.utf8),
                            environment: environment, showsErrors: true)
                    }
                    turns.giveBack()
                    end.resume(
                        with: ended.map {
                            ($0.ending.status, String(decoding: $0.output, as: UTF8.self))
                        })
                }
            }
        }
    }

    /// Where this test's own build put the two programs: beside the test bundle.
    private static var programs: String? {
        let candidates = CommandLine.arguments.prefix(1) + [Bundle.main.bundlePath]
        return candidates.map { URL(filePath: $0).deletingLastPathComponent().path() }
            .appending(Bundle.main.bundlePath)
            .first { FileManager.default.isExecutableFile(atPath: "\($0)/agir-liaisond") }
    }
}

extension Array {
    fileprivate func appending(_ element: Element) -> [Element] { self + [element] }
}

extension ChildProcess.Ending {
    /// As a shell says it.
    fileprivate var status: Int32 {
        switch self {
        case .exit(let code): code
        case .signal(let number): 128 + number
        }
    }
}

/// Some at once, and no more; who ends starts the next one.
private final class Turns: Sendable {
    private struct State {
        var free: Int
        var waiting: [(rank: Int, start: @Sendable () -> Void)] = []
    }
    private let state: Mutex<State>

    init(_ free: Int) { state = Mutex(State(free: free)) }

    func take(rank: Int, _ start: @escaping @Sendable () -> Void) {
        let isFree = state.withLock { state in
            if state.free == 0 { state.waiting.append((rank, start)) }
            defer { state.free = max(0, state.free - 1) }
            return state.free > 0
        }
        if isFree { start() }
    }

    func giveBack() {
        let next = state.withLock { state in
            let next = state.waiting.indices.max { state.waiting[$0].rank < state.waiting[$1].rank }
            if next == nil { state.free += 1 }
            return next.map { state.waiting.remove(at: $0).start }
        }
        next?()
    }
}
