import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport

/// A log that a fake daemon shows, whole or spoilt.
struct FakeLog {
    let team: Team
    var lines: [String]
    /// The numbers of those that were taken away.
    var absent: Set<Int> = []

    init(_ team: Team, count: Int = 5) {
        self.team = team
        lines = (0..<count).map { n in
            LogEvent(.lecture, by: team.name("claire"), ref: "agir38.example").line(
                n: UInt64(n), le: team.horloge.now, salt: Array(repeating: UInt8(n), count: 32))
        }
    }

    var hashes: [[UInt8]] { lines.map { MerkleTree.leafHash($0.utf8) } }

    /// - Parameter key: nil: the log's own.
    func point(
        _ size: Int? = nil, root: [UInt8]? = nil, by key: SigningKey? = nil, epoch: Int = 1
    ) throws -> SignedNote {
        var tree = MerkleFrontier()
        for hash in hashes.prefix(size ?? lines.count) { tree.append(leafHash: hash) }
        let point = Checkpoint(
            origin: "\(team.structure.key(.journal))/\(epoch)", size: tree.size,
            root: root ?? tree.root)
        return try point.signed(by: key ?? team.journalKey)
    }

    /// The leaves as the daemon hands them out.
    var leaves: String {
        get throws {
            let whole = try Checkpoint(text: point().text)
            return "\(LogPageHead(size: whole.size, root: whole.root).line)\n"
                + zip(hashes, lines).enumerated().map { n, leaf in
                    "\(Base64.encode(leaf.0)) \(absent.contains(n) ? "-" : leaf.1)\n"
                }.joined()
        }
    }

    /// - Parameters:
    ///   - points: nil: one of the whole log.
    ///   - words: what the partners' witnesses hold.
    func show(
        points: [SignedNote]? = nil, words: [WitnessWord] = [],
        state change: (inout ServiceState) -> Void = { _ in }
    ) throws {
        var state = ServiceState()
        change(&state)
        team.daemon.on("GET", Routes.localState, json: state.value)
        team.daemon.on("GET", Routes.localLogWitnesses, json: words.value)
        let points = try points ?? [point()]
        team.daemon.on("GET", Routes.localLogLeaves, text: try leaves)
        team.daemon.on(
            "GET", Routes.localLogPoints, json: ByteTexts(points.map(\.bytes)).value)
        team.daemon.on(
            "GET", Routes.localLogRecords, text: lines.map { $0 + "\n" }.joined())
    }
}

extension Machine {
    /// - Parameter kept: the point that was kept elsewhere.
    func verifyLog(kept: LogVerification.Kept? = nil) throws -> LogVerification.Result {
        try LogVerification.execute(
            LogReading.plan(context, reason: nil), reason: nil, kept: kept)
    }
}
