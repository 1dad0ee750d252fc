internal import LiaisonBase
internal import LiaisonCrypto

/// A pli that a later version sent, and this one can't take: its slip has an `objet` or a version that is not
/// known here. Of it only what a refusal needs is read (formats.md, «Evolution»).
public struct UnknownPli: Sendable, Equatable {
    public let identity: PliIdentity
    /// `objet-inconnu` or `version-inconnue`.
    public let motif: Accuse.Motif
    /// Who signed the slip beside the sending service; nil for another version, whose page may say otherwise.
    private let auteur: KeyName?
    private let acte: Acte

    /// Nil for a pli that this version reads or that is malformed: what is wrong then, `Pli` says.
    public init?(_ bytes: [UInt8]) {
        guard let parts = try? SignedNote.framed(in: bytes[...]),
            let acte = try? Acte(.pli, parts.note, accepts: Self.isSlip)
        else { return nil }
        let fields = FieldReader(tolerant: acte.object, in: "le bordereau")
        guard let id = try? fields.id("id"), let de = try? fields.structure("de"),
            let pour = try? fields.structure("pour"), let sha256 = try? fields.digest("sha256")
        else { return nil }
        if acte.note.text.hasPrefix("\(Acte.Kind.pli.rawValue)\n") {
            guard let objet = acte.object["objet"].flatMap(FieldReader.code),
                Objet(rawValue: objet) == nil,
                let auteur = acte.object["auteur"]?.string.flatMap({ KeyName(agent: $0) }),
                auteur.structure == de, sha256 == Hex.encode(Hash.sha256(parts.rest))
            else { return nil }
            motif = .objetInconnu
            self.auteur = auteur
        } else {
            motif = .versionInconnue
            auteur = nil
        }
        identity = PliIdentity(de: de, id: id, pour: pour, sha256: sha256)
        self.acte = acte
    }

    /// Whether a first line is a slip's, of whatever version: a number from 1 to 9999.
    private static func isSlip(_ type: ArraySlice<UInt8>) -> Bool {
        let head = "agir-liaison/pli/v"
        guard type.starts(with: head.utf8) else { return false }
        let number = type.dropFirst(head.utf8.count)
        return (1...4).contains(number.count) && number.first != UInt8(ascii: "0")
            && number.allSatisfy { (48...57).contains($0) }
    }

    /// Verifies the sending service's signature, and the author's where this version knows who that is.
    ///
    /// - Parameter sender: the card of the structure that the pli comes from.
    /// - Throws: `.signature`.
    public func verify(sender: Carte) throws(SchemaError) {
        let author = auteur.map { sender.agent($0)?.cle }
        guard identity.de == sender.structure, let service = sender.daemon?.service,
            author != .some(nil)
        else {
            throw SchemaError(
                .signature, "L'auteur du pli n'est pas dans la carte connue ici.",
                hint: "Faites parvenir la carte en vigueur de votre structure.")
        }
        if case .some(.some(let author)) = author { try acte.verify(author) }
        try acte.verify(service)
    }
}
