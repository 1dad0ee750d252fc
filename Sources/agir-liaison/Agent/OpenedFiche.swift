import LiaisonCrypto
import LiaisonSchema

/// A payload that was opened and, unless asked otherwise, verified in the order of formats.md,
/// «Order on receipt»: nothing of it is shown before.
struct OpenedFiche {
    let isVerified: Bool
    /// Nil for what is not verified.
    let manifest: Manifest?
    /// The fiche, when it fits its form.
    let fiche: Fiche?
    private let parts: [Payload.Part]
    private let signature: String?
    private let information: PersonInformation?

    /// - Throws: what is wrong with the payload; exit 77 when its sender was never verified.
    init(_ plaintext: [UInt8], _ content: SealedContent, session: Session) throws {
        let pli = content.pli
        let payload = try Payload(plaintext)
        let manifest = payload.manifest
        let sender = try session.trustedCard(manifest.structure)
        guard let author = sender.agent(manifest.auteur) else {
            throw SchemaError(
                .signature, "L'auteur \(manifest.auteur) n'est pas dans la carte de sa structure.",
                hint: "Demandez la carte en vigueur, ou prévenez votre DPO.")
        }
        try payload.verify(
            authorKey: author.cle,
            opener: .init(
                structure: session.own.structure,
                recipient: content.isLockedByPhrase ? nil : session.agent.destinataire))
        if let pli {
            try pli.slip.checkAgrees(with: manifest)
            try pli.verify(sender: sender)
        }
        guard manifest.scelle <= Now.instant + 86_400 else {
            throw SchemaError(
                .value, "La fiche se dit scellée dans l'avenir (\(manifest.scelle)).",
                hint: "Vérifiez l'horloge de cette machine.")
        }
        guard manifest.objet == .fiche, payload.first?.nom == "fiche.json" else {
            throw SchemaError(
                .value, "Ce pli n'est pas une fiche, mais : \(manifest.objet.french).",
                hint: "Cette version ne montre que les fiches.")
        }
        isVerified = true
        information = PersonInformation(sender)
        self.manifest = manifest
        parts = payload.parts
        fiche =
            parts.first.flatMap {
                Fiche.validate($0.content, today: Now.today, reponseA: manifest.reponseA != nil)
                    .fiche
            }
        signature =
            "Signé par \(manifest.auteur), clé \(Hex.encode(author.cle.id)), "
            + "le \(ParisTime.french(manifest.scelle))"
    }

    /// What could be read of a payload that failed a check.
    init(unverified plaintext: [UInt8]) {
        isVerified = false
        information = nil
        manifest = nil
        fiche = nil
        signature = "NON VÉRIFIÉ"
        parts =
            (try? Payload(plaintext))?.parts
            ?? [Payload.Part(nom: "contenu", type: "application/octet-stream", content: plaintext)]
    }

    /// Writes the parts, none over an existing file.
    func write(into folder: String) throws {
        try PrivateFile.makeFolder(folder)
        for part in parts where PrivateFile.exists("\(folder)/\(part.nom)") {
            throw Failure(
                .exists, "Le fichier \(folder)/\(part.nom) existe déjà ; rien n'est écrit.",
                hint: "Choisissez un autre dossier.")
        }
        for part in parts { try PrivateFile.write(part.content, to: "\(folder)/\(part.nom)") }
    }

    /// The fiche as the official form; one that is signed but does not fit is shown with its
    /// defects, never lost (fiches.md).
    func text(_ format: FicheFormat) -> String {
        guard let content = parts.first?.content else { return "" }
        let attachments = parts.dropFirst().map(\.nom)
        if format == .json {
            guard let value = try? JSONValue.parse(content) else {
                return JSONValue.object(JSONObject()).text + "\n"
            }
            return value.text + "\n"
        }
        if let fiche {
            return FicheFile.render(
                fiche, format: format, signature: signature, information: information,
                attachments: attachments)
        }
        let form: String
        if let object = (try? JSONValue.parse(content))?.object {
            let report = Fiche.validate(
                content, today: Now.today, reponseA: manifest?.reponseA != nil)
            form = FicheText.render(
                unvalidated: object, findings: report.erreurs, signature: signature)
        } else {
            form =
                Output.visible(String(decoding: content.prefix(64 * 1_024), as: UTF8.self)) + "\n"
        }
        return form + attachments.map { "Pièce jointe : \(Output.visible($0))\n" }.joined()
    }
}
