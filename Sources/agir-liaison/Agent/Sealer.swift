import LiaisonCrypto
import LiaisonSchema

/// Makes the sealed file of a fiche, and the slips that carry it.
struct Sealer {
    let session: Session
    let destinations: [Destination]
    /// Whether a classical recipient among hybrid ones is agreed to: it makes the file as weak as
    /// itself (c2sp.org/age).
    let classical: Bool

    struct Sealed {
        let manifest: Manifest
        let age: [UInt8]
        let isPostQuantum: Bool
    }

    /// Months from sealing to the end of keeping when nothing else is known: 24 of the longest
    /// accompagnement and three years (rgpd.md, «Retention»).
    private static let longestKeeping = 60
    /// The most attachments, and the largest one in bytes.
    static let pieceLimit = 20
    static let pieceSize = 16 * 1_024 * 1_024
    /// The fiche and its attachments together, in bytes: padding adds an eighth at most.
    static let contentLimit = 24 * 1_024 * 1_024

    /// Both sides re-read: the own referents and the author are recipients too (formats.md).
    func seal(_ fiche: Fiche, pieces: [String]) throws -> Sealed {
        try session.require(.sendFiche)
        let unique = try recipients()
        let manifest = manifest(
            fiche, pour: destinations.compactMap(\.card?.structure), recipients: unique)
        let plaintext = try Payload.write(
            manifest, parts: parts(fiche, pieces), key: session.identity.signing)
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
        _ fiche: Fiche, pieces: [String], pour: StructureName, passphrase: SecretBytes, asPage: Bool
    ) throws -> [UInt8] {
        try session.require(.sendFiche)
        var sealed: [UInt8] = []
        let plaintext =
            try asPage
            ? Array(FicheHTML.render(fiche, signature: nil).utf8)
            : Payload.write(
                manifest(fiche, pour: [pour], recipients: []), parts: parts(fiche, pieces),
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
            conserverJusquA: ParisTime.date(at: now).adding(months: Self.longestKeeping))
    }

    private func parts(_ fiche: Fiche, _ pieces: [String]) throws -> [Payload.Part] {
        guard pieces.count <= Self.pieceLimit else {
            throw Failure(.data, "Il y a plus de \(Self.pieceLimit) pièces jointes.")
        }
        let parts = try [Payload.Part.fiche(fiche.json)] + pieces.map(Self.piece)
        // Sealed and padded, all of it must still be a pli that can be sent and opened.
        guard parts.reduce(0, { $0 + $1.content.count }) <= Self.contentLimit else {
            throw Failure(
                .data,
                "Les pièces jointes dépassent ensemble \(Self.contentLimit / 1_024 / 1_024) Mio.",
                hint: "Envoyez-les en plusieurs fois, ou réduisez-les.")
        }
        return parts
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

    private static func piece(_ path: String) throws -> Payload.Part {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard Manifest.Part.isName(name), name != "fiche.json", name != "bourrage" else {
            throw Failure(
                .data, "La pièce « \(Output.visible(name)) » a un nom inutilisable.",
                hint: "Renommez-la ; évitez d'y mettre le nom de la personne.")
        }
        return Payload.Part(
            nom: name, type: "application/octet-stream",
            content: try PrivateFile.read(path, limit: pieceSize))
    }
}

/// What `sceller` and `envoyer` check before anything is sealed: the fiche whole, its way, and the
/// warnings, which a person confirms.
enum FicheCheck {
    /// - Throws: exit 65 after all findings were shown.
    static func checked(
        _ path: String, session: Session, destinations: [Destination], confirmed: Bool,
        withoutOFIICopy: Bool = false
    ) throws -> Fiche {
        let report = try FicheFile.validate(path)
        guard let fiche = report.fiche else {
            FicheFile.show(report, to: .error)
            throw Failure(
                .data, "La fiche n'est pas valide : rien n'est scellé.",
                hint: "Corrigez ce qui est dit ci-dessus, puis recommencez.")
        }
        let routing = fiche.routingFindings(
            author: session.own.type, addressees: destinations.compactMap(\.kind),
            copieOFIIDispensee: withoutOFIICopy || destinations.contains { $0.kind == nil })
        for finding in routing.erreurs {
            StandardStream.error.write("Erreur : \(finding.description)\n")
        }
        guard routing.erreurs.isEmpty else {
            throw Failure(
                .data, "La fiche ne peut pas être envoyée ainsi : rien n'est scellé.",
                hint: "Corrigez ce qui est dit ci-dessus, puis recommencez.")
        }
        // An essay to a bare key has no addressee whose kind could fit.
        let warnings =
            report.avertissements
            + (destinations.allSatisfy { $0.kind != nil } ? routing.avertissements : [])
        for finding in warnings {
            StandardStream.error.write("Avertissement : \(finding.description)\n")
        }
        if !warnings.isEmpty, !confirmed, !Terminal.confirms("Sceller quand même ?") {
            throw Failure(
                .data, "Les avertissements ne sont pas confirmés : rien n'est scellé.",
                hint: "Corrigez la fiche, ou ajoutez --confirmer-avertissements.")
        }
        return fiche
    }
}
