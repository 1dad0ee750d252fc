internal import LiaisonBase
internal import LiaisonCrypto

/// The first line of a page of leaves: the size and the root of the whole log (`GET
/// /local/v1/journal/feuilles`). Then comes a leaf a line: its hash in base64, a space, its record, or
/// `-` for a pruned one.
public struct LogPageHead: Sendable, Equatable {
    public let size: UInt64
    public let root: [UInt8]

    public init(size: UInt64, root: [UInt8]) {
        self.size = size
        self.root = root
    }

    /// Reads the line, without its line feed.
    ///
    /// - Throws: `LocalUnreadable`.
    public init(line: some Collection<UInt8>) throws {
        let fields = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard fields.count == 2, let size = Decimal.read(fields[0]),
            let root = Base64.decode(fields[1]), size <= UInt64(JSONValue.largestInteger)
        else { throw LocalUnreadable("feuilles") }
        self.init(size: size, root: root)
    }

    public var line: String { "\(size) \(Base64.encode(root))" }
}
