extension Carte.Revocation.Motif {
    /// As people say it; what is typed is the code.
    public var french: String {
        switch self {
        case .depart: "départ"
        case .compromission: "compromission"
        case .perte: "perte"
        }
    }
}
