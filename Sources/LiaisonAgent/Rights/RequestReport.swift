import LiaisonBase
package import LiaisonHTTP
import LiaisonSchema

extension OpenedRequest {
    /// The whole file of it, line by line: its steps, what is held, what went to whom, what was destroyed, what was
    /// answered.
    package var report: [String] {
        [heading] + steps.map(\.line) + dossier.file.fiches.compactMap(\.line)
            + dossier.file.transmissions.flatMap(\.lines) + dossier.file.detruits.map(\.line)
            + dossier.file.accuses.map(\.line)
            + answers.map { "Réponse de \($0.row.key.de) : " + VisibleText.line($0.shown) }
    }

    private var heading: String {
        let request = dossier.request
        return "Demande n° \(request.n) (\(request.statut.french)) : \(request.french), reçue le "
            + "\(request.recue.french), à répondre le \(request.echeance.french)"
            + (dossier.file.request.isLate ? ", EN RETARD" : "")
    }
}

extension OpenedRequest.Step {
    fileprivate var line: String {
        let more: [String?] =
            switch step.fact {
            case .ouverture: [details?.numeroAGDREF.digits, details?.texte]
            case .identite(let means): [means.french]
            case .envoi(let pour, let id): [pour.text, id.text]
            case .reponse(let id, _), .exclusion(_, let id): [id.text]
            case .recu(let de, let id, _): [de.text, id.text]
            case .prolongation, .refus, .cloture: [motif]
            case .execution: []
            }
        let texts = more.compactMap { $0.map { VisibleText.line($0) } }.filter { !$0.isEmpty }
        return "  \(ParisTime.column(step.le))  \(step.fact.etape.french)  \(step.par)"
            + (texts.isEmpty ? "" : "  \(texts.joined(separator: " "))")
    }
}

extension LocalHeld {
    /// Nil for what no rule keeps.
    fileprivate var line: String? {
        keeping.map {
            "Conservée : \(key.id), \(objet.french), jusqu'au \($0.echeance.french) "
                + "(\($0.regle.french))" + ($0.isSuspended ? ", suspendue" : "")
        }
    }
}

extension LocalTransmission {
    fileprivate var lines: [String] {
        let state = statut.map { ", \($0.french)" } ?? ""
        let sent =
            "Transmise : \(key.id), \(objet.french), de \(origine) à \(destinataire), "
            + "scellée le \(ParisTime.column(scelle))"
            + (voie == .service ? "" : ", \(voie.french(of: objet))")
            + (voie.isProven ? "" : " (déclaré)\(state)")
        return [sent]
            + declared.map {
                "  \($0.etape.french) le \(ParisTime.column($0.le)), déclaré par \($0.par)"
            }
    }
}

extension LocalDestruction {
    fileprivate var line: String {
        "Détruite : \(key.id), le \(ParisTime.column(le)) (\(regle.french))"
            + (procesVerbal.map { ", procès-verbal n° \($0)" } ?? "")
    }
}

extension LocalReceipt {
    fileprivate var line: String {
        "Accusé : \(key.id), \(Etape(statut).french) par \(par), \(ParisTime.column(le))"
    }
}

extension LocalErasure {
    /// What carrying the request of that number out destroys here, and what stays.
    package func report(_ n: Int) -> [String] {
        let days = [premier, dernier].compactMap { $0?.french }
        var lines = [
            "Effacement, demande n° \(n) : "
                + Plural.of(plis, "pli sera détruit", "plis seront détruits") + ", sans retour"
                + (days.count == 2 ? ", scellés du \(days[0]) au \(days[1])." : ".")
        ]
        if tenus > 0 {
            let holds = contentieux.map { "n° \($0)" }.joined(separator: ", ")
            lines.append(
                Plural.of(tenus, "pli est tenu ", "plis sont tenus ")
                    + (holds.isEmpty
                        ? "par un incident ou une autre demande" : "par le contentieux \(holds)")
                    + " : " + Plural.word(tenus, "il attend", "ils attendent") + " qu'il finisse.")
        }
        if exceptes > 0 {
            lines.append(
                Plural.of(exceptes, "pli reste", "plis restent") + ", par une exception légale.")
        }
        return lines
    }
}
