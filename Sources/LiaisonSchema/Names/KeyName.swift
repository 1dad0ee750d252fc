/// The name of a key: an agent's, or one of the structure's own (formats.md, «Names»).
public struct KeyName: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Names after the slash that no agent may bear. A log key adds `/<époque>`.
    public enum Reserved: String, Sendable, CaseIterable {
        case service, journal, temoin, structure
    }

    public let structure: StructureName
    /// What follows the first slash.
    public let local: String

    init(structure: StructureName, local: String) {
        self.structure = structure
        self.local = local
    }

    /// Reads the name of an agent: structure `/` `[a-z0-9][a-z0-9._-]{0,35}`, not reserved.
    public init?(agent text: String) {
        guard let name = KeyName(text), name.isAgent else { return nil }
        self = name
    }

    /// Reads any key name, the reserved ones included.
    public init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/"),
            let structure = StructureName(String(text[..<slash]))
        else { return nil }
        let local = String(text[text.index(after: slash)...])
        self.init(structure: structure, local: local)
        guard Reserved(rawValue: local) != nil || isJournal || isAgent else { return nil }
    }

    public var isAgent: Bool {
        let bytes = Array(local.utf8)
        guard let first = bytes.first, bytes.count <= 36, Self.isAlphanumeric(first) else {
            return false
        }
        return Reserved(rawValue: local) == nil
            && bytes.allSatisfy {
                Self.isAlphanumeric($0)
                    || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")]
                        .contains($0)
            }
    }

    /// `journal/<époque>`, in decimal from 1.
    public var isJournal: Bool {
        guard local.hasPrefix("journal/") else { return false }
        let epoch = local.dropFirst("journal/".count)
        return (1...9).contains(epoch.utf8.count) && epoch.utf8.first != UInt8(ascii: "0")
            && epoch.utf8.allSatisfy { (48...57).contains($0) }
    }

    /// Of a log's key.
    public var epoch: Int? { isJournal ? Int(local.dropFirst("journal/".count)) : nil }

    public var description: String { "\(structure)/\(local)" }

    public static func < (left: KeyName, right: KeyName) -> Bool {
        left.description < right.description
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
