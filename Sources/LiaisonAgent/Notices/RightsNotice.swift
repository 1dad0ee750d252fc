package import LiaisonSchema

/// What a person is told while requests are handled.
package enum RightsNotice: Equatable, Sendable {
    /// A pli about the person that can't be read, and why.
    case unreadable(PliID, why: String)
    /// The same of what a referent assembled.
    case unreadableAnswer(PliID, why: String)
    /// A pli that is attached to the person and bears another number.
    case stranger(PliID)
    /// No referent assembled anything for it.
    case noAnswer

    package var isAlarm: Bool {
        if case .stranger = self { return true }
        return false
    }

    /// The same on every face.
    package var sentence: String {
        switch self {
        case .unreadable(let id, let why): "\(id) : \(why)"
        case .unreadableAnswer(let id, let why): "Réponse \(id) : \(why)"
        case .stranger(let id):
            "ALARME : le pli \(id) est rattaché à cette personne et porte un autre numéro. Il "
                + "n'est pas dans la réponse ; prévenez votre DPO."
        case .noAnswer: "Attention : aucun référent n'a assemblé de réponse à cette demande."
        }
    }
}
