import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// Whom partners are to call about an incident: what the options say, else the card.
package struct NoticeContact {
    package let contact: ViolationActe.Contact

    package init(
        _ session: Session, nom: String? = nil, telephone: String? = nil, courriel: String? = nil
    ) {
        let own = session.own
        contact = ViolationActe.Contact(
            nom: nom ?? session.me?.fonction ?? "DPO",
            telephone: telephone ?? own.dpo?.telephone ?? "",
            courriel: courriel ?? own.dpo?.courriel ?? own.courriel ?? "")
    }

    /// Whether a partner would have nobody to call.
    package var isMissing: Bool { contact.telephone.isEmpty && contact.courriel.isEmpty }
}

extension ViolationActe.Contact {
    /// The act names all three: what is not known is said so.
    fileprivate var filled: ViolationActe.Contact {
        func text(_ given: String) -> String { given.isEmpty ? "non communiqué" : given }
        return ViolationActe.Contact(
            nom: text(nom), telephone: text(telephone), courriel: text(courriel))
    }
}

/// Writes the notice of an incident for one partner, seals it and sends it (formats.md, `violation`).
package struct NoticeWriter {
    package let session: Session
    package let incidents: Incidents
    package let file: IncidentFile
    package let texts: IncidentTexts
    package let contact: ViolationActe.Contact
    package let classical: Bool

    package init(
        session: Session, incidents: Incidents, file: IncidentFile, texts: IncidentTexts,
        contact: ViolationActe.Contact, classical: Bool
    ) {
        self.session = session
        self.incidents = incidents
        self.file = file
        self.texts = texts
        self.contact = contact
        self.classical = classical
    }

    /// What became of a notice.
    package enum Sent {
        case deposited(PliID)
        /// A sealed file to be mailed: nobody's daemon takes it.
        case written(String, PliID)
    }

    /// What that partner is told: of the plis, those exchanged with it; of a complaint, no more than the
    /// facts.
    ///
    /// - Parameter isOFII: it hears of all that is touched: the data are its own.
    package func acte(
        for partner: StructureName?, isOFII: Bool, lateReason: String?
    ) -> ViolationActe {
        let part = partner.map(file.reach) ?? (plis: [], personnes: 0, enregistrements: 0)
        let (personnes, enregistrements) =
            isOFII
            ? (file.count("personnes"), file.count("enregistrements"))
            : (part.personnes, part.enregistrements)
        let isBreach = file.type == .violation
        var unknown = isBreach ? texts.inconnu : []
        if isBreach, personnes == 0, enregistrements == 0 {
            unknown.append("Le nombre de personnes et d'enregistrements concernés")
        }
        return ViolationActe(
            numero: file.n, phase: phase(partner), type: file.type,
            decouverte: file.moment("decouverte"), reception: file.moment("reception"),
            connaissance: file.moment("connaissance"), natures: file.natures,
            // The act has no place of its own for them (RGPD, art. 33(3)(a)).
            faits: texts.faits
                + (isBreach ? texts.categories.map { "\nCatégories : \($0)" } ?? "" : ""),
            plis: Array(part.plis.prefix(ViolationActe.pliLimit)),
            personnes: isBreach ? personnes : max(1, personnes), enregistrements: enregistrements,
            consequences: isBreach ? texts.consequences : nil, mesures: texts.mesures,
            inconnu: unknown, contact: contact, motifRetard: lateReason)
    }

    /// From 1: how often that partner was written to already.
    private func phase(_ partner: StructureName?) -> Int {
        Int(file.avis.filter { $0.pour == partner }.map(\.phase).max() ?? 0) + 1
    }

    /// - Parameters:
    ///   - roles: the partner's DPOs, or, for want of one, its referents.
    ///   - folder: where a file is written, for a partner without a daemon.
    package func send(
        _ acte: ViolationActe, to destination: Destination, roles: [Role], folder: String
    ) throws -> Sent {
        guard let card = destination.card else {
            throw AgentError(.usage, "Une notification va à une structure.")
        }
        var acte = acte
        acte.contact = acte.contact.filled
        var sealer = Sealer(session: session, destinations: [destination], classical: classical)
        sealer.roles = roles
        // A later notice says all that is known: it stands for the earlier one.
        sealer.link.remplace = file.avis.last { $0.pour == card.structure }?.id
        let sealed = try sealer.seal(
            .violation,
            acte.part(signedBy: session.identity.signing, name: session.agent.nom))
        let id = sealed.manifest.id
        guard card.daemon != nil else {
            let path = "\(folder)/violation-\(file.n)-\(acte.phase)-\(card.structure).age"
            try PrivateFile.makeFolder(folder)
            try PrivateFile.write(sealed.age, to: path)
            try incidents.enter(
                .fichier(pour: card.structure, id: id, phase: acte.phase), incident: file.n)
            return .written(path, id)
        }
        try Dispatch(session, .notice(incident: file.n, phase: acte.phase)).deliver(
            sealed, by: sealer)
        return .deposited(id)
    }
}
