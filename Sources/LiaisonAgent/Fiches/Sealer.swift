package import LiaisonCrypto
package import LiaisonSchema

/// Makes the sealed file of a fiche, and the slips that carry it.
package struct Sealer {
    package let session: Session
    package let destinations: [Destination]
    /// Whether a classical recipient among hybrid ones is agreed to: it makes the file as weak as
    /// itself (c2sp.org/age).
    package let classical: Bool
    /// The fiche that this one answers or replaces.
    package var link = FicheLink.none
    /// The reference of our convention with the addressee, if there is one.
    package var convention: String?
    /// Those on the other side; nil: the roles of the `objet`.
    package var roles: [Role]?

    package init(
        session: Session, destinations: [Destination], classical: Bool, link: FicheLink = .none,
        convention: String? = nil
    ) {
        self.session = session
        self.destinations = destinations
        self.classical = classical
        self.link = link
        self.convention = convention
    }

    package struct Sealed {
        package let manifest: Manifest
        package let age: [UInt8]
        package let isPostQuantum: Bool
    }

    /// Months from sealing to the end of keeping when nothing else is known: 24 of the longest
    /// accompagnement and three years (rgpd.md, «Retention»).
    private static let longestKeeping = 60
    package func seal(_ fiche: Fiche, pieces: [Payload.Part]) throws -> Sealed {
        try seal(.fiche, modele: fiche.modele, parts: [.fiche(fiche.json)] + pieces)
    }

    package func seal(_ table: OFIITable) throws -> Sealed {
        try seal(.tableauOFII, modele: nil, parts: [.table(table.csv)])
    }

    package func seal(_ message: SortieMessage) throws -> Sealed {
        try seal(.sortie, modele: nil, parts: [message.part])
    }

    /// Seals another message between structures: its first part.
    package func seal(_ objet: Objet, _ part: Payload.Part) throws -> Sealed {
        try seal(objet, modele: nil, parts: [part])
    }

    /// Both sides re-read: the own agents of these roles and the author are recipients too (formats.md).
    func seal(
        _ objet: Objet, modele: FicheModele?, parts: [Payload.Part]
    ) throws -> Sealed {
        try session.require(objet.sending)
        let unique = try recipients(objet)
        return try seal(
            manifest(
                objet, modele: modele, pour: destinations.map(\.structure), recipients: unique),
            parts, to: unique)
    }

    func seal(
        _ manifest: Manifest, _ parts: [Payload.Part], to recipients: [AgeRecipient]
    ) throws -> Sealed {
        let plaintext = try Payload.write(manifest, parts: parts, key: session.identity.signing)
        return Sealed(
            manifest: manifest, age: try Age.seal(plaintext, to: recipients),
            isPostQuantum: recipients.allSatisfy(\.isPostQuantum))
    }

    /// Seals a payload anew, as it was signed, for one colleague (formats.md, `partage`): kept no
    /// longer than the original.
    package func share(_ original: Payload, with colleague: Carte.Agent) throws -> Pli {
        try session.require(.sendFiche)
        let recipients = [colleague.destinataire, session.agent.destinataire]
        let manifest = Manifest(
            id: .random(), objet: .partage, modele: original.manifest.modele,
            auteur: session.agent.nom, pour: [session.own.structure], recipients: recipients,
            scelle: session.now, conserverJusquA: original.manifest.conserverJusquA,
            convention: original.manifest.convention)
        let sealed = try seal(manifest, original.shared, to: recipients)
        return try pli(
            sealed, pour: session.own.structure, addressees: .agents([colleague.nom]))
    }

    /// Seals what a referent assembled for the DPOs who keep a person's request (formats.md,
    /// `reponse-droits`).
    package func answer(_ part: Payload.Part, for officers: [Carte.Agent]) throws -> Pli {
        try session.require(Objet.reponseDroits.sending)
        let recipients = officers.map(\.destinataire) + [session.agent.destinataire]
        let now = session.now
        let manifest = Manifest(
            id: .random(), objet: .reponseDroits, modele: nil, auteur: session.agent.nom,
            pour: [session.own.structure], recipients: recipients, scelle: now,
            conserverJusquA: ParisTime.date(at: now).adding(months: Self.longestKeeping))
        let sealed = try seal(manifest, [part], to: recipients)
        return try pli(
            sealed, pour: session.own.structure, addressees: .agents(officers.map(\.nom)))
    }

    /// Seals what came outside the service to those here who read fiches (formats.md, `recu`).
    ///
    /// - Parameter modele: which form the documents are, when an agent says so.
    package func reception(
        _ note: ReceptionNote, modele: FicheModele?, documents: [Payload.Part]
    ) throws -> (Pli, Manifest) {
        try session.require(Objet.recu.sending)
        let recipients = try recipients(.recu)
        let sealed = try seal(
            manifest(.recu, modele: modele, pour: [session.own.structure], recipients: recipients),
            [note.part] + documents, to: recipients)
        let pli = try pli(
            sealed, pour: session.own.structure, addressees: .roles(Objet.recu.roles))
        return (pli, sealed.manifest)
    }

    /// Seals the index keys for one colleague (formats.md, `cle-index`); an author who is to
    /// hold them reads them again.
    package static func indexKeys(
        _ keys: [Int: SecretBytes], for colleague: Carte.Agent, _ session: Session
    ) throws -> Pli {
        let sealer = Sealer(session: session, destinations: [], classical: true)
        let me = session.me
        let isHolder = Permission.holdIndexKey.allows(me?.roles ?? [])
        let recipients = [colleague.destinataire] + (isHolder ? [session.agent.destinataire] : [])
        let now = session.now
        let manifest = Manifest(
            id: .random(), objet: .cleIndex, modele: nil, auteur: session.agent.nom,
            pour: [session.own.structure], recipients: recipients, scelle: now,
            conserverJusquA: ParisTime.date(at: now).adding(months: Self.longestKeeping))
        let sealed = try sealer.seal(manifest, [.indexKeys(keys)], to: recipients)
        return try sealer.pli(
            sealed, pour: session.own.structure, addressees: .agents([colleague.nom]))
    }

    /// Everybody, once: hybrid and classical recipients together only when that was agreed to.
    func recipients(_ objet: Objet) throws -> [AgeRecipient] {
        for case .declared(let contact) in destinations {
            throw AgentError(
                .notAllowed,
                "\(contact.structure) n'a pas de clé : rien ne se scelle pour elle.",
                next: .fiche(.chooseRoad(RoadChoice.possible(.declared(contact)))))
        }
        let theirs = roles ?? objet.roles
        var recipients = destinations.flatMap { $0.recipients(theirs) }
        recipients += objet.roles.flatMap { session.own.agents(with: $0) }.map(\.destinataire)
        recipients.append(session.agent.destinataire)
        var seen = Set<AgeRecipient>()
        let all = recipients.filter { seen.insert($0).inserted }
        let hybrid = all.filter(\.isPostQuantum)
        guard !hybrid.isEmpty, hybrid.count < all.count, !classical else { return all }
        // Left out, they may not be all that a destination has, nor the author.
        let enough =
            session.agent.destinataire.isPostQuantum
            && destinations.allSatisfy { $0.recipients(theirs).contains(where: \.isPostQuantum) }
        if enough, session.context.agrees(.leaveOutClassical(all.count - hybrid.count)) {
            return hybrid
        }
        throw AgentError(
            .notAllowed,
            "Certains destinataires n'ont qu'une clé classique, qui affaiblirait tout le scellé.",
            next: .fiche(.acceptClassical))
    }

    func manifest(
        _ objet: Objet, modele: FicheModele?, pour: [StructureName], recipients: [AgeRecipient]
    ) -> Manifest {
        let now = session.now
        return Manifest(
            id: .random(), objet: objet, modele: modele, auteur: session.agent.nom,
            pour: pour, recipients: recipients, scelle: now,
            conserverJusquA: ParisTime.date(at: now).adding(months: Self.longestKeeping),
            convention: convention, reponseA: link.reponseA, remplace: link.remplace)
    }

    /// The pli to each structure.
    package func plis(_ sealed: Sealed) throws -> [Pli] {
        try destinations.compactMap { destination in
            guard case .structure(let card, let agent) = destination else { return nil }
            return try pli(
                sealed, pour: card.structure,
                addressees: agent.map { .agents([$0.nom]) }
                    ?? .roles(roles ?? sealed.manifest.objet.roles))
        }
    }

    func pli(
        _ sealed: Sealed, pour: StructureName, addressees: Slip.Addressees
    ) throws -> Pli {
        let slip = Slip(
            manifest: sealed.manifest, pour: pour, addressees: addressees, age: sealed.age,
            postQuantique: sealed.isPostQuantum)
        return try Pli(acte: slip.signed(by: session.identity.signing), age: sealed.age)
    }
}
