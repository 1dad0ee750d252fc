/// The name of a pli within one structure: two structures may choose the same id.
public struct PliKey: Sendable, Hashable, CustomStringConvertible {
    public let de: StructureName
    public let id: PliID

    public init(de: StructureName, id: PliID) {
        self.de = de
        self.id = id
    }

    /// Reads `de id`.
    public init?(_ text: some StringProtocol) {
        let words = String(text).split(separator: " ", omittingEmptySubsequences: false)
            .map(String.init)
        guard words.count == 2, let de = StructureName(words[0]), let id = PliID(words[1]) else {
            return nil
        }
        self.init(de: de, id: id)
    }

    public var description: String { "\(de) \(id)" }
}

extension Manifest {
    public var key: PliKey { PliKey(de: structure, id: id) }
}

extension Slip {
    public var key: PliKey { PliKey(de: de, id: id) }
}
