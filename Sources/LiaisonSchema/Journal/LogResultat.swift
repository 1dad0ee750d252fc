/// How it went.
public enum LogResultat: String, Sendable, CaseIterable {
    case fait, refuse, echec

    public var french: String {
        switch self {
        case .fait: "fait"
        case .refuse: "refusé"
        case .echec: "échec"
        }
    }
}
