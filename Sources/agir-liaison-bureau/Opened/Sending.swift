import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// A fiche that is about to leave by the service: judged as it stands at each step, so that what was accepted of
/// an earlier page lets nothing else through.
struct Sending {
    /// The names of the fields of its page.
    enum Name {
        static let accepted = "accepte"
        static let cir = "cir"
        static func copy(_ kind: StructureKind) -> String { "copie.\(kind.rawValue)" }
        static let none = "aucune"
    }

    let session: Session
    let destination: Destination
    private let input: FicheInput
    private let roads: SendByRoads

    /// - Parameters:
    ///   - content: of a form without faults.
    ///   - key: the fiche that it answers.
    /// - Throws: exit 77 for a partner who is not verified; where the service does not lead.
    init(
        _ content: JSONObject, answering key: PliKey, link: FicheLink, _ session: Session
    ) throws {
        self.session = session
        let row = try BoxListing.find(key, session)
        destination = try Destination(row.sender.text, session: session, unverifiedReason: nil)
        guard RoadChoice.usual(destination, session) == .service else { throw Self.otherRoad }
        input = try FicheInput(
            // It lies in no file: no path of this machine can be this one.
            file: "/dev/null/bureau", content: Array(JSONValue.object(content).text.utf8),
            attachments: Attachments([]), to: [destination], reponseA: link.reponseA?.text,
            session)
        roads = try SendByRoads(session, by: .service)
    }

    /// A draft as it stands, to whom it is addressed.
    ///
    /// - Throws: exit 65 for one in which something is wrong; as above.
    init(_ draft: SealedDraft, _ drafts: SealedDrafts, _ session: Session) throws {
        self.session = session
        guard let pour = draft.pour else {
            throw AgentError(
                .data, "Personne n'est choisi : rien n'est envoyé.",
                next: "Recommencez depuis « Brouillons », par le partenaire.")
        }
        destination = try Destination(pour.text, session: session, unverifiedReason: nil)
        guard RoadChoice.usual(destination, session) == .service else { throw Self.otherRoad }
        input = try FicheInput(
            draft, attachments: drafts.attachments(of: draft), to: [destination], session)
        roads = try SendByRoads(session, by: .service)
    }

    /// Every addressee is reached by the service: no file is made, no phrase is shown.
    static var noHands: Handover.Hands {
        Handover.Hands(write: { _, _, _ in throw otherRoad }, screen: { throw otherRoad })
    }

    private static let otherRoad = AgentError(
        .notAllowed, "Le service de votre structure ne mène pas à ce partenaire.",
        next: .sentence("Répondez-lui par la voie qu'il connaît."))

    /// The plan once the copies that were chosen, or not wanted, are in it.
    func plan(_ fields: FormFields) throws -> FichePlan {
        var plan = try roads.plan(input)
        while case .copy(let kind, let known)? = plan.questions.first,
            let answer = fields[Name.copy(kind)]
        {
            guard answer != Name.none else {
                plan = try roads.plan(plan.input.declining(kind))
                continue
            }
            guard let chosen = known.first(where: { $0.structure.text == answer }) else { break }
            guard RoadChoice.automatic(chosen, session) == .service else { throw Self.otherRoad }
            plan = try roads.plan(plan.input.copying(chosen))
        }
        return plan
    }

    /// By which a warning is accepted, and no other.
    static func mark(_ warning: FicheWarning) -> String {
        String(Hex.encode(Hash.sha256(warning.words.utf8)).prefix(32))
    }

    /// Whether every sentence was accepted, and every question answered.
    func isAccepted(_ plan: FichePlan, _ fields: FormFields) -> Bool {
        guard plan.refusal == nil else { return false }
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

    /// - Returns: what names it in the outbox.
    func send(_ plan: FichePlan, _ fields: FormFields) throws -> PliKey {
        var answers = FicheAnswers()
        answers.confirmsWarnings = true
        answers.isCIRSigned = fields[Name.cir].map { $0 == "oui" }
        let hands = Self.noHands
        var first: PliID?
        do {
            try roads.execute(plan, answers, isDelayed: true, by: hands, copyHands: hands) {
                if first == nil { first = $0.id }
            }
        } catch {
            // What left is followed; that the rest did not is said with it.
            guard first != nil else { throw error }
            session.context.notify(.fiche(.sentUnfollowed(AgentError(error))))
        }
        guard let first else {
            throw AgentError(.unavailable, "Rien n'est parti.", next: .checkService)
        }
        keepText(of: plan, as: first)
        return PliKey(de: session.own.structure, id: first)
    }
}
