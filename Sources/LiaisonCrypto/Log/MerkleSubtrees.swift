/// Roots and proofs of an RFC 6962 tree from the hashes of its complete subtrees, which a log keeps:
/// a proof costs a logarithm of them, whatever the size.
public struct MerkleSubtrees {
    /// The hash of the subtree over leaves `rank << level ..< (rank + 1) << level`.
    private let subtree: (_ level: Int, _ rank: UInt64) throws -> [UInt8]

    public init(_ subtree: @escaping (_ level: Int, _ rank: UInt64) throws -> [UInt8]) {
        self.subtree = subtree
    }

    /// The tree head of the first `size` leaves; of none, SHA-256 of nothing.
    public func root(size: UInt64) throws -> [UInt8] {
        size == 0 ? Hash.sha256([]) : try root(0, size)
    }

    /// The audit path of leaf `index` in the tree of `size` leaves (section 2.1.1), from the leaf up;
    /// nil outside it.
    public func inclusionProof(_ index: UInt64, size: UInt64) throws -> [[UInt8]]? {
        guard index < size else { return nil }
        return try path(index, 0, size)
    }

    /// The proof that the tree of `first` leaves is a prefix of that of `second` (section 2.1.2);
    /// nil unless 0 < `first` ≤ `second`.
    public func consistencyProof(from first: UInt64, to second: UInt64) throws -> [[UInt8]]? {
        guard first > 0, first <= second else { return nil }
        return try subproof(first, 0, second, isWhole: true)
    }

    private func root(_ start: UInt64, _ count: UInt64) throws -> [UInt8] {
        if count.nonzeroBitCount == 1 {
            let level = count.trailingZeroBitCount
            return try subtree(level, start >> UInt64(level))
        }
        let left = Self.split(count)
        return MerkleTree.nodeHash(
            try root(start, left), try root(start + left, count - left))
    }

    private func path(_ index: UInt64, _ start: UInt64, _ count: UInt64) throws -> [[UInt8]] {
        guard count > 1 else { return [] }
        let left = Self.split(count)
        return index < left
            ? try path(index, start, left) + [root(start + left, count - left)]
            : try path(index - left, start + left, count - left) + [root(start, left)]
    }

    private func subproof(
        _ size: UInt64, _ start: UInt64, _ count: UInt64, isWhole: Bool
    ) throws -> [[UInt8]] {
        guard size < count else { return isWhole ? [] : [try root(start, count)] }
        let left = Self.split(count)
        return size <= left
            ? try subproof(size, start, left, isWhole: isWhole) + [root(start + left, count - left)]
            : try subproof(size - left, start + left, count - left, isWhole: false)
                + [root(start, left)]
    }

    /// The largest power of two smaller than `count`, at least 2.
    private static func split(_ count: UInt64) -> UInt64 {
        1 << UInt64(UInt64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}
