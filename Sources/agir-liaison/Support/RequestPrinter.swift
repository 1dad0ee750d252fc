import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// How a person's request is shown.
enum RequestPrinter {
    static func say(toExamine left: [PliKey], n: Int) {
        guard !left.isEmpty else { return }
        Output.note(
            Plural.of(
                left.count,
                "pli que personne n'a encore ouvert : un référent l'ouvre, le rattache ou l'exclut",
                "plis que personne n'a encore ouverts : un référent les ouvre, les rattache ou les exclut"
            )
                + " (« fiche exclure ID --demande \(n) ») avant la clôture.")
        for key in left { Output.note("  \(key.id)") }
    }

    static func show(_ opened: OpenedRequest) {
        let (file, request) = (opened.dossier.file, opened.dossier.request)
        Output.line(
            "Demande n° \(request.n) (\(request.statut.french)) : \(request.french), reçue le "
                + "\(request.recue.french), à répondre le \(request.echeance.french)"
                + (file.request.isLate ? ", EN RETARD" : ""))
        for step in opened.steps { Output.line(line(step)) }
        for row in file.fiches {
            guard let keeping = row.keeping else { continue }
            Output.line(
                "Conservée : \(row.key.id), \(row.objet.french), jusqu'au \(keeping.echeance.french) "
                    + "(\(keeping.regle.french))" + (keeping.isSuspended ? ", suspendue" : ""))
        }
        for row in file.transmissions {
            let state = row.statut.map { ", \($0.french)" } ?? ""
            Output.line(
                "Transmise : \(row.key.id), \(row.objet.french), de \(row.origine) à "
                    + "\(row.destinataire), scellée le \(Output.local(row.scelle))"
                    + (row.voie == .service ? "" : ", \(row.voie.french(of: row.objet))")
                    + (row.voie.isProven ? "" : " (déclaré)\(state)"))
            for step in row.declared {
                Output.line(
                    "  \(step.etape.french) le \(Output.local(step.le)), déclaré par \(step.par)")
            }
        }
        for row in file.detruits {
            Output.line(
                "Détruite : \(row.key.id), le \(Output.local(row.le)) (\(row.regle.french))"
                    + (row.procesVerbal.map { ", procès-verbal n° \($0)" } ?? ""))
        }
        for row in file.accuses {
            Output.line(
                "Accusé : \(row.key.id), \(Etape(row.statut).french) par \(row.par), "
                    + Output.local(row.le))
        }
        for answer in opened.answers {
            Output.line("Réponse de \(answer.row.key.de) : " + Output.visible(answer.shown))
        }
        say(toExamine: file.aExaminer, n: request.n)
    }

    private static func line(_ opened: OpenedRequest.Step) -> String {
        let step = opened.step
        let more: [String?] =
            switch step.fact {
            case .ouverture: [opened.details?.numeroAGDREF.digits, opened.details?.texte]
            case .identite(let means): [means.french]
            case .envoi(let pour, let id): [pour.text, id.text]
            case .reponse(let id, _), .exclusion(_, let id): [id.text]
            case .recu(let de, let id, _): [de.text, id.text]
            case .prolongation, .refus, .cloture: [opened.motif]
            case .execution: []
            }
        let texts = more.compactMap { $0.map(Output.visible) }.filter { !$0.isEmpty }
        return "  \(Output.local(step.le))  \(step.fact.etape.french)  \(step.par)"
            + (texts.isEmpty ? "" : "  \(texts.joined(separator: " "))")
    }
}
