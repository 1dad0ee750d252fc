import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// «Envoyer»: to whom, who will be able to read it, by which road; then each doubt as a sentence to accept, each
/// question that only a person answers.
struct SendPage: Sendable {
    struct Fact: Sendable {
        let nom: String
        let dit: String
    }

    struct Choice: Sendable {
        let id: String
        let nom: String
        let valeur: String
        let libelle: String
        let pris: Bool
    }

    struct Question: Sendable {
        let question: String
        let choix: [Choice]
    }

    let titre: String
    let faits: [Fact]
    let aFautes: Bool
    let fautes: [Fault]
    let action: String
    let jeton: String
    let marque: String
    let retour: String
    /// What was typed on the page before.
    let gardes: [LockPage.Kept]
    let questions: [Question]
    let aAvertissements: Bool
    let avertissements: [Choice]
    /// Whether it may leave once all is accepted.
    let peutPartir: Bool
}

extension Sending {
    /// - Parameters:
    ///   - kept: what the page before holds.
    ///   - daemon: how structures are called.
    func page(
        _ judged: Judged, kept: [FormFields.Field], action: String, token: String, back: String,
        _ daemon: DaemonWords
    ) -> SendPage {
        let (plan, fields) = (judged.plan, judged.answers)
        let person = plan.fiche.map { "\($0.nom) \($0.prenom)" } ?? "cette personne"
        let questions = [roadQuestion()] + questions(plan, fields)
        let accepted = Set(fields.all(Name.accepted))
        let answered = fields.fields.filter { $0.name.hasPrefix("copie.") }
        let faults = faults(judged)
        let labels = plan.warnings.isEmpty ? [:] : daemon.labels()
        return SendPage(
            titre:
                "Vous envoyez la \(plan.input.isReply ? "réponse pour \(person)" : "fiche \(Elision.de(person))") à "
                + destination.libelle,
            faits: facts(plan, daemon),
            aFautes: !faults.isEmpty, fautes: faults, action: action, jeton: token,
            marque: judged.mark.text, retour: back,
            gardes: (kept + answered).map { .init(nom: $0.name, tape: TypedText($0.value)) },
            questions: questions, aAvertissements: !plan.warnings.isEmpty,
            avertissements: plan.warnings.enumerated().map { index, warning in
                let mark = Self.mark(warning)
                return SendPage.Choice(
                    id: "accepte-\(index)", nom: Name.accepted, valeur: mark,
                    libelle: warning.words { labels[$0] ?? $0.text },
                    pris: accepted.contains(mark))
            }, peutPartir: plan.refusal == nil)
    }

    private func facts(_ plan: FichePlan, _ daemon: DaemonWords) -> [SendPage.Fact] {
        var facts: [SendPage.Fact] = [
            .init(nom: "Qui pourra la lire", dit: readers(plan.input.destinations)),
            .init(
                nom: "Par quelle voie",
                dit: voie.map { "\($0.french) : \(Self.why($0))." } ?? "à choisir ci-dessous"),
        ]
        let copies = plan.input.destinations.dropFirst().map(\.libelle)
        if !copies.isEmpty {
            facts.append(.init(nom: "En copie", dit: copies.joined(separator: ", ")))
        }
        let pieces = plan.input.attachments.parts.map(\.nom)
        if !pieces.isEmpty {
            facts.append(.init(nom: "Pièces jointes", dit: pieces.joined(separator: ", ")))
        }
        for words in daemon.told(plan.notices.compactMap(\.words)) {
            facts.append(.init(nom: "À savoir", dit: words))
        }
        return facts
    }

    /// What that road asks of who sends.
    static func why(_ voie: Voie) -> String {
        switch voie {
        case .service: "ce partenaire en a un, et ses accusés reviennent seuls"
        case .pli: "un fichier à porter au service du partenaire, scellé de bout en bout"
        case .fichier: "un fichier scellé à ses clés, à lui remettre"
        case .guichet: "un lien par courriel, sept mots par SMS ; il lui faut un navigateur"
        case .archive: "un fichier 7-Zip par courriel, sa phrase par SMS"
        case .papier: "la fiche imprimée, remise en main propre"
        case .courriel: "rien ne part ainsi"
        }
    }

    private func roadQuestion() -> SendPage.Question {
        SendPage.Question(
            question: "Par quelle voie ?",
            choix: possible.map { road in
                SendPage.Choice(
                    id: "voie-\(road.rawValue)", nom: Name.road, valeur: road.rawValue,
                    libelle: "\(road.french) : \(Self.why(road))", pris: road == voie)
            })
    }

    func readers(_ destinations: [Destination]) -> String {
        let names = destinations.map { destination -> String in
            // What a partner calls itself may be what another one is called: their own names differ.
            let who = "\(destination.libelle) (\(destination.structure))"
            guard let card = destination.card else { return who }
            let agents = card.agents(with: .referent).map { "\($0.nom.local) (\($0.fonction))" }
            return "\(who) : \(agents.joined(separator: ", "))"
        }
        return (names + ["vous et les référents de votre structure"]).joined(separator: " ; ")
    }

    private func faults(_ judged: Judged) -> [Fault] {
        let refusal: [Finding] =
            switch judged.plan.refusal {
            case .invalid(let report): report.erreurs
            case .route(let findings): findings
            case nil: []
            }
        return (judged.fault.map { [Fault($0)] } ?? []) + refusal.map { Fault($0.description) }
    }

    private func questions(_ plan: FichePlan, _ fields: FormFields) -> [SendPage.Question] {
        plan.questions.compactMap { question in
            switch question {
            case .copy(let kind, let known):
                let name = Name.copy(kind)
                let copies = known.enumerated().map { index, destination in
                    SendPage.Choice(
                        id: "\(name)-\(index)", nom: name, valeur: destination.structure.text,
                        libelle: destination.libelle, pris: false)
                }
                let none = SendPage.Choice(
                    id: "\(name)-\(Name.none)", nom: name, valeur: Name.none,
                    libelle: "Pas de copie", pris: false)
                return SendPage.Question(
                    question: "Une copie part-elle aussi (\(kind.french)) ?",
                    choix: copies + [none])
            case .isCIRSigned:
                let said = fields[Name.cir]
                return SendPage.Question(
                    question: "Le CIR est-il signé ?",
                    choix: ["oui", "non"].map {
                        SendPage.Choice(
                            id: "cir-\($0)", nom: Name.cir, valeur: $0, libelle: $0,
                            pris: said == $0)
                    })
            case .confirmWarnings, .attachmentPurpose: return nil
            }
        }
    }
}
