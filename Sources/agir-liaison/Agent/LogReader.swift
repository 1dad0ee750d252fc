import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// A leaf as the daemon hands it out.
struct LogLeaf {
    let n: UInt64
    let hash: [UInt8]
    /// Nil for a pruned one.
    let line: String?
}

/// Reads the log page by page. Reading adds records to it: what counts is the size and the root that
/// the first page told.
struct LogReader {
    let session: Session
    /// Why it is read, as the query has it.
    let reason: LogReason?
    private static let page = 10_000

    /// - Parameter limit: how many leaves, the first ones; nil: all.
    func read(
        limit: UInt64? = nil, _ each: (LogLeaf) throws -> Void
    ) throws -> (size: UInt64, root: [UInt8]) {
        var tree: (size: UInt64, root: [UInt8])?
        var next: UInt64 = 0
        var end = limit ?? .max
        var progress = Progress(of: 0, "")
        while next < end {
            let answer = try session.client.request(
                "GET",
                "\(Routes.localLogLeaves)?de=\(next)&nombre=\(min(UInt64(Self.page), end - next))"
                    + (reason.map { "&motif=\($0.rawValue)" } ?? ""))
            let lines = answer.body.split(separator: 0x0A, omittingEmptySubsequences: false)
            let head = lines.first?.split(separator: 0x20) ?? []
            guard head.count == 2,
                let size = Decimal.read(String(decoding: head[0], as: UTF8.self)),
                let root = Base64.decode(String(decoding: head[1], as: UTF8.self)),
                size <= UInt64(JSONValue.largestInteger)
            else { throw Self.unreadable }
            if tree == nil {
                tree = (size, root)
                end = min(end, size)
                progress = Progress(of: Int(end), "enregistrements lus")
            }
            let leaves = lines.dropFirst().dropLast()
            guard !leaves.isEmpty || end == 0 else {
                throw Failure(
                    .data, "Le journal s'arrête à l'entrée \(next) : les suivantes manquent.")
            }
            for line in leaves.prefix(Int(end - next)) {
                try each(try Self.leaf(line, n: next))
                next += 1
                progress.step()
            }
        }
        guard let tree else { throw Self.unreadable }
        return tree
    }

    private static func leaf(_ line: ArraySlice<UInt8>, n: UInt64) throws -> LogLeaf {
        guard line.count > 45, line[line.startIndex + 44] == 0x20,
            let hash = Base64.decode(String(decoding: line.prefix(44), as: UTF8.self)),
            hash.count == 32
        else { throw unreadable }
        let record = line.dropFirst(45)
        return LogLeaf(
            n: n, hash: hash,
            line: record.elementsEqual([0x2D]) ? nil : String(decoding: record, as: UTF8.self))
    }

    /// The checkpoints that the daemon keeps for a verification, each with its cosignatures.
    ///
    /// - Parameter isFresh: whether it is to sign one of now first.
    func points(isFresh: Bool = false) throws -> [SignedNote] {
        let answer = try session.client.request(
            "GET", isFresh ? Routes.localFreshLogPoints : Routes.localLogPoints)
        return ((try? JSONValue.parse(answer.body))?.array ?? []).compactMap { value in
            value.string.flatMap { Base64.decode($0) }.flatMap { try? SignedNote($0) }
        }
    }

    private static var unreadable: Failure {
        Failure(.data, "Le service n'a pas donné un journal lisible.")
    }
}
