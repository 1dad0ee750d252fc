internal import LiaisonBase

/// What a receipt says of itself, which nobody verified: to be compared with the address that it came to, or told of
/// one that was verified when it was stored. What says something in another form is as if it said nothing.
public struct AccuseText: Sendable {
    public let de: String?
    public let id: String?
    public let statut: String?
    public let par: KeyName?
    public let motif: String?

    /// - Throws: `.tooLarge`, `.form`, `.type` for what is no receipt.
    public init(_ bytes: some Collection<UInt8>) throws(SchemaError) {
        let object = try Acte(.accuse, bytes).object
        de = object["de"]?.string
        id = object["id"]?.string
        statut = object["statut"]?.string
        par = object["par"]?.string.flatMap { KeyName($0) }
        motif = object["motif"]?.string
    }
}
