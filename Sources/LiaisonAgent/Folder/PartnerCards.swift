package import LiaisonSchema

// The cards and verifications that the folder holds.
extension AgentFolder {
    package func contactNames() -> [StructureName] {
        names(in: "contacts")
            .compactMap { $0.hasSuffix(".carte") ? StructureName(String($0.dropLast(6))) : nil }
    }

    package func contact(_ name: StructureName) throws -> SignedCarte? {
        try card("contacts/\(name).carte")
    }

    private func card(_ file: String) throws -> SignedCarte? {
        try note(file).map { try SignedCarte($0) }
    }

    /// A signed act; nil when there is none.
    private func note(_ file: String) throws -> [UInt8]? {
        exists(file) ? try read(file, limit: Acte.limit) : nil
    }

    package func save(contact card: SignedCarte) throws {
        try makeFolder("contacts")
        try write(
            card.bytes, to: "contacts/\(card.carte.structure).carte", replacing: true)
        for kind in ["attente", "retire"] {
            remove("contacts/\(card.carte.structure).\(kind)")
        }
    }

    /// Takes a contact away. Its card stays aside: what comes back under this name is measured by it.
    package func removeContact(_ name: StructureName) throws {
        try move("contacts/\(name).carte", to: "contacts/\(name).retire")
        for path in [
            "contacts/\(name).attente", "contacts/\(name).contact", "verifications/\(name).note",
        ] {
            remove(path)
        }
    }

    /// The last card of a contact that was taken away.
    package func removedContact(_ name: StructureName) throws -> SignedCarte? {
        try card("contacts/\(name).retire")
    }

    // MARK: Partners without keys

    package func declaredContactNames() -> [StructureName] {
        names(in: "contacts").compactMap {
            $0.hasSuffix(".contact") ? StructureName(String($0.dropLast(8))) : nil
        }
    }

    /// The act that tells of one; whoever reads it verifies it.
    package func declaredContact(_ name: StructureName) -> [UInt8]? {
        try? read("contacts/\(name).contact", limit: Acte.limit)
    }

    /// What an agent of that card, or of an earlier one, declared of a partner, whether it has a card since or not.
    package func declared(_ name: StructureName, own: Carte) -> DeclaredContact? {
        declaredContact(name).flatMap {
            try? DeclaredContact($0, own: own, earlier: earlierOwnCards().map(\.carte))
        }
    }

    package func save(declaredContact bytes: [UInt8], of name: StructureName) throws {
        try makeFolder("contacts")
        try write(bytes, to: "contacts/\(name).contact", replacing: true)
    }

    // MARK: Earlier cards

    /// The own cards before the one in force, as far as they are held here. Each is signed by the
    /// pinned key.
    package func earlierOwnCards() -> [SignedCarte] {
        guard let anchor = try? anchor() else { return [] }
        return names(in: "cartes").compactMap { name in
            (try? read("cartes/\(name)", limit: Acte.limit))
                .flatMap { try? SignedCarte($0) }
        }
        .filter { $0.carte.serie < anchor.serie }
        .sorted { $0.carte.serie < $1.carte.serie }
    }

    package func saveEarlier(own card: SignedCarte) throws {
        try makeFolder("cartes")
        try write(
            card.bytes, to: "cartes/\(card.carte.serie).note", replacing: true)
    }

    /// A card under another structure key than the contact's, kept aside until that key is verified.
    package func pendingContact(_ name: StructureName) throws -> SignedCarte? {
        try card("contacts/\(name).attente")
    }

    package func save(pendingContact card: SignedCarte) throws {
        try makeFolder("contacts")
        try write(
            card.bytes, to: "contacts/\(card.carte.structure).attente", replacing: true)
    }

    package func verification(of name: StructureName) throws -> [UInt8]? {
        try note("verifications/\(name).note")
    }

    package func save(verification bytes: [UInt8], of name: StructureName) throws {
        try makeFolder("verifications")
        try write(bytes, to: "verifications/\(name).note", replacing: true)
    }
}
