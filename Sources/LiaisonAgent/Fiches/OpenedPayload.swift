internal import LiaisonBase
import LiaisonCrypto
package import LiaisonSchema

/// A payload that was opened and, unless asked otherwise, verified in the order of formats.md,
/// «Order on receipt»: nothing of it is shown before.
package struct OpenedPayload {
    package let isVerified: Bool
    /// What was sealed to the reader; nil for what is not verified.
    package let pli: Manifest?
    /// The payload that is shown: the same, or the one that a colleague handed on in it.
    package let payload: Payload?
    /// The fiche, when there is one and it fits its form.
    package let fiche: Fiche?
    /// The notice of a breach or a complaint.
    package let notice: ViolationActe?
    /// Of what came outside the service: where from, as an agent says.
    package let reception: ReceptionNote?
    let sender: Carte?
    let parts: [Payload.Part]
    package let signature: String?
    private let today: CalendarDate
    private let information: PersonInformation?

    /// The fiches of the boxes that this shows: what a colleague handed on is two, the original first.
    package var names: [PliKey] {
        var source = Copie.Source()
        source.add([manifest, pli].compactMap(\.self).map(\.key))
        return source.fiches
    }

    /// What the author of the fiche said of it.
    package var manifest: Manifest? { payload?.manifest }

    /// - Throws: what is wrong with the payload; exit 77 when its sender was never verified.
    package init(_ plaintext: [UInt8], _ content: SealedContent, session: Session) throws {
        let (outer, author) = try Self.verified(plaintext, content, session: session)
        switch outer.manifest.objet {
        case .fiche, .tableauOFII, .sortie, .anomalie, .droits, .reponseDroits, .recu:
            try Self.checkInternal(outer, session)
            self.init(outer, pli: outer.manifest, author, session)
        case .violation:
            // The declaring agent signs the notice too.
            let notice = try ViolationActe(outer.first?.content ?? [], signedBy: author.agent.cle)
            self.init(outer, pli: outer.manifest, author, session, notice)
        case .partage:
            guard outer.manifest.structure == session.own.structure else {
                throw SchemaError(
                    .surreptitious, "Un partage ne vient que d'un collègue, pas d'un partenaire.",
                    hint: "Ne vous y fiez pas ; prévenez votre DPO.")
            }
            let original = try outer.original()
            // It was recorded here before the colleague could hand it on.
            let writer = try session.author(
                of: original,
                recorded: try session.recorded(original.manifest.key) ?? content.recorded)
            try original.verify(authorKey: writer.agent.cle, handedOnIn: session.own.structure)
            self.init(original, pli: outer.manifest, writer, session)
        default:
            throw SchemaError(
                .value, "Ce pli n'est pas une fiche, mais : \(outer.manifest.objet.french).",
                hint: "Cette version ne montre que les fiches et les tableaux.")
        }
    }

    /// The payload, once its author and its reader are what it says.
    package static func verified(
        _ plaintext: [UInt8], _ content: SealedContent, session: Session
    ) throws -> (Payload, Session.Author) {
        let outer = try Payload(plaintext)
        let author = try session.author(of: outer, recorded: content.recorded)
        try outer.verify(
            authorKey: author.agent.cle,
            opener: .init(
                structure: session.own.structure,
                recipients: content.isLockedByPhrase
                    ? [] : session.identity.all.map(\.recipient)))
        if let pli = content.pli {
            try pli.slip.checkAgrees(with: outer.manifest)
            try pli.verify(sender: author.card)
        }
        guard outer.manifest.scelle <= session.now + Slip.clockTolerance else {
            throw SchemaError(
                .value, "La fiche se dit scellée dans l'avenir (\(outer.manifest.scelle)).",
                hint: "Vérifiez l'horloge de cette machine.")
        }
        let ahead = outer.manifest.scelle - (content.recorded ?? session.now)
        if ahead > Self.clockPatience {
            session.context.notify(.fiche(.sealedAhead(by: outer.manifest.auteur, seconds: ahead)))
        }
        return (outer, author)
    }

    /// Seconds by which whoever sealed may be ahead of whoever received without a word.
    private static let clockPatience: Int64 = 300

    private init(
        _ payload: Payload, pli: Manifest, _ author: Session.Author, _ session: Session,
        _ notice: ViolationActe? = nil
    ) {
        today = session.today
        self.notice = notice
        sender = author.sender
        let manifest = payload.manifest
        isVerified = true
        information = PersonInformation(author.sender)
        self.pli = pli
        self.payload = payload
        parts = payload.parts
        reception = try? payload.reception()
        // What came from a partner may answer a fiche: the form of an answer is allowed.
        fiche = payload.fichePart.flatMap {
            Fiche.validate(
                $0.content, today: session.today,
                reponseA: manifest.reponseA != nil || manifest.objet == .recu
            ).fiche
        }
        for part in payload.parts.dropFirst() where !part.isWhatItSays {
            session.context.notify(.fiche(.deceivingPart(part.nom, is: PartContent(part.content))))
        }
        let shared =
            pli == manifest
            ? "" : " ; partagé par \(pli.auteur.local) le \(ParisTime.french(pli.scelle))"
        if author.isSuspect {
            session.context.notify(.fiche(.doubtfulKey(of: manifest.auteur)))
        }
        signature = Self.signature(manifest, author.agent, of: author.sender) + shared
    }

    /// The line that stands for the author's signature, once it was verified: who it is for people, then what proves
    /// it.
    static func signature(_ manifest: Manifest, _ agent: Carte.Agent, of card: Carte) -> String {
        VisibleText.line("Signé par \(agent.called), \(card.libelle)")
            + ", le \(ParisTime.french(manifest.scelle)) "
            + "(\(manifest.auteur), clé \(Hex.encode(agent.cle.id)))"
    }

    /// What could be read of a payload that failed a check.
    package init(unverified plaintext: [UInt8], on today: CalendarDate) {
        self.today = today
        isVerified = false
        information = nil
        pli = nil
        payload = nil
        fiche = nil
        notice = nil
        reception = nil
        sender = nil
        signature = "NON VÉRIFIÉ"
        parts =
            (try? Payload(plaintext))?.parts
            ?? [Payload.Part(nom: "contenu", type: "application/octet-stream", content: plaintext)]
    }

    /// The fiche as the official form; nil for what is no fiche that fits its form.
    package var tree: [GuichetNode]? {
        fiche.map { FicheTree.render($0, signature: signature, information: information) }
    }

    /// Of what a colleague handed on: whose it is, and when it was sealed. Nil for anything else.
    package var origin: Repertoire.Origin? {
        guard let manifest, let pli, manifest != pli else { return nil }
        return Repertoire.Origin(
            structure: reception?.origine ?? manifest.structure, auteur: manifest.auteur,
            scelle: manifest.scelle)
    }

    /// What came with what is shown.
    package var attachments: [Payload.Part] { Array(parts.dropFirst()) }

    /// What a partner says of a person's exit; nil for another kind of pli.
    package func sortie() throws -> SortieMessage? {
        guard manifest?.objet == .sortie, let content = parts.first?.content else { return nil }
        return try SortieMessage(content)
    }

    /// Whom the pli is about.
    package var numeroAGDREF: AGDREFNumber? {
        fiche?.numeroAGDREF ?? (try? sortie())?.numeroAGDREF ?? rightsNumber
    }

    /// Everybody whom it is about: of a monthly table, those that it lists.
    package var numerosAGDREF: [AGDREFNumber] {
        guard manifest?.objet == .tableauOFII else { return [numeroAGDREF].compactMap(\.self) }
        return parts.first.map { OFIITable.numbers(in: $0.content) } ?? []
    }

    /// Of a monthly table: how many persons it lists, those included whom no number names.
    package var listed: Int? {
        guard manifest?.objet == .tableauOFII else { return nil }
        return parts.first.flatMap { OFIITable.personCount(in: $0.content) }
    }

    /// What it says, along the form.
    func view(_ content: [UInt8]) -> FicheView {
        let report =
            fiche == nil
            ? Fiche.validate(content, today: today, reponseA: manifest?.reponseA != nil) : nil
        return FicheView(
            content, fiche, findings: report?.erreurs ?? [], signature: signature,
            information: information, attachments: parts.dropFirst().map(\.nom))
    }
}
