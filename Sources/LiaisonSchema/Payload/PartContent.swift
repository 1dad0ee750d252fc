/// What a part is, told from its content (formats.md, «Order on receipt»): what its author declares of it, and how
/// its name ends, is compared with that.
public enum PartContent: Sendable, Equatable {
    case document(AttachmentType)
    /// UTF-8 without signs that command.
    case text
    case unknown

    public init(_ content: [UInt8]) {
        if let type = AttachmentType(content: content) {
            self = .document(type)
        } else if Self.isText(content) {
            self = .text
        } else {
            self = .unknown
        }
    }

    private static func isText(_ content: [UInt8]) -> Bool {
        content.allSatisfy { $0 >= 0x20 && $0 != 0x7F || [0x09, 0x0A, 0x0D].contains($0) }
            && String(validating: content, as: UTF8.self) != nil
    }

    /// How a name of it may end, in lower case, after the point; the first one is put where none does.
    public var endings: [String] {
        switch self {
        case .document(let type): type.endings
        case .text: ["txt", "json", "csv", "note"]
        case .unknown: ["bin"]
        }
    }

    /// What people are told that it is.
    public var french: String {
        switch self {
        case .document(let type): "c'est un fichier \(type.french)"
        case .text: "c'est du texte"
        case .unknown: "ce n'est pas un document"
        }
    }

    /// Whether it may be declared so.
    func isDeclared(as type: String) -> Bool {
        switch self {
        case .document(let kind): type == kind.rawValue
        case .text:
            [
                "text/plain", "text/csv", "application/json", Manifest.Part.ficheType,
            ].contains(type)
        case .unknown: false
        }
    }
}

extension Payload.Part {
    /// What the name ends with after its last point, in lower case; nil for one without.
    private var ending: String? {
        nom.contains(".") ? nom.split(separator: ".").last.map { $0.lowercased() } : nil
    }

    /// Whether its content is of the type that it declares, and its name does not end as another's.
    public var isWhatItSays: Bool {
        let found = PartContent(content)
        return found.isDeclared(as: type)
            && (ending.map { found.endings.contains($0) } ?? true)
    }

    /// A name that no program takes for another kind than what the content is.
    public var honestName: String {
        let found = PartContent(content)
        guard let ending, !found.endings.contains(ending) else { return nom }
        return "\(nom).\(found.endings[0])"
    }
}
