import LiaisonAgent
import LiaisonBase
import LiaisonSchema

extension LogNotice {
    var words: String {
        switch self {
        case .unreadable(let count):
            Plural.of(count, "enregistrement illisible.", "enregistrements illisibles.")
        }
    }
}

extension LogStep {
    var words: String {
        switch self {
        case .verify: "Vérifiez le journal : « agir-liaison journal verifier »."
        case .renew: "Après une restauration : « agir-liaison structure renouveler »."
        case .askToRenew: "L'administrateur lance « agir-liaison structure renouveler »."
        case .tellAdministrator:
            "Prévenez l'administrateur ; après une restauration : « structure renouveler »."
        case .resume(let partner): Self.resumption(partner)
        }
    }

    fileprivate static func resumption(_ partner: StructureName?) -> String {
        let name = partner.map { " \($0)" } ?? ""
        let causes = LogSuspension.Cause.allCases.map(\.rawValue).joined(separator: "|")
        return "\(partner == nil ? "Cherchez pourquoi" : "Appelez son DPO"), puis : "
            + "« agir-liaison journal reprendre\(name) --motif \(causes) »."
    }
}

extension LogSuspension {
    /// What is wrong, since when, and who says so.
    func sentence(isOwn: Bool) -> String {
        isOwn
            ? "le journal est figé ou contredit \(french) : il n'est pas celui qui avait été montré."
            : "le journal de \(structure) contredit ce qu'il avait montré, \(french)."
    }

    /// The same, and what to do.
    func words(isOwn: Bool) -> String {
        "ALARME : \(sentence(isOwn: isOwn))\n" + LogStep.resumption(isOwn ? nil : structure)
    }
}

extension WitnessVerdict {
    /// A line of « journal verifier ».
    var words: String {
        let what =
            switch finding {
            case .agrees: "d'accord, il tient le dernier point signé"
            case .less(let size): "il en sait moins : \(Plural.of(size, "entrée"))"
            case .more(let size):
                "ALARME : il en sait plus, \(Plural.of(size, "entrée")) ; ce journal est une copie "
                    + "ancienne"
            case .differs(let size):
                "ALARME : il tient un autre journal, à l'entrée \(size) ou avant"
            case .nothing: "il n'a jamais vu ce journal"
            case .unreachable: "injoignable"
            }
        return "Témoin \(structure) : \(what)."
    }
}

/// The end of a log that nothing signs.
enum TailWords {
    static func sentence(since: Instant) -> String {
        "La fin du journal, depuis le \(ParisTime.french(since)), n'est couverte par aucun point de "
            + "contrôle signé."
    }
}
