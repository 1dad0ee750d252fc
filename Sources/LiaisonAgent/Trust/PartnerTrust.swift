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

    /// Says which cards are about to expire, and that one person reads and controls (cli.md,
    /// «Roles»).
    package func warn() {
        let now = now
        if let text = own.expiryWarning(at: now) {
            context.notify(.trust(.cardExpires(text, isOwn: true)))
        }
        for name in folder.contactNames() {
            guard let card = try? folder.contact(name)?.carte,
                let text = card.expiryWarning(at: now)
            else { continue }
            context.notify(.trust(.cardExpires(text, isOwn: false)))
        }
        if let roles = me?.roles, roles.isSuperset(of: [.referent, .dpo]) {
            context.notify(.trust(.readsAndControls(isMe: true)))
        }
    }

    /// Gives the daemon a partner's card and its verification, as held here. Harmless to repeat. Who may
    /// not import contacts gives nothing: the daemon has the card from a colleague.
    package func push(_ name: StructureName) throws {
        guard Permission.importContact.allows(me?.roles ?? []),
            let card = try folder.contact(name)
        else { return }
        _ = try client.request("PUT", Routes.localContacts, body: card.bytes)
        if let verification = try folder.verification(of: name) {
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
