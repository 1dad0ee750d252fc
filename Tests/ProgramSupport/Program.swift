import Foundation
package import LiaisonBase

/// Another program, run to its end. Not by Foundation's `Process`: before it starts one it lists its own descriptors
/// and copies each directory entry as if it were 256 bytes long, beyond the buffer when the last one lies at its
/// end. That ended the tests once in a few hundred programs (signal 11).
package enum Program {
    /// - Parameters:
    ///   - path: absolute.
    ///   - arguments: without its own name.
    ///   - environment: `NAME=value` each; nil: ours.
    ///   - folder: where it works; nil: here.
    ///   - showsErrors: whether what it says on standard error is part of the output, in its place.
    /// - Throws: when it can't be started, or its files can't be written.
    package static func run(
        _ path: String, _ arguments: [String], input: [UInt8] = [], environment: [String]? = nil,
        folder: String? = nil, showsErrors: Bool = false
    ) throws -> (ending: ChildProcess.Ending, output: [UInt8]) {
        // Files, not pipes: nobody waits for a reader, and another program started meanwhile holds no end of them.
        let work = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: work) }
        let (given, printed) = (work.appending(path: "0"), work.appending(path: "1"))
        try Data(input).write(to: given)
        try Data().write(to: printed)
        let (reading, writing) = (
            try FileHandle(forReadingFrom: given), try FileHandle(forWritingTo: printed)
        )
        let output = writing.fileDescriptor
        var (program, words) = (path, [path] + arguments)
        if let folder {
            words = ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder] + words
            program = "/bin/sh"
        }
        let process = ChildProcess(
            program, words, environment: environment,
            descriptors: [reading.fileDescriptor, output, showsErrors ? output : nil])
        guard let process else { throw Absent(path: path) }
        let ending = process.wait()
        return (ending, Array(try Data(contentsOf: printed)))
    }

    package struct Absent: Error {
        package let path: String
    }
}
