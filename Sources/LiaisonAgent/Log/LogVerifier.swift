import LiaisonBase
package import LiaisonCrypto
package import LiaisonSchema

/// Recomputes every leaf and the root from the records themselves, and compares them with every
/// checkpoint at hand: the daemon's, the one that this agent saw last, one kept elsewhere.
package struct LogVerifier {
    /// A checkpoint whose root the tree must have at its size.
    package struct Watched {
        package let tree: Checkpoint
        /// Whose it is, in a sentence.
        package let what: String

        package init(tree: Checkpoint, what: String) {
            self.tree = tree
            self.what = what
        }
    }

    package struct Result {
        package let size: UInt64
        package let root: [UInt8]
        package let present: Int
        package let pruned: Int
        /// Prunings whose date no witness of ours attests.
        package let unattested: Int
        /// Of what was seen in an earlier époque, how many entries a restoration took away.
        package let lost: UInt64
        /// The last époque that it opened; 1 at its beginning.
        package let epoch: Int
        /// When the first entry that no signed checkpoint covers was made, if there is one.
        package let unsigned: Instant?
        /// The roots at the sizes that were asked for; none where the log does not go so far.
        package let roots: [UInt64: [UInt8]]
    }

    private var frontier = MerkleFrontier()
    private var absent: [ClosedRange<UInt64>] = []
    private var prunings: [(n: UInt64, pruning: LogEvent.Pruning)] = []
    private let watched: [UInt64: [Watched]]
    /// What was seen before the log began its époque: it holds as far as the restored copy went.
    private let memory: Checkpoint?
    private var rootOfMemory: [UInt8]?
    /// A new book of the log: from which entry on it may differ from what was seen before.
    private struct Opening {
        let n: UInt64
        /// The époque: the first one opens 2, unless another life of the log had taken it.
        var number: Int
        /// Whether a copy had gone on by itself before a DPO answered for it.
        let isResumed: Bool
    }
    /// In order.
    private var epochs: [Opening] = []
    /// Where the copy that a DPO answered for may have begun.
    private var resumed: UInt64?
    /// How many entries a signed checkpoint covers.
    private let signed: UInt64
    private var unsigned: Instant?
    private let sizes: Set<UInt64>
    private var roots: [UInt64: [UInt8]] = [:]
    /// Where the day of the records that are there changes.
    private var days: [(n: UInt64, day: CalendarDate)] = []
    private var lastDay: [UInt8] = []
    private let today: CalendarDate

    /// - Parameters:
    ///   - signed: how many entries a signed checkpoint covers.
    ///   - sizes: those at which the root is wanted.
    ///   - today: by this machine's clock.
    package init(
        _ watched: [Watched], memory: Checkpoint? = nil, signed: UInt64, sizes: Set<UInt64> = [],
        today: CalendarDate
    ) throws {
        self.watched = Dictionary(grouping: watched, by: \.tree.size)
        self.memory = memory
        self.signed = signed
        self.sizes = sizes
        self.today = today
        try compare()
    }

    /// - Throws: exit 65 that names the first wrong entry.
    package mutating func add(_ leaf: LogLeaf) throws {
        if let line = leaf.line {
            guard MerkleTree.leafHash(line) == leaf.hash else {
                throw wrong(leaf.n, "a été modifiée")
            }
            // What is hashed is what counts; the number is the one thing that its place must repeat.
            guard Self.number(in: line) == leaf.n else {
                throw wrong(leaf.n, "n'est pas à sa place ou n'a pas la forme attendue")
            }
            try note(day: line, leaf.n)
            if leaf.n == signed {
                unsigned = try? LogRecord(line: String(decoding: line, as: UTF8.self)).le
            }
            if Self.heads.contains(where: { line.starts(with: $0) }) {
                let text = String(decoding: line, as: UTF8.self)
                guard let record = try? LogRecord(line: text) else {
                    throw wrong(leaf.n, "n'a pas la forme attendue")
                }
                if let pruning = record.pruning {
                    guard isRegular(pruning, ParisTime.date(at: record.le)) else {
                        throw wrong(leaf.n, "dit un élagage que sa règle ne permet pas")
                    }
                    prunings.append((leaf.n, pruning))
                }
                note(epoch: record)
            }
        } else if let last = absent.last, last.upperBound + 1 == leaf.n {
            absent[absent.count - 1] = last.lowerBound...leaf.n
        } else {
            absent.append(leaf.n...leaf.n)
        }
        frontier.append(leafHash: leaf.hash)
        try compare()
    }

    /// Which époque a record opened. A partner's bears the partner's name; an agent's act comes after.
    private mutating func note(epoch record: LogRecord) {
        if record.acte == LogActe.reprise.rawValue {
            resumed = record.signed ?? resumed
        } else if record.detail == LogDetail.restauration.rawValue, record.ref == nil {
            epochs.append(
                Opening(
                    n: min(record.n, resumed ?? .max), number: (epochs.last?.number ?? 1) + 1,
                    isResumed: resumed != nil))
            resumed = nil
        } else if record.detail == LogDetail.epoqueConnue.rawValue, !epochs.isEmpty,
            let number = record.ref.flatMap({ KeyName($0)?.epoch })
        {
            epochs[epochs.count - 1].number = number
        }
    }

    /// A pruning takes what is older than its rule says, by the day of its record and by ours.
    private func isRegular(_ pruning: LogEvent.Pruning, _ day: CalendarDate) -> Bool {
        let words = pruning.regle.split(separator: "-", omittingEmptySubsequences: false)
        guard words.count == 2, words[1] == "mois", let months = Decimal.read(words[0]),
            (6...36).contains(months)
        else { return false }
        // A day's margin, for a clock that is not ours.
        let latest = min(day, today.adding(days: 1)).adding(months: -Int(months))
        return pruning.avant <= latest
    }

    private mutating func note(day line: [UInt8], _ n: UInt64) throws {
        guard let start = Self.value(after: Self.timeHead, in: line), start + 10 < line.count else {
            throw wrong(n, "n'a pas la forme attendue")
        }
        let text = line[start..<start + 10]
        guard !text.elementsEqual(lastDay) else { return }
        guard let day = CalendarDate(String(decoding: text, as: UTF8.self)) else {
            throw wrong(n, "n'a pas la forme attendue")
        }
        days.append((n, day))
        lastDay = Array(text)
    }

    /// Whether a record was made after that day: one that stands before it was, and nothing that stands
    /// after that one says otherwise, as after a clock that was ahead. Two days' margin: they are days of
    /// UTC.
    private func isYounger(_ n: UInt64, than date: CalendarDate) -> Bool {
        guard let first = days.lastIndex(where: { $0.n < n }) else { return false }
        return days[first...].allSatisfy { $0.day > date.adding(days: 2) }
    }

    /// - Parameter isSigned: whether a signed checkpoint of that size is at hand.
    /// - Parameter attested: whether a witness attests that a checkpoint of that size is no younger
    ///   than that day.
    package func finish(
        size: UInt64, root: [UInt8], isSigned: (UInt64) -> Bool,
        attested: (UInt64, CalendarDate) -> Bool
    ) throws -> Result {
        guard frontier.size == size, frontier.root == root else {
            throw AgentError(
                .data,
                "La racine du journal ne correspond pas à ce qu'il contient : "
                    + "\(Plural.of(frontier.size, "entrée")).",
                next: "Prévenez l'administrateur : le journal ou son état a été modifié.")
        }
        if let beyond = watched.filter({ $0.key > size }).values.first?.first {
            throw AgentError(
                .data,
                "\(beyond.what) compte \(Plural.of(beyond.tree.size, "entrée")), le journal \(size) : "
                    + Plural.word(
                        beyond.tree.size - size, "la dernière manque",
                        "les dernières manquent, à partir de l'entrée \(size)")
                    + ".",
                next: "La base a été remplacée par une plus ancienne : prévenez l'administrateur.")
        }
        let covered = prunings.filter { n, pruning in
            // A pruning speaks of what was there before it, of what its signed checkpoint covers, and of
            // nothing that stands behind something younger.
            pruning.point <= n && isSigned(pruning.point)
                && pruning.plages.allSatisfy {
                    $0.upperBound < pruning.point && !isYounger($0.upperBound, than: pruning.avant)
                }
        }.flatMap(\.pruning.plages).sorted { $0.lowerBound < $1.lowerBound }
        for run in absent {
            if let missing = Self.first(of: run, outside: covered) {
                throw wrong(missing, "manque")
            }
        }
        let pruned = absent.reduce(0) { $0 + $1.count }
        var lost: UInt64 = 0
        let seenEpoch = memory.flatMap { KeyName($0.origin)?.epoch } ?? 1
        if let memory, let opened = epochs.first(where: { $0.number > seenEpoch }) ?? epochs.last {
            if rootOfMemory == memory.root {
                lost = 0
            } else if memory.size > opened.n {
                lost = memory.size - opened.n
            } else if opened.isResumed {
                // The copy signed by itself before it was found out: how much of it is in place of what was
                // seen, nobody knows.
                lost = 1
            } else {
                throw AgentError(
                    .data,
                    "Le journal restauré n'est pas celui que vous aviez vu, à l'entrée "
                        + "\(memory.size) ou avant.",
                    next: "Gardez la base en l'état et prévenez l'administrateur.")
            }
        } else if let memory {
            throw AgentError(
                .data,
                "Le journal a changé d'époque (vous aviez vu \(memory.origin)) sans le dire.",
                next: "Gardez la base en l'état et prévenez l'administrateur.")
        }
        return Result(
            size: size, root: root, present: Int(size) - pruned, pruned: pruned,
            unattested: prunings.count { !attested($0.pruning.point, $0.pruning.avant) },
            lost: lost, epoch: epochs.last?.number ?? 1, unsigned: unsigned, roots: roots)
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

    /// Of the records that say something of the log itself.
    private static let heads = [LogActe.elagage, .epoque, .reprise].map {
        Array("{\"acte\":\"\($0.rawValue)\",".utf8)
    }
    private static let numberHead = Array(",\"n\":".utf8)
    private static let timeHead = Array(",\"le\":\"".utf8)

    /// Of a canonical line, without reading the rest: no value can hold a bare quote.
    private static func number(in line: [UInt8]) -> UInt64? {
        guard line.last == UInt8(ascii: "}"), let start = value(after: numberHead, in: line) else {
            return nil
        }
        let digits = line[start...].prefix { (48...57).contains($0) }
        return Decimal.read(String(decoding: digits, as: UTF8.self))
    }

    /// Where the value of a member begins.
    private static func value(after head: [UInt8], in line: [UInt8]) -> Int? {
        var rest = line[...]
        while let comma = rest.firstIndex(of: head[0]) {
            rest = rest[comma...]
            if rest.starts(with: head) { return rest.startIndex + head.count }
            rest = rest.dropFirst()
        }
        return nil
    }

    private mutating func compare() throws {
        if frontier.size == memory?.size { rootOfMemory = frontier.root }
        if sizes.contains(frontier.size) { roots[frontier.size] = frontier.root }
        for point in watched[frontier.size] ?? [] where point.tree.root != frontier.root {
            throw AgentError(
                .data,
                "Le journal n'est pas celui de ce point de contrôle : \(point.what), à l'entrée "
                    + "\(frontier.size) ou avant.",
                next: "Gardez la base en l'état et prévenez l'administrateur.")
        }
    }

    private func wrong(_ n: UInt64, _ what: String) -> AgentError {
        AgentError(
            .data, "Le journal est faux : l'entrée \(n) \(what).",
            next: "Gardez la base en l'état et prévenez l'administrateur.")
    }
}
