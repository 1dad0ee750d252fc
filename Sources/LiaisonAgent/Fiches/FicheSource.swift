package import LiaisonBase
internal import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// Where an earlier fiche comes from: a file, or a fiche of a box, opened and verified.
package enum FicheSource {
    /// The answers of a fiche file, or of a fiche of a box; and which it was.
    package static func content(
        _ name: String, _ context: AgentContext
    ) throws -> (content: JSONObject, source: Copie.Source) {
        guard PrivateFile.exists(name) else {
            let (fiche, manifest) = try received(name, Session.open(context))
            return (fiche.content, .init(fiches: [manifest.key]))
        }
        let bytes = try FicheFile.read(name)
        guard let object = (try? JSONValue.parse(bytes))?.object else {
            throw AgentError(
                .data, "Le fichier \(VisibleText.line(name)) n'est pas une fiche.",
                next: .fiche(.giveFicheFile))
        }
        return (object, .init(fichier: name))
    }

    /// A fiche of a box: the sealed file is asked of the daemon, verified and opened.
    package static func received(
        _ name: String, _ session: Session
    ) throws -> (fiche: Fiche, manifest: Manifest) {
        let (fiche, manifest, _) = try given(name, session)
        return (fiche, manifest)
    }

    /// The same with the structure that gave it, whoever took it in.
    package static func given(
        _ name: String, _ session: Session
    ) throws -> (fiche: Fiche, manifest: Manifest, sender: StructureName) {
        try session.require(.readFiche)
        let session = try session.synchronize()
        return try given(BoxListing.find(name, session), session)
    }

    /// The same of a row.
    static func given(
        _ row: BoxEntry, _ session: Session
    ) throws -> (fiche: Fiche, manifest: Manifest, sender: StructureName) {
        try session.require(.readFiche)
        let opened: OpenedPayload
        do {
            opened = try open(row, session)
        } catch let error as CryptoError where error.code == .noMatch {
            throw sealedToOthers(row.id)
        }
        guard let manifest = opened.manifest, let fiche = opened.fiche else {
            throw AgentError(
                .data, "Cette fiche ne suit pas son formulaire : rien n'en est repris.")
        }
        return (fiche, manifest, opened.reception?.origine ?? manifest.structure)
    }

    /// Of what lies in a box and none of one's keys opens: it is no fault of who sent it.
    static func sealedToOthers(_ id: PliID) -> AgentError {
        AgentError(
            .data,
            "Cette fiche est scellée à d'autres clés que les vôtres : avant que la carte ne les nomme, ou pour "
                + "un collègue.",
            next: .fiche(.askColleague(id)))
    }

    /// What a row of a box holds, verified and opened.
    package static func open(
        _ row: BoxEntry, for purpose: SealedContent.Purpose = .reading, _ session: Session
    ) throws -> OpenedPayload {
        try open(SealedContent(row: row, for: purpose, session), session)
    }

    package static func open(_ content: SealedContent, _ session: Session) throws -> OpenedPayload {
        try OpenedPayload(
            Age.open(content.age, with: session.identity.all), content, session: session)
    }

    /// The two contacts and the person: what a later fiche about the same person takes over.
    package static func person(of content: JSONObject) -> JSONObject {
        JSONObject(
            ["operateurAGIR", "partenaire", "beneficiaire"].map { ($0, content[$0]) })
    }

    /// What a new fiche takes from an earlier one: a draft of the same form whole, another model the
    /// person and the contacts. The date is today's.
    package static func prefill(
        _ earlier: JSONObject, _ modele: FicheModele, _ context: AgentContext
    ) -> JSONObject {
        let own = OwnContact(context.folder)
        var content =
            earlier["modele"]?.string == modele.rawValue ? earlier : person(of: earlier)
        if let sens = own.sens {
            content["sens"] = .string(sens.rawValue)
            content = adding(own.prefilled(on: context.today), to: content, sens)
        }
        content["faitLe"] = .string(context.today.description)
        return content
    }

    /// The block of the structure that the fiche goes to, as its card names it. What is there of another
    /// structure goes; of the same one, the conseiller stays. The operator's block names an operator, whoever
    /// else the fiche goes to.
    package static func naming(
        _ card: Carte, in content: JSONObject, _ sens: Sens
    ) -> JSONObject {
        naming(card.libelle, card.type, card.courriel, in: content, sens)
    }

    /// The same of a partner without keys, as an agent declared it.
    package static func naming(
        _ contact: DeclaredContact, in content: JSONObject, _ sens: Sens
    ) -> JSONObject {
        naming(contact.libelle, contact.type, contact.courriel, in: content, sens)
    }

    private static func naming(
        _ libelle: String, _ type: StructureKind, _ courriel: String?, in content: JSONObject,
        _ sens: Sens
    ) -> JSONObject {
        guard sens == .agirVersPartenaire || type == .operateurAGIR else { return content }
        var content = content
        let key = sens.addresseeBlock
        var block = content[key]?.object ?? JSONObject()
        let named = block["structure"]?.string ?? ""
        if !StructureLikeness.isLike(named, libelle) { block = JSONObject() }
        block["structure"] = .string(libelle)
        if block["courriel"] == nil { block["courriel"] = courriel.map { .string($0) } }
        content[key] = .object(block)
        return content
    }

    /// The author's own block, where the fiche says nothing of it, and the date.
    package static func adding(
        _ own: JSONObject, to content: JSONObject, _ sens: Sens
    ) -> JSONObject {
        var content = content
        let key = sens.authorBlock
        var block = content[key]?.object ?? JSONObject()
        for member in own[key]?.object?.members ?? [] {
            // The author is who writes now, not who wrote then.
            block[member.key] = member.value
        }
        if !block.isEmpty { content[key] = .object(block) }
        for key in ["faitA", "faitLe"] where own[key] != nil { content[key] = own[key] }
        return content
    }
}
