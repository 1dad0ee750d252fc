import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// A fiche that is about to leave: judged as it stands at each step, so that what was accepted of an earlier page
/// lets nothing else through.
struct Sending {
    /// The names of the fields of its page.
    enum Name {
        static let accepted = "accepte"
        static let cir = "cir"
        static let road = "voie"
        static func copy(_ kind: StructureKind) -> String { "copie.\(kind.rawValue)" }
        static let none = "aucune"
        static let step = "etape"
        static let send = "envoyer"
        /// What is answered of what the page shows; the road is chosen again where it does not lead there.
        static let answers = Set([accepted, cir] + StructureKind.allCases.map(copy))
    }

    /// A plan as its page shows it, and what was answered there.
    struct Judged {
        let plan: FichePlan
        /// Of what the page names.
        let mark: ShownMark
        /// Nothing of them was answered of another page.
        let answers: FormFields
        let leaves: Bool
        /// Why what was asked to leave does not, where no fault of the fiche says it.
        let fault: String?
    }

    let session: Session
    let destination: Destination
    /// Whether it is to leave, or its page is asked for.
    private let isAsked: Bool
    /// Those that lead there, the usual one first.
    let possible: [Voie]
    /// The one that was chosen; the usual one before anything is; nil: somebody chooses.
    let voie: Voie?
    private let input: FicheInput
    private let roads: SendByRoads

    /// - Parameters:
    ///   - content: of a form without faults.
    ///   - key: the fiche that it answers.
    ///   - fields: what the page sent, the road among it.
    /// - Throws: exit 77 for a partner who is not verified.
    init(
        _ content: JSONObject, answering key: PliKey, link: FicheLink, _ attachments: Attachments,
        _ fields: FormFields, _ session: Session
    ) throws {
        let row = try BoxListing.find(key, session)
        let destination = try Destination(
            session.current(row.sender).text, session: session, unverifiedReason: nil)
        try self.init(destination, fields, session) { destination in
            try FicheInput(
                // It lies in no file: no path of this machine can be this one.
                file: "/dev/null/bureau",
                content: Array(JSONValue.object(content).text.utf8), attachments: attachments,
                to: [destination], reponseA: link.reponseA?.text, session)
        }
    }

    /// A draft as it stands, to whom it is addressed.
    ///
    /// - Throws: exit 65 for one in which something is wrong; as above.
    init(
        _ draft: SealedDraft, _ drafts: SealedDrafts, _ fields: FormFields, _ session: Session
    ) throws {
        guard let pour = draft.pour else {
            throw AgentError(
                .data, "Personne n'est choisi : rien n'est envoyé.",
                next: "Recommencez depuis « Brouillons », par le partenaire.")
        }
        let destination = try Destination(pour.text, session: session, unverifiedReason: nil)
        try self.init(destination, fields, session) { destination in
            try FicheInput(
                draft, attachments: drafts.attachments(of: draft), to: [destination], session)
        }
    }

    private init(
        _ destination: Destination, _ fields: FormFields, _ session: Session,
        _ input: (Destination) throws -> FicheInput
    ) throws {
        let possible = RoadChoice.possible(destination)
        let asked = fields[Name.road].flatMap { Voie(rawValue: $0) }
        let chosen = asked.flatMap { possible.contains($0) ? $0 : nil }
        let isAsked = fields[Name.step] == Name.send
        // One that does not lead there any more is chosen anew, never taken for the usual one; nor is none, which a
        // page sends that showed no usual one.
        let voie =
            fields[Name.road] == nil && !isAsked
            ? RoadChoice.usual(destination, session) : chosen
        self.isAsked = isAsked
        self.session = session
        self.destination = destination
        self.possible = possible
        self.voie = voie
        self.input = try input(destination)
        // As long as nobody chose, what is to be accepted is judged by the first one: it is judged again then.
        roads = try SendByRoads(session, by: voie ?? possible.first ?? .papier)
    }

    func judge(_ fields: FormFields) throws -> Judged {
        let first = try roads.plan(input)
        let mark = mark(of: first)
        let isShown = mark.isShown(in: fields)
        let answers = isShown ? fields : fields.without(Name.answers)
        let plan = try copied(first, answers)
        let leaves = isAsked && isShown && isAccepted(plan, answers)
        var fault: String?
        if isAsked, !isShown {
            fault =
                (input.isReply ? "Cette réponse a" : "Cette fiche a")
                + " changé depuis que cette page a été affichée : revoyez-la par « Corriger » avant d'envoyer."
        } else if isAsked, !leaves, plan.refusal == nil {
            fault = "Acceptez chaque phrase et répondez à chaque question, ou corrigez."
        }
        return Judged(plan: plan, mark: mark, answers: answers, leaves: leaves, fault: fault)
    }

    /// Of what leaves, to whom, and whom a copy is proposed for: nothing of what is answered on the page.
    private func mark(of plan: FichePlan) -> ShownMark {
        let (parts, link) = (input.attachments.parts, input.link)
        var named = [
            String(decoding: input.content, as: UTF8.self), link.reponseA?.text ?? "",
            link.remplace?.text ?? "", readers([destination]), "\(parts.count)",
        ]
        for (part, purpose) in zip(parts, input.attachments.purposes) {
            named += [
                part.nom, part.type, Hex.encode(Hash.sha256(part.content)),
                purpose?.rawValue ?? "",
            ]
        }
        for case .copy(_, let known) in plan.questions { named += known.map { readers([$0]) } }
        return ShownMark(named + plan.notices.compactMap(\.words))
    }

    /// The plan once the copies that were chosen, or not wanted, are in it.
    private func copied(_ plan: FichePlan, _ fields: FormFields) throws -> FichePlan {
        var plan = plan
        while case .copy(let kind, let known)? = plan.questions.first,
            let answer = fields[Name.copy(kind)]
        {
            guard answer != Name.none else {
                plan = try roads.plan(plan.input.declining(kind))
                continue
            }
            guard let chosen = known.first(where: { $0.structure.text == answer }) else { break }
            plan = try roads.plan(plan.input.copying(chosen))
        }
        return plan
    }

    /// By which a warning is accepted, and no other: by the partner's own name, as a label may become another's.
    static func mark(_ warning: FicheWarning) -> String {
        String(Hex.encode(Hash.sha256(warning.words(\.text).utf8)).prefix(32))
    }

    /// Whether every sentence was accepted, and every question answered.
    private func isAccepted(_ plan: FichePlan, _ fields: FormFields) -> Bool {
        guard plan.refusal == nil, voie != nil else { return false }
        let accepted = Set(fields.all(Name.accepted))
        return plan.warnings.allSatisfy { accepted.contains(Self.mark($0)) }
            && plan.questions.allSatisfy { question in
                switch question {
                case .copy: false
                case .confirmWarnings, .attachmentPurpose: true
                case .isCIRSigned: ["oui", "non"].contains(fields[Name.cir])
                }
            }
    }

    /// What was written can be found by what is in it. That it can't be noted is said, and no error: it left.
    private func keepText(of plan: FichePlan, as id: PliID) {
        guard let fiche = plan.fiche else { return }
        do {
            try SearchTexts(session).add([(PliKey(de: session.own.structure, id: id), fiche)])
        } catch {
            session.context.notify(.fiche(.sentNotKept(AgentError(error))))
        }
    }

    /// - Throws: what keeps all of it from leaving; then nothing left.
    func send(_ judged: Judged) throws -> Departure {
        let plan = judged.plan
        var answers = FicheAnswers()
        answers.confirmsWarnings = true
        answers.isCIRSigned = judged.answers[Name.cir].map { $0 == "oui" }
        let made = MadeHere()
        var sent: [SendByRoads.Sent] = []
        do {
            try roads.execute(
                plan, answers, isDelayed: true, by: made.hands, copyHands: made.hands
            ) { sent.append($0) }
        } catch {
            // What left is followed; that the rest did not is said with it.
            guard !sent.isEmpty else { throw error }
            session.context.notify(.fiche(.sentUnfollowed(AgentError(error))))
        }
        guard let first = sent.first else {
            throw AgentError(
                .unavailable, "Rien n'est parti.", next: .sentence(NextStep.tryLater))
        }
        keepText(of: plan, as: first.id)
        return Departure(
            key: PliKey(de: session.own.structure, id: first.id),
            handed: sent.filter { $0.voie != .service }.map { handed($0, made) },
            phrases: made.phrases)
    }

    /// It left: what fails from then on is said, and takes neither the words nor the other files away.
    private func handed(_ sent: SendByRoads.Sent, _ made: MadeHere) -> Departure.Handed {
        let names = PartnerNames(session)
        let pour = sent.pour.first ?? destination.structure
        let contact = session.declared(pour)
        let card = (try? session.folder.contact(pour))?.carte
        var file = made.file(sent.made?.path, by: sent.voie)
        if sent.voie == .pli {
            do {
                file = .init(
                    name: "document-\(sent.id.text.prefix(8)).pli",
                    bytes: try CarriedPli.export(sent.id.text, session).bytes)
            } catch {
                session.context.notify(.fiche(.sentUnfollowed(AgentError(error))))
            }
        }
        return Departure.Handed(
            id: sent.id, voie: sent.voie, partner: names.name(pour), file: file,
            mail: sent.opened?.mail, courriel: contact?.courriel ?? card?.courriel,
            telephone: contact?.telephone)
    }
}
