import LiaisonBase

/// The folder that an export makes on this machine.
package struct LogExportFolder: LogExportFiles {
    private let path: String

    /// - Throws: `.exists` for one that holds something.
    package init(_ path: String) throws {
        guard PrivateFile.names(in: path).isEmpty else {
            throw AgentError(
                .exists, "Le dossier \(path) n'est pas vide.",
                next: "Donnez-en un nouveau avec -o.")
        }
        self.path = path
    }

    package func makeFolder(_ name: String) throws {
        try PrivateFile.makeFolder(name.isEmpty ? path : "\(path)/\(name)")
    }

    package func write(_ name: String, _ body: ((String) throws -> Void) throws -> Void) throws {
        try PrivateFile.write(to: "\(path)/\(name)") { write in
            try body { text in try Array(text.utf8).withUnsafeBytes { try write($0) } }
        }
    }
}
