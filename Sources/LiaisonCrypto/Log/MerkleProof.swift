/// Proofs over an RFC 6962 tree, from its leaf hashes in order (section 2.1).
extension MerkleTree {
    /// The tree head of these leaves; of none, SHA-256 of nothing.
    public static func root(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        var tree = MerkleFrontier()
        for leaf in leaves { tree.append(leafHash: leaf) }
        return tree.root
    }

    /// The audit path of leaf `index` (section 2.1.1), from the leaf up; nil outside the tree.
    public static func inclusionProof(
        _ index: Int, in leaves: ArraySlice<[UInt8]>
    ) -> [[UInt8]]? {
        guard (0..<leaves.count).contains(index) else { return nil }
        guard leaves.count > 1 else { return [] }
        let (left, right) = split(leaves)
        return index < left.count
            ? inclusionProof(index, in: left).map { $0 + [root(right)] }
            : inclusionProof(index - left.count, in: right).map { $0 + [root(left)] }
    }

    /// The proof that the tree of the first `size` leaves is a prefix of this one (section 2.1.2);
    /// nil unless 0 < `size` ≤ count.
    public static func consistencyProof(
        from size: Int, in leaves: ArraySlice<[UInt8]>
    ) -> [[UInt8]]? {
        guard (1...max(1, leaves.count)).contains(size), !leaves.isEmpty else { return nil }
        return subproof(size, leaves, isWhole: true)
    }

    private static func subproof(
        _ size: Int, _ leaves: ArraySlice<[UInt8]>, isWhole: Bool
    ) -> [[UInt8]] {
        guard size < leaves.count else { return isWhole ? [] : [root(leaves)] }
        let (left, right) = split(leaves)
        return size <= left.count
            ? subproof(size, left, isWhole: isWhole) + [root(right)]
            : subproof(size - left.count, right, isWhole: false) + [root(left)]
    }

    /// At the largest power of two smaller than the count.
    private static func split(
        _ leaves: ArraySlice<[UInt8]>
    ) -> (ArraySlice<[UInt8]>, ArraySlice<[UInt8]>) {
        let half = 1 << (Int.bitWidth - 1 - (leaves.count - 1).leadingZeroBitCount)
        return (leaves.prefix(half), leaves.dropFirst(half))
    }

    /// Whether `proof` leads from that leaf to `root` (RFC 9162 section 2.1.3.2).
    public static func verifyInclusion(
        leafHash: [UInt8], index: UInt64, size: UInt64, proof: [[UInt8]], root: [UInt8]
    ) -> Bool {
        guard index < size, proof.allSatisfy({ $0.count == 32 }) else { return false }
        var (node, last, hash) = (index, size - 1, leafHash)
        for step in proof {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                hash = nodeHash(step, hash)
                while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
            } else {
                hash = nodeHash(hash, step)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        return last == 0 && Sodium.equal(hash, root)
    }

    /// Whether `proof` shows that the tree of `first` leaves is a prefix of that of `second`
    /// (RFC 9162 section 2.1.4.2).
    public static func verifyConsistency(
        first: UInt64, firstRoot: [UInt8], second: UInt64, secondRoot: [UInt8], proof: [[UInt8]]
    ) -> Bool {
        guard first > 0, first <= second, proof.allSatisfy({ $0.count == 32 }) else { return false }
        guard first < second else { return proof.isEmpty && Sodium.equal(firstRoot, secondRoot) }
        // A complete first tree is its own first step.
        var steps = (first.nonzeroBitCount == 1 ? [firstRoot] : []) + proof
        guard !steps.isEmpty else { return false }
        var (node, last) = (first - 1, second - 1)
        while node & 1 == 1 { (node, last) = (node >> 1, last >> 1) }
        let start = steps.removeFirst()
        var (firstHash, secondHash) = (start, start)
        for step in steps {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                firstHash = nodeHash(step, firstHash)
                secondHash = nodeHash(step, secondHash)
                while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
            } else {
                secondHash = nodeHash(secondHash, step)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        return last == 0 && Sodium.equal(firstHash, firstRoot)
            && Sodium.equal(secondHash, secondRoot)
    }
}
