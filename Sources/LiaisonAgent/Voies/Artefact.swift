import LiaisonBase
import LiaisonCrypto
package import LiaisonSchema

/// What is made for a partner whom the service does not reach.
package enum Artefact: Equatable, Sendable {
    /// An age file to its keys.
    case keys
    /// An age file under a phrase; `asPage`: one unsigned page.
    case phrase(asPage: Bool)
    case archive(ReceivedKind.Archive)
    /// The printed form.
    case paper

    /// What goes that way unless more is said; nil where no file is made: the service takes it, or serves
    /// it.
    package init?(_ voie: Voie, zip: Bool = false) {
        switch voie {
        case .fichier: self = .keys
        case .archive: self = .archive(zip ? .zip : .sevenZip)
        case .papier: self = .paper
        case .service, .pli, .guichet, .courriel: return nil
        }
    }

    package var voie: Voie {
        switch self {
        case .keys, .phrase: .fichier
        case .archive: .archive
        case .paper: .papier
        }
    }

    /// Whether it is opened by a phrase, shown once: on a terminal, or not at all.
    package var needsPhrase: Bool {
        switch self {
        case .phrase, .archive: true
        case .keys, .paper: false
        }
    }

    /// The name of its file, which tells of nobody.
    package func fileName(_ id: PliID) -> String {
        let head = "document-\(id.text.prefix(8))"
        return switch self {
        case .keys, .phrase: "\(head).age"
        case .archive(let kind): "\(head).\(kind.rawValue)"
        case .paper: "\(head).html"
        }
    }

    /// Whether the file is in the clear: it enters the list of copies.
    package var isPlain: Bool { self == .paper }

    /// - Returns: the file, and the phrase that opens it.
    func make(
        _ content: Sealer.Content, like copy: Manifest, by sealer: Sealer
    ) throws -> (bytes: [UInt8], phrase: String?) {
        switch self {
        case .keys: return (try sealer.fileByKeys(content, like: copy), nil)
        case .phrase(let asPage):
            let phrase = RecoveryCode.generate()
            var bytes = Array(phrase.utf8)
            let sealed = try sealer.fileByPhrase(
                content, like: copy, passphrase: SecretBytes(taking: &bytes), asPage: asPage)
            return (sealed, phrase)
        case .archive(let kind):
            let phrase = try Phrase.generate()
            let archive = try ArchiveWriter().write(
                ArchiveContent.parts(content, from: sealer.session.own), as: kind, phrase: phrase)
            let text = try phrase.text(.hyphen).withBytes { String(decoding: $0, as: UTF8.self) }
            return (archive, text)
        case .paper:
            let own = sealer.session.own
            let names = PartnerNames(sealer.session)
            let page = FicheOnPaper.handed(
                content.page,
                .init(
                    id: copy.id, what: PliKind(modele: copy.modele, objet: copy.objet),
                    from: "\(own.libelle) (\(own.structure))",
                    to: copy.pour.map { Self.called($0, names) }.joined(separator: ", "),
                    attachments: content.parts.count - 1))
            return (Array(page.utf8), nil)
        }
    }
    /// As people call it, with its own name.
    private static func called(_ structure: StructureName, _ names: PartnerNames) -> String {
        let label = names.name(structure)
        return label == structure.text ? label : "\(label) (\(structure))"
    }
}

/// What an archive holds, under names that tell of nobody: a `.zip` shows them to anybody.
enum ArchiveContent {
    static func parts(_ content: Sealer.Content, from own: Carte) -> [Payload.Part] {
        var parts = [
            Payload.Part(nom: "lisez-moi.html", type: "text/html", content: Array(note(own).utf8)),
            Payload.Part(
                nom: "fiche.html", type: "text/html", content: Array(content.page.utf8)),
        ]
        for (index, part) in content.parts.enumerated() {
            guard index > 0 else {
                parts.append(
                    Payload.Part(
                        nom: "fiche.\(ending(part.nom))", type: part.type, content: part.content))
                continue
            }
            parts.append(
                Payload.Part(
                    nom: "piece-\(index).\(ending(part.nom))", type: part.type,
                    content: part.content))
        }
        return parts
    }

    private static func ending(_ name: String) -> String {
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        let isPlain =
            (1...5).contains(ending.utf8.count)
            && ending.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
        return isPlain && name.contains(".") ? ending : "bin"
    }

    /// Whom to call: an archive proves nothing of where it comes from.
    private static func note(_ own: Carte) -> String {
        let contacts = [
            own.courriel.map { ("Courriel", $0) },
            own.dpo.map { ("Téléphone du DPO", $0.telephone) },
            own.dpo.map { ("Courriel du DPO", $0.courriel) },
        ].compactMap(\.self)
        return ReceivedDocument(
            "Document transmis par \(own.libelle)",
            [
                .text(
                    "Ouvrez fiche.html : c'est la fiche, à lire ou à imprimer. Les autres fichiers "
                        + "sont ses pièces, et la même fiche pour un logiciel.\n"
                        + "Une archive ne prouve pas qui l'a faite : au moindre doute, appelez la "
                        + "structure à un numéro que vous connaissiez avant.\n"
                        + "Arrivée chez vous par erreur ? Ne la lisez pas, effacez-la, et appelez.")
            ] + contacts.map { .labelled($0.0, $0.1) }, signature: nil
        ).html
    }
}
