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
