import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// Asks on the terminal what a fiche needs before it is sealed, and says what was found in it.
struct FicheDialog {
    let sealing: SealingOptions
    /// As told on the command line.
    var isCIRSigned: Bool?
    let plan: (FicheInput) throws -> FichePlan

    /// What the options say, and what the files hold.
    static func input(
        _ file: String, _ sealing: SealingOptions, to destinations: [Destination],
        _ session: Session
    ) throws -> FicheInput {
        var input = try FicheInput(
            file: file, content: FicheFile.read(file), attachments: Attachments(sealing.piece),
            to: destinations, reponseA: sealing.reponseA, remplace: sealing.remplace, session)
        input.withoutOFIICopy = sealing.sansCopieOfii
        input.purpose = sealing.butPiece
        return input
    }

    /// The plan once copies are agreed to, and the answers to the rest. What is refused, or not
    /// answered, `execute` says.
    func settle(_ input: FicheInput) throws -> (FichePlan, FicheAnswers) {
        let plan = try settledCopies(input)
        switch plan.refusal {
        case .invalid(let report): FicheFile.show(report, to: .error)
        case .route(let findings):
            for finding in findings {
                StandardStream.error.say("Erreur : \(finding.description)\n")
            }
        case nil: break
        }
        for warning in plan.warnings {
            StandardStream.error.say("Avertissement : \(warning.words)\n")
        }
        return (plan, answers(plan))
    }

    private func settledCopies(_ input: FicheInput) throws -> FichePlan {
        var plan = try plan(input)
        var isReminded = false
        func remind() {
            guard !isReminded else { return }
            isReminded = true
            for notice in plan.notices { Output.note(notice.words) }
        }
        while Terminal.isInteractive, case .copy(let kind, let known)? = plan.questions.first {
            if kind == .siao { remind() }
            let chosen = known.first {
                Terminal.confirms("Envoyer une copie à \(Output.visible($0.libelle)) ?")
            }
            plan = try self.plan(
                chosen.map(plan.input.copying) ?? plan.input.declining(kind))
        }
        remind()
        return plan
    }

    private func answers(_ plan: FichePlan) -> FicheAnswers {
        var answers = FicheAnswers()
        for question in plan.questions where plan.refusal == nil {
            switch question {
            case .copy: break
            case .confirmWarnings:
                answers.confirmsWarnings =
                    sealing.confirmerAvertissements || Terminal.confirms("Sceller quand même ?")
                // The rest is not worth an answer.
                guard answers.confirmsWarnings else { return answers }
            case .attachmentPurpose: answers.purpose = Self.askedPurpose()
            case .isCIRSigned:
                answers.isCIRSigned =
                    isCIRSigned
                    ?? (Terminal.isInteractive ? Terminal.confirms("Le CIR est-il signé ?") : nil)
            }
        }
        return answers
    }

    private static func askedPurpose() -> AttachmentPurpose? {
        guard Terminal.isInteractive else { return nil }
        let purposes = AttachmentPurpose.allCases
        let labels = ["pré-diagnostic", "dossier SPADA", "autre"]
        Terminal.say("À quoi servent les pièces jointes ?", choices: labels)
        let line = Terminal.line("> ").flatMap { TypedChoice.line($0, of: labels) }
        return line.flatMap { purposes.indices.contains($0) ? purposes[$0] : nil } ?? .autre
    }
}
