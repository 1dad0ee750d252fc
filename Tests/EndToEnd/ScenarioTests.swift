import Foundation
import Testing

/// The scenarios are texts that people can read, in `scenarios/`; each runs the two built programs.
@Suite("Scénarios de bout en bout")
struct ScenarioTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "scenarios")

    /// The longest texts first: they are about the longest to run.
    private static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? [])
        .filter { $0.hasSuffix(".sh") }.sorted { size($0) > size($1) }

    private static func size(_ name: String) -> Int {
        let path = folder.appending(path: name).path()
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.size] as? Int ?? 0
    }

    @Test("il y a des scénarios")
    func present() {
        #expect(Self.names.count >= 3)
    }

    @Test("le scénario va au bout", arguments: names)
    func runs(name: String) async throws {
        let (status, output) = try await Self.run(
            Self.folder.appending(path: name).path(), rank: Self.size(name))
        #expect(status == 0, "\(output)")
    }

    /// A script mostly waits (for a daemon, a delivery, another process): several for each core.
    private static let turns = Turns(3 * ProcessInfo.processInfo.activeProcessorCount)

    /// Runs a script with the programs of this build, when its turn comes: its status, and what it printed.
    /// - Parameter rank: of the scripts that wait, the one with the highest rank goes first.
    static func run(_ script: String, input: String = "", rank: Int = .max) async throws -> (
        Int32, String
    ) {
        await turns.take(rank: rank)
        let outcome: Result<(Int32, String), any Error>
        do { outcome = .success(try await launch(script, input: input)) } catch {
            outcome = .failure(error)
        }
        await turns.giveBack()
        return try outcome.get()
    }

    private static func launch(_ script: String, input: String) async throws -> (Int32, String) {
        // Files, not pipes: another script started meanwhile would hold their other ends.
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (given, printed) = (folder.appending(path: "0"), folder.appending(path: "1"))
        try Data(input.utf8).write(to: given)
        try Data().write(to: printed)
        let output = try FileHandle(forWritingTo: printed)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [script]
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["BINAIRES": programs].compactMapValues { $0 }
        ) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: given)
        process.standardOutput = output
        process.standardError = output
        // No thread is held meanwhile: the other tests have as many as there are cores.
        let status = try await withCheckedThrowingContinuation { end in
            process.terminationHandler = { end.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { end.resume(throwing: error) }
        }
        return (status, String(decoding: try Data(contentsOf: printed), as: UTF8.self))
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

/// Some at once, and no more.
private actor Turns {
    private var free: Int
    private var waiting: [(rank: Int, turn: CheckedContinuation<Void, Never>)] = []

    init(_ free: Int) { self.free = free }

    func take(rank: Int) async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append((rank, $0)) }
    }

    func giveBack() {
        guard let next = waiting.indices.max(by: { waiting[$0].rank < waiting[$1].rank }) else {
            free += 1
            return
        }
        waiting.remove(at: next).turn.resume()
    }
}
