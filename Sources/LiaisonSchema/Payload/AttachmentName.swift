@_spi(_Unicode) import Swift

/// What the name of a document promises (fiches.md, «Attachments»): its ending decides which program opens it,
/// whatever it holds.
extension AttachmentType {
    /// The endings of its names, in lower case, the usual one first.
    public var endings: [String] {
        switch self {
        case .pdf: ["pdf"]
        case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
        case .png: ["png"]
        case .odt: ["odt"]
        case .docx: ["docx"]
        case .ods: ["ods"]
        case .xlsx: ["xlsx"]
        }
    }

    /// A document as people are told of it: what it is, and how large, in KiB begun.
    ///
    /// - Parameter type: a media type; one that is not of these stays as it is, and is not escaped.
    public static func said(_ type: String, bytes: Int) -> String {
        "\(Self(rawValue: type)?.french ?? type), \((bytes + 1_023) / 1_024) Kio"
    }

    /// The type as people say it.
    public var french: String {
        self == .jpeg ? "JPEG" : (endings.first ?? rawValue).uppercased()
    }

    /// Whether a name ends as this type's do, capitals or not. One without an ending does not.
    public func fits(_ name: String) -> Bool {
        Self.ending(of: name).map(endings.contains) ?? false
    }

    /// A name that fits, in NFC: the same, or the same with the ending of this type after it.
    public func fitted(_ name: String) -> String {
        fits(name) ? Self.composed(name) : "\(Self.composed(name)).\(endings.first ?? rawValue)"
    }

    /// What follows the last point, in lower case; nil without a point, or when nothing follows it. By bytes: a
    /// combining mark hides no point.
    public static func ending(of name: String) -> String? {
        guard let point = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let ending = String(name[name.utf8.index(after: point)...])
        return ending.isEmpty ? nil : ending.lowercased()
    }

    /// As most systems spell accents: a partner's finds the file again.
    private static func composed(_ name: String) -> String {
        String(String.UnicodeScalarView(name._nfc))
    }
}
