import LiaisonSchema

/// What a person is told while a workflow goes on.
package enum AgentNotice: Equatable, Sendable {
    case log(LogNotice)
    case retention(RetentionNotice)
    case incident(IncidentNotice)
    case rights(RightsNotice)
    case fiche(FicheNotice)
    case trust(TrustNotice)
    /// How far long work has got.
    case progress(done: Int, total: Int, Counted)

    /// What long work counts.
    package enum Counted: String, Equatable, Sendable {
        case recordsRead = "enregistrements lus"
        case fichesRead = "fiches lues"
        /// Those gone through to be shared; the result says how many were.
        case fichesLooked = "fiches regardées"
        case plisDestroyed = "plis détruits"
    }
}
