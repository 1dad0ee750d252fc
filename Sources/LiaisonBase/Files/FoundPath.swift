internal import Glibc

/// A file that is there under other bytes than those typed: its name was written by a system that spells
/// accents otherwise (NFD on a Mac's stick), or in another encoding (Latin-1 of an old archive), which a
/// program's arguments hold as U+FFFD.
public enum FoundPath {
    /// The bytes of the one path that reads like this one, ended by 0. An exact name wins.
    ///
    /// - Returns: nil when there is none, or more than one.
    public static func bytes(of path: String) -> [CChar]? {
        // Names of ASCII are spelt in one way.
        guard !path.utf8.allSatisfy({ $0 < 0x80 }), path.utf8.count <= 4_096 else { return nil }
        var found: [UInt8] = path.utf8.first == UInt8(ascii: "/") ? [] : [UInt8(ascii: ".")]
        for name in path.utf8.split(separator: UInt8(ascii: "/")) {
            let exact: [UInt8] = found + [UInt8(ascii: "/")] + name
            if isThere(exact) {
                found = exact
                continue
            }
            let folder = found.isEmpty ? [UInt8(ascii: "/")] : found
            guard let like = Self.entry(like: String(decoding: name, as: UTF8.self), in: folder)
            else { return nil }
            found += [UInt8(ascii: "/")] + like
        }
        return terminated(found)
    }

    /// Its last name, in the encoding that its bytes seem to have: UTF-8, else Western Europe's.
    /// The name as it was typed where nothing is found.
    public static func name(of path: String) -> String {
        let typed = path.utf8.split(separator: UInt8(ascii: "/")).last.map {
            String(decoding: $0, as: UTF8.self)
        }
        guard let found = bytes(of: path) else { return typed ?? path }
        let whole = found.dropLast().map { UInt8(bitPattern: $0) }
        guard let name = whole.split(separator: UInt8(ascii: "/")).last else { return path }
        return text(Array(name))
    }

    private static func text(_ name: [UInt8]) -> String {
        String(validating: name, as: UTF8.self)
            ?? String(String.UnicodeScalarView(name.map { Unicode.Scalar($0) }))
    }

    private static func terminated(_ path: [UInt8]) -> [CChar] {
        path.map { CChar(bitPattern: $0) } + [0]
    }

    private static func isThere(_ path: [UInt8]) -> Bool {
        access(terminated(path), F_OK) == 0
    }

    /// Swift compares texts by what they say: NFC and NFD are one.
    private static func entry(like name: String, in folder: [UInt8]) -> [UInt8]? {
        guard let directory = opendir(terminated(folder)) else { return nil }
        defer { closedir(directory) }
        var found: [UInt8]?
        while let entry = readdir(directory) {
            let spelt = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { start in
                    UnsafeBufferPointer(start: start, count: strnlen(start, 256))
                        .map { UInt8(bitPattern: $0) }
                }
            }
            guard String(decoding: spelt, as: UTF8.self) == name || text(spelt) == name else {
                continue
            }
            guard found == nil else { return nil }
            found = spelt
        }
        return found
    }
}
