import Foundation

/// The repository that these tests read, and its text files.
enum Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path())
    }

    /// Names in a folder, sorted.
    static func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: path).path())
            .filter { !$0.hasPrefix(".") }.sorted()
    }

    /// Paths from the root of the files under a folder, sorted, with one of these endings.
    static func files(under path: String, endings: Set<String>? = nil) throws -> [String] {
        let start = root.appending(path: path).path()
        let found =
            FileManager.default.enumerator(atPath: start)?.compactMap { $0 as? String } ?? []
        return found.map { "\(path)/\($0)" }.filter { name in
            let file = URL(filePath: name)
            var isFolder: ObjCBool = false
            guard !name.contains("/."), !name.contains("__pycache__"),
                endings.map({ $0.contains(file.pathExtension) }) ?? true,
                FileManager.default.fileExists(
                    atPath: root.appending(path: name).path(), isDirectory: &isFolder)
            else { return false }
            return !isFolder.boolValue
        }.sorted()
    }
}
