import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// A partner without keys, known by the word of an agent: kept here, told to the daemon, and so to the
/// colleagues (voies.md, «Partners without keys»).
package struct ContactDeclaration {
    private let session: Session

    /// - Throws: exit 77 for who enters no contacts.
    package init(_ context: AgentContext) throws {
        session = try Session.open(context).synchronizedIfReachable()
        try session.require(.importContact)
    }

    package struct Input {
        package var structure: StructureName
        package var libelle: String?
        package var type: StructureKind?
        package var courriel: String?
        package var telephone: String?
        package var telephoneSource: DeclaredContact.TelephoneSource?
        package var voie: Voie?

        package init(_ structure: StructureName) { self.structure = structure }
    }

    /// Enters it, or changes what is said of it: what is nil stays as it was.
    ///
    /// - Throws: `.usage` when nobody said yet what it is called, or where a number comes from.
    package func add(_ input: Input) throws -> DeclaredContact {
        let held = session.declared(input.structure)
        let card = try session.folder.contact(input.structure)?.carte
        guard let libelle = input.libelle ?? held?.libelle ?? card?.libelle,
            let type = input.type ?? held?.type ?? card?.type
        else {
            throw AgentError(
                .usage, "Il manque le libellé ou le type de \(input.structure).",
                next: "Donnez --libelle et --type.")
        }
        guard (input.telephone == nil) == (input.telephoneSource == nil) else {
            throw AgentError(
                .usage,
                "Un numéro se donne avec sa source, qui n'est jamais le courriel qui le demande.",
                next: "Donnez --telephone et --telephone-source.")
        }
        guard input.structure != session.own.structure else {
            throw AgentError(.usage, "C'est votre propre structure.")
        }
        return try keep(
            DeclaredContact(
                structure: input.structure, libelle: libelle, type: type,
                courriel: input.courriel ?? held?.courriel,
                telephone: input.telephone ?? held?.telephone,
                telephoneSource: input.telephoneSource ?? held?.telephoneSource,
                voie: input.voie ?? held?.voie, le: session.now))
    }

    /// Says that a partner who was declared has its card under another name: what was exchanged stays, and
    /// what comes next goes there.
    ///
    /// - Throws: exit 64 for a name that goes by the old one itself; 66 for one that nobody declared; 77 for a
    ///   card that nobody verified.
    package func attach(_ old: StructureName, to new: StructureName) throws -> DeclaredContact {
        guard let contact = session.declared(old) else {
            throw AgentError(
                .noInput, "\(old) n'est pas un partenaire déclaré.", next: .trust(.listContacts))
        }
        guard try session.trustedCard(new).structure != session.own.structure, old != new else {
            throw AgentError(.usage, "Un partenaire se rattache à une autre structure.")
        }
        guard !session.successors().leads(from: new, to: old) else {
            throw AgentError(
                .usage, "\(new) est déjà rattachée à \(old).", next: .trust(.listContacts))
        }
        var said = contact
        (said.suite, said.le) = (new, session.now)
        return try keep(said)
    }

    private func keep(_ said: DeclaredContact) throws -> DeclaredContact {
        let held = session.declared(said.structure)
        // Of two words of the same second the later one stands too.
        let le = held.map { max(said.le, $0.le + 1) } ?? said.le
        var contact = said
        contact.le = le
        let acte = try contact.signed(by: session.identity.signing, name: session.agent.nom)
        // What would not be read back is not kept either.
        _ = try DeclaredContact(acte.bytes, own: session.own)
        try session.folder.locked {
            try session.folder.save(declaredContact: acte.bytes, of: contact.structure)
        }
        try session.pushIfReachable(contact.structure)
        return contact
    }
}
