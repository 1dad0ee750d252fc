import Foundation

/// Paths that texts name in backticks: of files and folders of the repository, or of what its programs know.
struct CitedPaths {
    /// Names with these endings are files of ours wherever they are named, without a folder too.
    private static let endings: Set<Substring> = [
        "swift", "sh", "py", "c", "h", "md", "tsv", "yaml", "service", "timer", "socket",
        "mustache", "sysusers", "tmpfiles",
    ]

    /// Of each file and folder: its path from the root, and from any folder above it.
    private var there: Set<String> = []
    /// Words of the texts in the programs that have no space: folders, formats, routes.
    private var said: Set<String> = []
    private let roots: Set<String>

    init() throws {
        let top = try Repository.names(in: "")
        roots = Set(top)
        let files = try [".ci", "Sources", "Tests", "docs", "systemd"].flatMap {
            try Repository.files(under: $0)
        }
        for parts in (top + files).map({ $0.split(separator: "/") }) {
            for end in parts.indices {
                for start in 0...end {
                    there.insert(parts[start...end].joined(separator: "/"))
                }
            }
        }
        for file in files where file.hasPrefix("Sources/") && file.hasSuffix(".swift") {
            for line in try Repository.text(file).utf8.split(separator: UInt8(ascii: "\n")) {
                let pieces = line.split(
                    separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
                for index in stride(from: 1, to: pieces.count, by: 2)
                where !pieces[index].contains(UInt8(ascii: " ")) {
                    for word in pieces[index].split(whereSeparator: { !Self.isPart($0) }) {
                        said.insert(String(decoding: word, as: UTF8.self))
                    }
                }
            }
        }
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        byte >= 0x80 || isLetter(byte) || (0x30...0x39).contains(byte)
            || "_.-".utf8.contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    /// What has the form of one, on that line: no absolute path, no command, no address.
    static func all(on line: String) -> [String] {
        let pieces = line.utf8.split(separator: UInt8(ascii: "`"), omittingEmptySubsequences: false)
        return stride(from: 1, to: pieces.count, by: 2).compactMap { index in
            let piece = pieces[index]
            guard let first = piece.first, isLetter(first),
                piece.allSatisfy({ isPart($0) || "/@*<>+".utf8.contains($0) })
            else { return nil }
            let path = String(decoding: piece, as: UTF8.self)
            let name = path.split(separator: ".")
            guard path.contains("/") || name.count > 1 && endings.contains(name[name.count - 1])
            else { return nil }
            return path
        }
    }

    /// Whether it is in the repository up to its first part that stands for any other (`NOM`, `<id>`, `*`), or begins
    /// with what a program knows, or a structure's name.
    func has(_ path: String) -> Bool {
        var parts = path.split(separator: "/").map(String.init)
        if parts.count == 1, let at = path.firstIndex(of: "@"), let dot = path.lastIndex(of: ".") {
            // An instance of a unit.
            parts = [path[...at] + path[dot...]].map(String.init)
        }
        parts = Array(
            parts.prefix { there.contains($0) || !Self.isPlaceholder($0) })
        guard let first = parts.first else { return true }
        if there.contains(parts.joined(separator: "/")) { return true }
        return path.contains("/") && !roots.contains(first)
            && (said.contains(first) || first.hasSuffix(".example"))
    }

    private static func isPlaceholder(_ part: String) -> Bool {
        part.contains { "*<".contains($0) }
            || zip(part, part.dropFirst()).contains { $0.isUppercase && $1.isUppercase }
    }
}
