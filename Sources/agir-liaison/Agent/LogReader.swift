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
    private static let page = 10_000

    func read(_ each: (LogLeaf) throws -> Void) throws -> (size: UInt64, root: [UInt8]) {
        var tree: (size: UInt64, root: [UInt8])?
        var next: UInt64 = 0
        while next < tree?.size ?? .max {
            let left = min(UInt64(Self.page), (tree?.size ?? .max) - next)
            let answer = try session.client.request(
                "GET", "\(Routes.localLogLeaves)?de=\(next)&nombre=\(left)")
            let lines = String(decoding: answer.body, as: UTF8.self)
                .split(separator: "\n", omittingEmptySubsequences: false)
            let head = lines.first?.split(separator: " ") ?? []
            guard head.count == 2, let size = UInt64(head[0]), let root = Base64.decode(head[1]),
                size <= UInt64(JSONValue.largestInteger)
            else { throw Self.unreadable }
            if tree == nil { tree = (size, root) }
            let leaves = lines.dropFirst().dropLast()
            guard !leaves.isEmpty || size == 0 else {
                throw Failure(
                    .data, "Le journal s'arrête à l'entrée \(next) : les suivantes manquent.")
            }
            for line in leaves {
                try each(try Self.leaf(line, n: next))
                next += 1
            }
            if size == 0 { break }
        }
        guard let tree else { throw Self.unreadable }
        return tree
    }

    private static func leaf(_ line: Substring, n: UInt64) throws -> LogLeaf {
        let fields = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard fields.count == 2, let hash = Base64.decode(fields[0]), hash.count == 32 else {
            throw unreadable
        }
        return LogLeaf(n: n, hash: hash, line: fields[1] == "-" ? nil : String(fields[1]))
    }

    private static var unreadable: Failure {
        Failure(.data, "Le service n'a pas donné un journal lisible.")
    }
}

/// Recomputes every leaf and the root from the records themselves.
struct LogVerifier {
    private var frontier = MerkleFrontier()

    /// - Throws: exit 65 that names the first wrong entry.
    mutating func add(_ leaf: LogLeaf) throws {
        guard let line = leaf.line else {
            throw wrong(leaf.n, "manque")
        }
        guard MerkleTree.leafHash(line.utf8) == leaf.hash else {
            throw wrong(leaf.n, "a été modifiée")
        }
        guard let record = try? LogRecord(line: line), record.n == leaf.n else {
            throw wrong(leaf.n, "n'est pas à sa place ou n'a pas la forme attendue")
        }
        frontier.append(leafHash: leaf.hash)
    }

    func finish(size: UInt64, root: [UInt8]) throws {
        guard frontier.size == size, frontier.root == root else {
            throw Failure(
                .data, "La racine du journal ne correspond pas à ses \(frontier.size) entrées.",
                hint: "Prévenez l'administrateur : le journal ou son état a été modifié.")
        }
    }

    private func wrong(_ n: UInt64, _ what: String) -> Failure {
        Failure(
            .data, "Le journal est faux : l'entrée \(n) \(what).",
            hint: "Gardez la base en l'état et prévenez l'administrateur.")
    }
}
