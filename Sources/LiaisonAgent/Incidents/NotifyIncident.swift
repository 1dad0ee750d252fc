import LiaisonHTTP
package import LiaisonSchema

/// Telling partners of an incident, each sealed for its DPOs (formats.md, `violation`).
package struct NotifyIncident {
    package struct Input {
        package var n: Int
        /// Those; none: all who wait.
        package var names: [NoticeAddressee] = []
        /// Facts for the partners, in the place of the incident's own.
        package var faits: String?
        /// Whom to call; what is nil is as the card says.
        package var nom: String?
        package var telephone: String?
        package var courriel: String?
        /// Why it comes late.
        package var lateReason: String?
        /// Only to be shown.
        package var isPreview = false
        /// Whether a partner without a DPO is written to by its referents.
        package var allowsReferents = false
        /// Whether a classical recipient among hybrid ones is agreed to.
        package var allowsClassical = false

        package init(n: Int) { self.n = n }
    }

    package enum Question: Equatable, Sendable {
        /// The deadline is over: why it comes late is recorded, and the partner reads it.
        case lateReason(NoticeAddressee, end: Instant)
    }

    package struct Answers {
        package var lateReasons: [NoticeAddressee: String] = [:]

        package init() {}
    }

    /// A notice to one partner.
    package struct Notice {
        /// Nil: the OFII, of whom no card is held.
        package let structure: StructureName?
        package let deadline: NoticeDeadline
        /// Whom to call.
        package let contact: String
        /// What it says; the reason for the delay may still come.
        package internal(set) var acte: ViolationActe
        private let from: String

        package var name: String { structure?.text ?? "ofii" }
        package var isOFII: Bool { deadline.destinataire == .ofii }
        package var isLate: Bool { deadline.statut == .enRetard }
        package var document: NoticeDocument {
            NoticeDocument(acte, from: from, signature: nil)
        }
        /// What to say to the OFII before anything is written: four hours, the voice first.
        package var script: String? {
            isOFII ? document.script(to: "l'OFII", contact: contact) : nil
        }

        init(_ target: NoticeTargets.Target, _ acte: ViolationActe, from own: Carte) {
            structure = target.structure
            deadline = target.deadline
            contact = target.contact
            self.acte = acte
            from = "\(own.libelle) (\(own.structure))"
        }
    }

    package struct Plan {
        package let file: IncidentFile
        package let notices: [Notice]
        package let findings: [IncidentNotice]
        package let questions: [Question]
        let input: Input
    }

    let incidents: Incidents
    var session: Session { incidents.session }

    package init(_ incidents: Incidents) { self.incidents = incidents }

    package func plan(_ input: Input) throws -> Plan {
        let file = try incidents.file(input.n)
        let texts = try texts(input, file)
        let contact = ViolationActe.Contact(
            session, nom: input.nom, telephone: input.telephone, courriel: input.courriel)
        let notices = try NoticeTargets.all(input.names, file, session).map { target in
            let isLate = target.deadline.statut == .enRetard && !input.isPreview
            let known = isLate ? file.lateReason(target.deadline.destinataire) : nil
            let draft = NoticeDraft(file: file, texts: texts, contact: contact)
            return Notice(
                target, draft.acte(for: target, lateReason: input.lateReason ?? known),
                from: session.own)
        }
        var findings: [IncidentNotice] = []
        if file.type == .plainte, input.faits == nil { findings.append(.factsAsWritten) }
        if contact.isMissing { findings.append(.noContact) }
        return Plan(
            file: file, notices: notices, findings: notices.isEmpty ? [] : findings,
            questions: input.isPreview ? [] : Self.questions(notices), input: input)
    }

    /// One for each clock that is over, whoever of its addressees is written to.
    private static func questions(_ notices: [Notice]) -> [Question] {
        var questions: [Question] = []
        for notice in notices where notice.isLate && notice.acte.motifRetard == nil {
            guard let end = notice.deadline.echeance else { continue }
            let question = Question.lateReason(notice.deadline.destinataire, end: end)
            if !questions.contains(question) { questions.append(question) }
        }
        return questions
    }

    /// A partner's texts are not passed on as they are.
    private func texts(_ input: Input, _ file: IncidentFile) throws -> IncidentTexts {
        guard !file.isTold || input.faits != nil else {
            throw AgentError(
                .usage,
                "Les textes de cet incident sont d'un partenaire : ils ne se transmettent pas tels quels.",
                next: .incident(.giveNoticeFacts))
        }
        guard var texts = file.ownTexts ?? input.faits.map({ IncidentTexts(faits: $0) }) else {
            throw AgentError(
                .notAllowed, "Les textes de cet incident sont scellés pour d'autres DPO.",
                next: .incident(.giveTextsOf(input.n)))
        }
        texts.faits = input.faits ?? texts.faits
        return texts
    }
}

/// What one partner is told of an incident.
struct NoticeDraft {
    let file: IncidentFile
    let texts: IncidentTexts
    let contact: ViolationActe.Contact

    /// Of the plis, those exchanged with it; of a complaint, no more than the facts. The OFII hears of all
    /// that is touched: the data are its own.
    func acte(for target: NoticeTargets.Target, lateReason: String?) -> ViolationActe {
        let part = target.structure.map(file.reach) ?? IncidentReach.Partner()
        let incident = file.incident
        let isOFII = target.deadline.destinataire == .ofii
        let personnes = isOFII ? incident.personnes : part.personnes
        let enregistrements = isOFII ? incident.enregistrements : part.enregistrements
        let isBreach = file.type == .violation
        var unknown = isBreach ? texts.inconnu : []
        if isBreach, personnes == 0, enregistrements == 0 {
            unknown.append("Le nombre de personnes et d'enregistrements concernés")
        }
        return ViolationActe(
            numero: file.n, phase: phase(target.structure), type: file.type,
            decouverte: incident.moments.decouverte, reception: incident.moments.reception,
            connaissance: incident.moments.connaissance, natures: incident.natures,
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
        (file.avis.filter { $0.pour == partner }.map(\.phase).max() ?? 0) + 1
    }
}
