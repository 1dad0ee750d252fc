/// Whether a proof over an RFC 6962 tree holds.
extension MerkleTree {
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
