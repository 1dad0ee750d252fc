public import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema

/// The file `tombes`, outside both databases: a tombstone a line, only ever longer (rgpd.md, «Backups»).
public struct TombFile: Sendable {
    private static let name = "tombes"

    private let path: String

    /// - Parameter folder: the state folder, or a place of backups.
    public init(folder: String) { path = "\(folder)/\(Self.name)" }

    /// Whether that folder is there.
    public static func isFolder(_ path: String) -> Bool { PrivateFile.exists(path) }

    public var exists: Bool { PrivateFile.exists(path) }
    /// In bytes; 0 when it is not there.
    public var size: Int64 { PrivateFile.size(of: path) }

    /// - Returns: its size then.
    public func append(_ tombstones: [Tombstone]) throws -> Int64 {
        let lines = tombstones.map { $0.line + "\n" }.joined()
        return try PrivateFile.append(Array(lines.utf8), to: path)
    }

    /// Goes through the lines that are whole.
    public func read(_ body: (Tombstone) throws -> Void) throws {
        guard exists else { return }
        try PrivateFile.read(from: path) { source in
            var rest: [UInt8] = []
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
            defer { buffer.deallocate() }
            while true {
                let count = try source(buffer)
                guard count > 0 else { break }
                rest += buffer[..<count]
                while let end = rest.firstIndex(of: 0x0A) {
                    if let tombstone = Tombstone(line: rest[..<end]) { try body(tombstone) }
                    rest.removeSubrange(...end)
                }
                // No line is so long: it is none.
                if rest.count > 1 << 16 { rest = [] }
            }
            if let tombstone = Tombstone(line: rest) { try body(tombstone) }
        }
    }

    /// Adds what another one names and this one does not; nothing of it goes.
    public func merge(_ other: TombFile) throws {
        var known = Set<PliKey>()
        try read { known.insert(PliKey(de: $0.de, id: $0.id)) }
        if other.path != path {
            var missing: [Tombstone] = []
            try other.read { tombstone in
                if known.insert(PliKey(de: tombstone.de, id: tombstone.id)).inserted {
                    missing.append(tombstone)
                }
            }
            if !missing.isEmpty { _ = try append(missing) }
        }
        if !exists { _ = try append([]) }
    }
}
