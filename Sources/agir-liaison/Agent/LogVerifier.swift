import LiaisonCrypto
import LiaisonSchema

/// Recomputes every leaf and the root from the records themselves, and compares them with every
/// checkpoint at hand: the daemon's, the one that this agent saw last, one kept elsewhere.
struct LogVerifier {
    /// A checkpoint whose root the tree must have at its size.
    struct Watched {
        let tree: Checkpoint
        /// Whose it is, in a sentence.
        let what: String
    }

    struct Result {
        let size: UInt64
        let root: [UInt8]
        let present: Int
        let pruned: Int
        /// Prunings whose date no witness of ours attests.
        let unattested: Int
    }

    private var frontier = MerkleFrontier()
    private var absent: [ClosedRange<UInt64>] = []
    private var prunings: [(n: UInt64, pruning: LogEvent.Pruning)] = []
    private let watched: [UInt64: [Watched]]

    init(_ watched: [Watched]) throws {
        self.watched = Dictionary(grouping: watched, by: \.tree.size)
        try compare()
    }

    /// - Throws: exit 65 that names the first wrong entry.
    mutating func add(_ leaf: LogLeaf) throws {
        if let line = leaf.line {
            guard MerkleTree.leafHash(line) == leaf.hash else {
                throw wrong(leaf.n, "a été modifiée")
            }
            // What is hashed is what counts; the number is the one thing that its place must repeat.
            guard Self.number(in: line) == leaf.n else {
                throw wrong(leaf.n, "n'est pas à sa place ou n'a pas la forme attendue")
            }
            if line.starts(with: Self.pruningHead) {
                let text = String(decoding: line, as: UTF8.self)
                guard let pruning = try? LogRecord(line: text).pruning else {
                    throw wrong(leaf.n, "n'a pas la forme attendue")
                }
                prunings.append((leaf.n, pruning))
            }
        } else if let last = absent.last, last.upperBound + 1 == leaf.n {
            absent[absent.count - 1] = last.lowerBound...leaf.n
        } else {
            absent.append(leaf.n...leaf.n)
        }
        frontier.append(leafHash: leaf.hash)
        try compare()
    }

    /// - Parameter attested: whether a witness attests that a checkpoint of that size is no younger
    ///   than that day.
    func finish(
        size: UInt64, root: [UInt8], attested: (UInt64, CalendarDate) -> Bool
    ) throws -> Result {
        guard frontier.size == size, frontier.root == root else {
            throw Failure(
                .data, "La racine du journal ne correspond pas à ses \(frontier.size) entrées.",
                hint: "Prévenez l'administrateur : le journal ou son état a été modifié.")
        }
        if let beyond = watched.filter({ $0.key > size }).values.first?.first {
            throw Failure(
                .data,
                "\(beyond.what) compte \(beyond.tree.size) entrées, le journal \(size) : les "
                    + "dernières manquent, à partir de l'entrée \(size).",
                hint: "La base a été remplacée par une plus ancienne : prévenez l'administrateur.")
        }
        let covered = prunings.filter { pruning in
            // A pruning speaks of what was there before it, and of what its checkpoint covers.
            pruning.pruning.plages.allSatisfy {
                $0.upperBound < pruning.pruning.point && $0.upperBound < pruning.n
            }
        }.flatMap(\.pruning.plages).sorted { $0.lowerBound < $1.lowerBound }
        for run in absent {
            if let missing = Self.first(of: run, outside: covered) {
                throw wrong(missing, "manque")
            }
        }
        let pruned = absent.reduce(0) { $0 + $1.count }
        return Result(
            size: size, root: root, present: Int(size) - pruned, pruned: pruned,
            unattested: prunings.count { !attested($0.pruning.point, $0.pruning.avant) })
    }

    /// The first number of a run that no range holds; the ranges are in order.
    private static func first(
        of run: ClosedRange<UInt64>, outside ranges: [ClosedRange<UInt64>]
    ) -> UInt64? {
        var next = run.lowerBound
        for range in ranges where range.contains(next) {
            guard range.upperBound < run.upperBound else { return nil }
            next = range.upperBound + 1
        }
        return next
    }

    private static let pruningHead = Array("{\"acte\":\"\(LogActe.elagage.rawValue)\",".utf8)
    private static let numberHead = Array(",\"n\":".utf8)

    /// Of a canonical line, without reading the rest: no value can hold a bare quote.
    private static func number(in line: [UInt8]) -> UInt64? {
        guard line.last == UInt8(ascii: "}") else { return nil }
        var rest = line[...]
        while let comma = rest.firstIndex(of: numberHead[0]) {
            rest = rest[comma...]
            if rest.starts(with: numberHead) {
                let digits = rest.dropFirst(numberHead.count).prefix { (48...57).contains($0) }
                return Decimal.read(String(decoding: digits, as: UTF8.self))
            }
            rest = rest.dropFirst()
        }
        return nil
    }

    private func compare() throws {
        for point in watched[frontier.size] ?? [] where point.tree.root != frontier.root {
            throw Failure(
                .data,
                "Le journal n'est pas celui de ce point de contrôle : \(point.what), à l'entrée "
                    + "\(frontier.size) ou avant.",
                hint: "Gardez la base en l'état et prévenez l'administrateur.")
        }
    }

    private func wrong(_ n: UInt64, _ what: String) -> Failure {
        Failure(
            .data, "Le journal est faux : l'entrée \(n) \(what).",
            hint: "Gardez la base en l'état et prévenez l'administrateur.")
    }
}
