import Foundation
import Testing

/// The scenarios are texts that people can read, in `scenarios/`; each runs the two built programs.
@Suite("Scénarios de bout en bout")
struct ScenarioTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "scenarios")

    private static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? [])
        .filter { $0.hasSuffix(".sh") }.sorted()

    @Test("il y a des scénarios")
    func present() {
        #expect(Self.names.count >= 3)
    }

    @Test("le scénario va au bout", arguments: names)
    func runs(name: String) throws {
        let (status, output) = try Self.run(Self.folder.appending(path: name).path())
        #expect(status == 0, "\(output)")
    }

    /// Runs a script with the programs of this build; its status, and what it printed.
    static func run(_ script: String, input: String = "") throws -> (Int32, String) {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [script]
        var environment = ProcessInfo.processInfo.environment
        environment["BINAIRES"] = programs
        process.environment = environment
        // A file, not a pipe: another script started meanwhile would hold its other end.
        let given = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(input.utf8).write(to: given)
        defer { try? FileManager.default.removeItem(at: given) }
        process.standardInput = try FileHandle(forReadingFrom: given)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
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
