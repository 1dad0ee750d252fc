import LiaisonAgent
import LiaisonSchema

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
    /// What is wrong, and what to do.
    func words(isOwn: Bool) -> String {
        "ALARME : \(sentence(isOwn: isOwn))\n" + LogStep.resumption(isOwn ? nil : structure)
    }
}
