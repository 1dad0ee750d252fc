public import LiaisonCrypto

/// The plaintext of a sealed file: signed manifest, LF, parts (formats.md, «Sealed payload»).
public struct Payload: Sendable, Equatable {
    public struct Part: Sendable, Equatable {
        public let nom: String
        public let type: String
        public let content: [UInt8]

        public init(nom: String, type: String, content: [UInt8]) {
            self.nom = nom
            self.type = type
            self.content = content
        }

        /// The first part of an `objet` `fiche`.
        public static func fiche(_ content: [UInt8]) -> Part {
            Part(nom: Objet.fiche.firstPart, type: Manifest.Part.ficheType, content: content)
        }

        /// The first part of an `objet` `cle-index`: its lines, as in an agent's identity.
        public static func indexKeys(_ keys: [Int: SecretBytes]) -> Part {
            Part(
                nom: Objet.cleIndex.firstPart, type: "text/plain",
                content: Array((IndexKeys.lines(keys).joined(separator: "\n") + "\n").utf8))
        }

        /// The first part of an `objet` `tableau-ofii`.
        public static func table(_ csv: [UInt8]) -> Part {
            Part(nom: Objet.tableauOFII.firstPart, type: "text/csv", content: csv)
        }
    }

    public let acte: Acte
    public let manifest: Manifest
    /// Without the padding.
    public let parts: [Part]

    /// Signs a manifest over the parts and the padding; gives the plaintext.
    ///
    /// - Throws: `.value` for a part's name that is not a plain file name, or given twice.
    public static func write(
        _ manifest: Manifest, parts: [Part], key: SigningKey
    ) throws(SchemaError) -> [UInt8] {
        guard parts.allSatisfy({ Manifest.Part.isName($0.nom) }),
            Set((parts.map(\.nom) + [Manifest.Part.padding]).map { Array($0.utf8) }).count
                == parts.count + 1
        else { throw SchemaError(.value, "Le nom d'une pièce jointe n'est pas utilisable.") }
        let described = parts.map { Manifest.Part(nom: $0.nom, type: $0.type, content: $0.content) }
        func padded(by padding: Int) -> Manifest {
            var manifest = manifest
            let zeros = [UInt8](repeating: 0, count: padding)
            manifest.parties =
                described + [
                    Manifest.Part(
                        nom: Manifest.Part.padding, type: Manifest.Part.paddingType, content: zeros
                    )
                ]
            return manifest
        }
        let content = parts.reduce(0) { $0 + $1.content.count }
        // «0» is the one digit that the fixed length must not count; one LF ends the note.
        try padded(by: 0).check()
        let note = Acte.length(.fiche, padded(by: 0).object, name: manifest.auteur)
        let padding = Padme.padding(fixed: note - 1 + 1 + content)
        let acte = try Acte(
            .fiche, padded(by: padding).object, key: key, name: manifest.auteur)
        var plaintext = acte.bytes
        plaintext.reserveCapacity(plaintext.count + 1 + content + padding)
        plaintext.append(0x0A)
        for part in parts { plaintext += part.content }
        plaintext += [UInt8](repeating: 0, count: padding)
        return plaintext
    }

    /// Reads a plaintext and checks its manifest against its parts. Verifies no signature yet.
    ///
    /// - Throws: `.form` when no manifest stands at its head, `.mismatch` when a part is not what
    ///   the manifest says.
    public init(_ plaintext: [UInt8]) throws(SchemaError) {
        let framed = try crypto { () throws(CryptoError) in
            try SignedNote.framed(in: plaintext[...])
        }
        acte = try Acte(.fiche, framed.note)
        manifest = try Manifest(acte.object)
        var rest = framed.rest
        var parts: [Part] = []
        for described in manifest.parties {
            let content = Array(rest.prefix(described.taille))
            rest = rest.dropFirst(described.taille)
            let part = Manifest.Part(nom: described.nom, type: described.type, content: content)
            guard part == described else { throw Self.damaged }
            parts.append(Part(nom: part.nom, type: part.type, content: content))
        }
        guard rest.isEmpty, let padding = parts.popLast(), padding.content.allSatisfy({ $0 == 0 })
        else { throw Self.damaged }
        self.parts = parts
    }

    /// The first part, whose kind the `objet` tells.
    public var first: Part? { parts.first }

    /// Who opens, and what they know (formats.md, «Order on receipt»).
    public struct Opener: Sendable {
        public let structure: StructureName
        /// The opener's own recipients, the former ones too; none for the passphrase form.
        public let recipients: [AgeRecipient]

        public init(structure: StructureName, recipients: [AgeRecipient]) {
            self.structure = structure
            self.recipients = recipients
        }
    }

    /// Verifies the author's signature and that the payload was sealed for its opener.
    ///
    /// - Parameter authorKey: the key that the verified card of the author's structure gives.
    /// - Throws: `.signature`; `.surreptitious` for a payload made for somebody else.
    public func verify(authorKey: VerifierKey, opener: Opener) throws(SchemaError) {
        try verifySignature(authorKey)
        let isAddressee = manifest.pour.contains(opener.structure)
        let isOwn = manifest.structure == opener.structure
        if opener.recipients.isEmpty {
            guard manifest.destinataires.isEmpty, isAddressee else { throw Self.surreptitious }
        } else {
            let digests = opener.recipients.map(Manifest.digest)
            guard digests.contains(where: manifest.destinataires.contains), isAddressee || isOwn
            else { throw Self.surreptitious }
        }
    }

    private func verifySignature(_ authorKey: VerifierKey) throws(SchemaError) {
        guard authorKey.name == manifest.auteur.description else {
            throw SchemaError(.signature, "La clé de l'auteur ne porte pas son nom.")
        }
        try acte.verify(authorKey)
    }

    /// The parts of an `objet` `partage` that hands this payload on as it was signed.
    public var shared: [Part] {
        [Part(nom: Objet.partage.firstPart, type: "text/plain", content: acte.bytes)] + parts
    }

    /// The payload that an `objet` `partage` hands on. Its author's signature is not yet verified.
    ///
    /// - Throws: `.value` for another `objet`, `.mismatch` when the parts are not the original's.
    public func original() throws(SchemaError) -> Payload {
        guard manifest.objet == .partage, let note = first?.content else {
            throw SchemaError(.value, "Ce pli n'est pas un partage entre collègues.")
        }
        let original = try Manifest(Acte(.fiche, note).object)
        // The padding is not handed on: it is known by its length.
        guard !original.objet.isInternal || original.objet == .recu,
            let padding = original.parties.last?.taille,
            manifest.parties.dropFirst().dropLast() == original.parties.dropLast()
        else { throw Self.damaged }
        return try Payload(
            note + [0x0A] + parts.dropFirst().flatMap(\.content)
                + [UInt8](repeating: 0, count: padding))
    }

    /// Verifies the author's signature on a payload that a colleague handed on: it was sealed for
    /// this structure, perhaps before its opener had a key.
    ///
    /// - Throws: as `verify(authorKey:opener:)`.
    public func verify(authorKey: VerifierKey, handedOnIn structure: StructureName)
        throws(SchemaError)
    {
        try verifySignature(authorKey)
        guard manifest.pour.contains(structure) || manifest.structure == structure else {
            throw Self.surreptitious
        }
    }

    private static var damaged: SchemaError {
        SchemaError(
            .mismatch, "Le contenu scellé ne correspond pas à son manifeste.",
            hint: "Ne vous y fiez pas ; prévenez l'expéditeur.")
    }

    private static var surreptitious: SchemaError {
        SchemaError(
            .surreptitious,
            "Transfert subreptice : ce contenu a été scellé par son auteur pour quelqu'un d'autre.",
            hint: "Ne vous y fiez pas ; prévenez votre DPO et l'auteur.")
    }
}
