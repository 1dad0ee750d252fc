/// What names a pli on its way, and fixes its content (formats.md, «pli»): what a receipt answers.
public struct PliIdentity: Sendable, Hashable {
    public let de: StructureName
    public let id: PliID
    public let pour: StructureName
    /// Lower-case hexadecimal digest of the age file.
    public let sha256: String
}

extension Slip {
    public var identity: PliIdentity { .init(de: de, id: id, pour: pour, sha256: sha256) }
}
