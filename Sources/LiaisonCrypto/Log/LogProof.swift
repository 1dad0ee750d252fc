import LiaisonBase

/// The proof that a record is in a log, for anybody who has the log's key
/// (c2sp.org/tlog-proof@v1).
public struct LogProof: Sendable, Equatable {
    static let header = "c2sp.org/tlog-proof@v1"

    /// The record's line.
    public let extra: [UInt8]
    public let index: UInt64
    /// From the leaf up, 32 bytes each.
    public let path: [[UInt8]]
    public let checkpoint: SignedNote

    public init(extra: [UInt8], index: UInt64, path: [[UInt8]], checkpoint: SignedNote) {
        self.extra = extra
        self.index = index
        self.path = path
        self.checkpoint = checkpoint
    }

    /// Nil for what is not a proof with its record.
    public init?(_ bytes: [UInt8]) {
        guard let (lines, checkpoint) = SignedNote.headed(in: bytes),
            lines.count >= 3, lines[0] == Self.header, lines[1].hasPrefix("extra "),
            let extra = Base64.decode(lines[1].dropFirst(6)), lines[2].hasPrefix("index "),
            let index = Decimal.read(lines[2].dropFirst(6))
        else { return nil }
        let path = lines.dropFirst(3).map { Base64.decode($0) }
        guard path.allSatisfy({ $0?.count == 32 }) else { return nil }
        self.init(
            extra: extra, index: index, path: path.compactMap(\.self), checkpoint: checkpoint)
    }

    public var bytes: [UInt8] {
        let lines =
            [Self.header, "extra \(Base64.encode(extra))", "index \(index)"]
            + path.map { Base64.encode($0) }
        return Array("\(lines.joined(separator: "\n"))\n\n".utf8) + checkpoint.bytes
    }

    /// Whether the record is in the tree of the checkpoint; its signatures are the caller's business.
    public var isIncluded: Bool {
        guard let tree = try? Checkpoint(text: checkpoint.text) else { return false }
        return MerkleTree.verifyInclusion(
            leafHash: MerkleTree.leafHash(extra), index: index, size: tree.size, proof: path,
            root: tree.root)
    }
}

extension SignedNote {
    /// A note behind lines of its own and an empty one, as tlog-proof and tlog-witness write it.
    public static func headed(in bytes: [UInt8]) -> (lines: [Substring], note: SignedNote)? {
        guard
            let end = bytes.indices.first(where: {
                bytes[$0] == 0x0A && $0 + 1 < bytes.count && bytes[$0 + 1] == 0x0A
            }), let head = String(validating: bytes[..<end], as: UTF8.self),
            let note = try? SignedNote(bytes[(end + 2)...])
        else { return nil }
        return (head.split(separator: "\n", omittingEmptySubsequences: false), note)
    }
}
