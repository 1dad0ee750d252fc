import LiaisonCrypto
import LiaisonSchema

/// Makes the sealed file of a fiche, and the slips that carry it.
struct Sealer {
    let session: Session
    let destinations: [Destination]
    /// Whether a classical recipient among hybrid ones is agreed to: it makes the file as weak as
    /// itself (c2sp.org/age).
    let classical: Bool
    /// The fiche that this one answers or replaces.
    var link = FicheLink.none

    struct Sealed {
        let manifest: Manifest
        let age: [UInt8]
        let isPostQuantum: Bool
    }

    /// Months from sealing to the end of keeping when nothing else is known: 24 of the longest
    /// accompagnement and three years (rgpd.md, «Retention»).
    private static let longestKeeping = 60
    /// Both sides re-read: the own referents and the author are recipients too (formats.md).
    func seal(_ fiche: Fiche, pieces: [Payload.Part]) throws -> Sealed {
        try session.require(.sendFiche)
        let unique = try recipients()
        let manifest = manifest(
            fiche, pour: destinations.compactMap(\.card?.structure), recipients: unique)
        let plaintext = try Payload.write(
            manifest, parts: [.fiche(fiche.json)] + pieces, key: session.identity.signing)
        return Sealed(
            manifest: manifest, age: try Age.seal(plaintext, to: unique),
            isPostQuantum: unique.allSatisfy(\.isPostQuantum))
    }

    /// Everybody, once: hybrid and classical recipients together only when that was agreed to.
    private func recipients() throws -> [AgeRecipient] {
        var recipients = destinations.flatMap(\.recipients)
        recipients += session.own.agents(with: .referent).map(\.destinataire)
        recipients.append(session.agent.destinataire)
        var seen = Set<AgeRecipient>()
        let all = recipients.filter { seen.insert($0).inserted }
        let hybrid = all.filter(\.isPostQuantum)
        guard !hybrid.isEmpty, hybrid.count < all.count, !classical else { return all }
        // Left out, they may not be all that a destination has, nor the author.
        let enough =
            session.agent.destinataire.isPostQuantum
            && destinations.allSatisfy { $0.recipients.contains(where: \.isPostQuantum) }
        if enough,
            Terminal.confirms(
                "\(all.count - hybrid.count) destinataire(s) n'ont qu'une clé classique. Les laisser de côté ?"
            )
        {
            return hybrid
        }
        throw Failure(
            .notAllowed,
            "Certains destinataires n'ont qu'une clé classique, qui affaiblirait tout le scellé.",
            hint: "Demandez-leur une clé hybride, ou acceptez-le avec --classique.")
    }

    /// Seals under a passphrase for one structure (formats.md, «Passphrase form»).
    ///
    /// - Parameter asPage: the content is the form as one HTML page and nothing else, for a partner
    ///   who has stock `age` only: nothing in it is signed.
    func seal(
        _ fiche: Fiche, pieces: [Payload.Part], pour: StructureName, passphrase: SecretBytes,
        asPage: Bool
    ) throws -> [UInt8] {
        try session.require(.sendFiche)
        var sealed: [UInt8] = []
        let plaintext =
            try asPage
            ? Array(
                FicheHTML.render(
                    fiche, signature: nil, information: PersonInformation(session.own)
                ).utf8)
            : Payload.write(
                manifest(fiche, pour: [pour], recipients: []), parts: [.fiche(fiche.json)] + pieces,
                key: session.identity.signing)
        try Age.seal(passphrase: passphrase, from: Age.source(plaintext)) { sealed += $0 }
        return sealed
    }

    private func manifest(
        _ fiche: Fiche, pour: [StructureName], recipients: [AgeRecipient]
    ) -> Manifest {
        let now = Now.instant
        return Manifest(
            id: .random(), objet: .fiche, modele: fiche.modele, auteur: session.agent.nom,
            pour: pour, recipients: recipients, scelle: now,
            conserverJusquA: ParisTime.date(at: now).adding(months: Self.longestKeeping),
            reponseA: link.reponseA, remplace: link.remplace)
    }

    /// The pli to each structure.
    func plis(_ sealed: Sealed) throws -> [Pli] {
        try destinations.compactMap { destination in
            guard case .structure(let card, let agent) = destination else { return nil }
            let slip = Slip(
                manifest: sealed.manifest, pour: card.structure,
                addressees: agent.map { .agents([$0.nom]) } ?? .roles([.referent]),
                age: sealed.age, postQuantique: sealed.isPostQuantum)
            return try Pli(acte: slip.signed(by: session.identity.signing), age: sealed.age)
        }
    }
}
