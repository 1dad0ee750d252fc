import LiaisonSchema

/// What to do next, worded by each face in its own way: a command to type, a screen to open.
package enum NextStep: Equatable, Sendable, ExpressibleByStringInterpolation {
    /// A sentence that is the same on every face.
    case sentence(String)
    case checkService
    case joinStructure(service: String)
    case log(LogStep)
    case retention(RetentionStep)
    case incident(IncidentStep)
    case rights(RightsStep)
    case fiche(FicheStep)
    case trust(TrustStep)

    package init(stringLiteral value: String) { self = .sentence(value) }
}
