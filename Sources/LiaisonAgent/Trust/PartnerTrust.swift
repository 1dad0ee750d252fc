import LiaisonHTTP
package import LiaisonSchema

extension Session {
    /// Whether a partner's card was checked out of band by an agent whom the own card trusts
    /// (formats.md, «verification»).
    package static func isVerified(_ card: Carte, own: Carte, folder: AgentFolder) throws -> Bool {
        guard let bytes = try folder.verification(of: card.structure),
            let verification = try? Verification(
                bytes, own: own, earlier: folder.earlierOwnCards().map(\.carte))
        else { return false }
        return verification.structure == card.structure && verification.cle == card.cleStructure
    }

    /// Whether what comes from there can be opened: from the own structure, or from one whose card was verified.
    /// This agent's own word, not the daemon's.
    package func trusts(_ name: StructureName) throws -> Bool {
        guard name != own.structure else { return true }
        guard let card = try folder.contact(name)?.carte else { return false }
        return try Self.isVerified(card, own: own, folder: folder)
    }

    /// The card to trust for a structure: the own one, or a partner's that was verified.
    ///
    /// - Throws: exit 66 for a structure that is not known, 77 for one that nobody verified.
    package func trustedCard(_ name: StructureName) throws -> Carte {
        try Self.trustedCard(name, own: own, folder: folder)
    }

    /// The same for who opens no identity.
    package static func trustedCard(
        _ name: StructureName, own: Carte, folder: AgentFolder
    ) throws -> Carte {
        if name == own.structure { return own }
        guard let card = try folder.contact(name)?.carte else {
            throw AgentError(
                .noInput, "La structure \(name) n'est pas dans vos contacts.",
                next: .trust(.importCard))
        }
        guard try isVerified(card, own: own, folder: folder) else {
            throw AgentError(
                .notAllowed, "L'empreinte de \(name) n'a pas été vérifiée.",
                next: .trust(.verify(name)))
        }
        return card
    }

    /// The partner without keys of that name, as an agent of ours declared it; nil for one that has a card
    /// which somebody verified, or goes by another name now.
    package func declaredContact(_ name: StructureName) throws -> DeclaredContact? {
        guard let contact = declared(name), contact.suite == nil else { return nil }
        guard let card = try folder.contact(name)?.carte,
            try Self.isVerified(card, own: own, folder: folder)
        else { return contact }
        return nil
    }

    /// What an agent of ours declared of a partner, whether it has a card since or not.
    package func declared(_ name: StructureName) -> DeclaredContact? {
        folder.declared(name, own: own)
    }

    /// All of them, by name.
    package func declaredContacts() -> [DeclaredContact] {
        folder.declaredContactNames().compactMap(declared)
    }

    /// The DT OFII that are known: by a card that was verified, or as an agent declared them.
    package func offices() -> [StructureName] { partners(.dtOFII) }

    /// The partners of that kind that are known, likewise.
    package func partners(_ kind: StructureKind) -> [StructureName] {
        let cards = folder.contactNames().filter { (try? trustedCard($0))?.type == kind }
        let declared = declaredContacts().filter { $0.type == kind && $0.suite == nil }
            .map(\.structure)
        return cards + declared.filter { !cards.contains($0) }
    }

    /// The name that a partner goes by now.
    package func current(_ name: StructureName) -> StructureName {
        Successors.last(of: name) { declared($0)?.suite }
    }

    /// Under which name each declared partner goes.
    package func successors() -> Successors {
        var next: [StructureName: StructureName] = [:]
        for contact in declaredContacts() { next[contact.structure] = contact.suite }
        return Successors(next)
    }

    /// What a partner is in the programme, by its card or as it was declared.
    ///
    /// - Throws: exit 66 for a structure that nobody knows: nothing goes to it that leaves no trace.
    package func partnerKind(_ name: StructureName) throws -> StructureKind {
        if let kind = try folder.contact(name)?.carte.type ?? declared(name)?.type { return kind }
        throw AgentError(
            .noInput, "La structure \(name) n'est pas dans vos contacts.",
            next: .trust(.declareContact(name)))
    }

    /// Says which cards are about to expire, each to those who can have it renewed, and that one person reads and
    /// controls (cli.md, «Roles»).
    package func warn() {
        let roles = me?.roles ?? []
        if Permission.publishCard.allows(roles), let text = own.expiryWarning(at: now) {
            context.notify(.trust(.cardExpires(text, isOwn: true)))
        }
        if Permission.importContact.allows(roles) {
            for name in folder.contactNames() {
                guard let text = (try? folder.contact(name))?.carte.expiryWarning(at: now)
                else { continue }
                context.notify(.trust(.cardExpires(text, isOwn: false)))
            }
        }
        let resting = restingOnDeparted()
        if !resting.isEmpty, Permission.publishCard.allows(roles) {
            context.notify(.trust(.restingOnDeparted(resting)))
        }
        if roles.isSuperset(of: [.referent, .dpo]) {
            context.notify(.trust(.readsAndControls(isMe: true)))
        }
    }

    /// Gives the daemon a partner's card and its verification, as held here. Harmless to repeat. Who may
    /// not import contacts gives nothing: the daemon has the card from a colleague.
    package func push(_ name: StructureName) throws {
        guard Permission.importContact.allows(me?.roles ?? []) else { return }
        if let contact = folder.declaredContact(name) {
            _ = try client.request("PUT", Routes.localDeclaredContacts, body: contact)
        }
        guard let card = try folder.contact(name) else { return }
        _ = try client.request("PUT", Routes.localContacts, body: card.bytes)
        // Of one who left, the daemon holds it or takes it no more: an agent in force signs it again.
        if let verification = try folder.verification(of: name),
            (try? self.verification(verification)) != nil
        {
            _ = try client.request("PUT", Routes.localVerifications, body: verification)
        }
    }

    /// The same; without a daemon it is given at the next sending.
    package func pushIfReachable(_ name: StructureName) throws {
        do {
            try push(name)
        } catch is SignedClient.Unreachable {
            context.notify(.trust(.toldAtNextSending))
        }
    }
}
