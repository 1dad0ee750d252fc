/// A partner to whom nothing goes and from whom nothing comes for a while, by an agent's decision.
public enum ContactSuspension {
    /// What is exchanged all the same: a breach and a person's rights do not wait.
    public static let excepted: Set<Objet> = [.violation, .droits]

    public enum Motif: String, Sendable, CaseIterable {
        case incident, convention, autre

        public var french: String {
            switch self {
            case .incident: "incident"
            case .convention: "convention en cause"
            case .autre: "autre motif"
            }
        }

        /// In the log.
        public var detail: LogDetail {
            switch self {
            case .incident: .suspenduIncident
            case .convention: .suspenduConvention
            case .autre: .suspenduAutre
            }
        }
    }
}
