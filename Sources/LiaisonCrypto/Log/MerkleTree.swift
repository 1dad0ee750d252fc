/// The hashes of an RFC 6962 tree (section 2.1).
public enum MerkleTree {
    public static func leafHash(_ entry: some Sequence<UInt8>) -> [UInt8] {
        var hash = SHA256()
        hash.update(0x00)
        if entry.withContiguousStorageIfAvailable({ hash.update($0) }) == nil {
            hash.update(Array(entry))
        }
        return hash.finish()
    }

    static func nodeHash(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(0x01)
        hash.update(left)
        hash.update(right)
        return hash.finish()
    }
}

/// A tree that only grows, kept as the roots of its full subtrees, largest first: the root after
/// each leaf costs a logarithm, whatever the size.
public struct MerkleFrontier: Sendable, Equatable {
    public private(set) var size: UInt64
    private var roots: [[UInt8]]

    public init() {
        size = 0
        roots = []
    }

    /// From `size` and the 32-byte roots one after another, as `bytes` gives them; nil when they do
    /// not fit together.
    public init?(size: UInt64, bytes: [UInt8]) {
        guard bytes.count == size.nonzeroBitCount * 32 else { return nil }
        self.size = size
        roots = stride(from: 0, to: bytes.count, by: 32).map { Array(bytes[$0..<$0 + 32]) }
    }

    public var bytes: [UInt8] { roots.flatMap(\.self) }

    /// - Returns: the hashes of the subtrees that this leaf completed, of two leaves first.
    @discardableResult
    public mutating func append(leafHash: [UInt8]) -> [[UInt8]] {
        var hash = leafHash
        var completed: [[UInt8]] = []
        for _ in 0..<size.trailingOneBitCount {
            hash = MerkleTree.nodeHash(roots.removeLast(), hash)
            completed.append(hash)
        }
        roots.append(hash)
        size += 1
        return completed
    }

    /// The tree head of RFC 6962 section 2.1; of the empty tree, SHA-256 of nothing.
    public var root: [UInt8] {
        guard var hash = roots.last else { return Hash.sha256([]) }
        for left in roots.dropLast().reversed() { hash = MerkleTree.nodeHash(left, hash) }
        return hash
    }
}

extension UInt64 {
    fileprivate var trailingOneBitCount: Int { (~self).trailingZeroBitCount }
}
