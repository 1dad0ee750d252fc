import Glibc
internal import LiaisonBase
package import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// A leaf as the daemon hands it out.
package struct LogLeaf {
    package let n: UInt64
    package let hash: [UInt8]
    /// In UTF-8; nil for a pruned one.
    package let line: [UInt8]?
}

/// Reads the log page by page. Reading adds records to it: what counts is the size and the root that
/// the first page told.
package struct LogReader {
    package let session: Session
    /// Why it is read, as the query has it.
    package let reason: LogReason?
    private static let page = 10_000

    package init(session: Session, reason: LogReason?) {
        self.session = session
        self.reason = reason
    }

    /// - Parameter limit: how many leaves, the first ones; nil: all.
    package func read(
        limit: UInt64? = nil, _ each: (LogLeaf) throws -> Void
    ) throws -> (size: UInt64, root: [UInt8]) {
        var tree: (size: UInt64, root: [UInt8])?
        var next: UInt64 = 0
        var end = limit ?? .max
        var progress = Progress(of: 0, .recordsRead, session.context)
        var pending = page(from: next, end)
        while next < end {
            let body = try pending.answer().body
            try body.withUnsafeBufferPointer { body in
                var lines = Lines(body)
                guard let line = lines.next() else { throw LocalUnreadable("feuilles") }
                let head = try LogPageHead(line: line)
                if tree == nil {
                    tree = (head.size, head.root)
                    end = min(end, head.size)
                    progress = Progress(of: Int(end), .recordsRead, session.context)
                }
                // The daemon reads the next page while this one is looked at.
                let following = next + UInt64(Self.page)
                if following < end { pending = page(from: following, end) }
                while next < end, let line = lines.next() {
                    try each(try Self.leaf(line, n: next))
                    next += 1
                    progress.step()
                }
                guard next == min(end, following) else {
                    throw AgentError(
                        .data, "Le journal s'arrête à l'entrée \(next) : les suivantes manquent.")
                }
            }
        }
        guard let tree else { throw LocalUnreadable("feuilles") }
        return tree
    }

    private func page(from next: UInt64, _ end: UInt64) -> SignedClient.Pending {
        session.client.start(
            "GET",
            Routes.path(
                Routes.localLogLeaves,
                [
                    .de: "\(next)", .nombre: "\(min(UInt64(Self.page), end - next))",
                    .motif: reason?.rawValue,
                ]))
    }

    /// The lines of a text, each ended by a line feed.
    private struct Lines {
        private var rest: UnsafeBufferPointer<UInt8>

        init(_ text: UnsafeBufferPointer<UInt8>) { rest = text }

        mutating func next() -> UnsafeBufferPointer<UInt8>? {
            guard let start = rest.baseAddress, let end = memchr(start, 0x0A, rest.count) else {
                return nil
            }
            let length = UnsafeRawPointer(start).distance(to: UnsafeRawPointer(end))
            let line = UnsafeBufferPointer(rebasing: rest[..<length])
            rest = UnsafeBufferPointer(rebasing: rest[(length + 1)...])
            return line
        }
    }

    private static func leaf(
        _ line: UnsafeBufferPointer<UInt8>, n: UInt64
    ) throws -> LogLeaf {
        guard line.count > 45, line[44] == 0x20,
            let hash = Base64.decode(bytes: UnsafeBufferPointer(rebasing: line[..<44])),
            hash.count == 32
        else { throw LocalUnreadable("feuille") }
        let record = line[45...]
        let isPruned = record.count == 1 && record.first == UInt8(ascii: "-")
        return LogLeaf(n: n, hash: hash, line: isPruned ? nil : Array(record))
    }

    /// The checkpoints that the daemon keeps for a verification, each with its cosignatures.
    ///
    /// - Parameter isFresh: whether it is to sign one of now first.
    package func points(isFresh: Bool = false) throws -> [SignedNote] {
        let target = isFresh ? Routes.localFreshLogPoints : Routes.localLogPoints
        return try session.client.ask(ByteTexts.self, "GET", target).texts.map { bytes in
            guard let note = try? SignedNote(bytes) else {
                throw AgentError(
                    .data, "Un point de contrôle que garde le service est illisible.",
                    next: "Gardez la base en l'état et prévenez l'administrateur.")
            }
            return note
        }
    }
}
