/// A structure's name: a lower-case DNS name with at least one dot, at most 90 bytes
/// (formats.md, «Names»).
public struct StructureName: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String

    /// Nil when the text is not such a name.
    public init?(_ text: String) {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 90, labels.count >= 2, labels.allSatisfy(Self.isLabel) else {
            return nil
        }
        self.text = text
    }

    public var description: String { text }

    public static func < (left: StructureName, right: StructureName) -> Bool {
        left.text < right.text
    }

    /// The name of one of the structure's own keys.
    public func key(_ reserved: KeyName.Reserved) -> KeyName {
        KeyName(structure: self, local: reserved.rawValue)
    }

    static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count)
            && label.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || $0 == UInt8(ascii: "-")
            }
            && label.utf8.first != UInt8(ascii: "-") && label.utf8.last != UInt8(ascii: "-")
    }
}
