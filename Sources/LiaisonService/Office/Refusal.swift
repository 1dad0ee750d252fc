public import LiaisonSchema

/// Why the daemon does not do what it was asked: a value that the HTTP layer turns into a problem
/// document. The sentences are French and hold no personal data.
public struct Refusal: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        /// The request itself is not understood.
        case invalide
        /// No valid signature of a known key.
        case nonAuthentifie = "non-authentifie"
        /// Known, but not allowed: role, structure, signature of the content.
        case interdit
        case introuvable
        /// Other bytes under an identity already taken.
        case conflit
        /// The daemon has no card yet, or the structure is not in the state asked for.
        case nonRevendique = "non-revendique"
        /// The clock of the request is too far off, or it was made before this daemon started.
        case horloge
        /// The time of this machine is in doubt: nothing is destroyed by it.
        case heureDouteuse = "heure-douteuse"
        /// The same request came twice.
        case rejeu
        case tropGrand = "trop-grand"
        case tropDeDemandes = "trop-de-demandes"
        /// A partner's plis take all the room that it has here.
        case quota
        /// Nothing new is taken; what is held is still served.
        case disquePlein = "disque-plein"
        /// Our own fault: the caller may try again.
        case interne
    }

    public let code: Code
    public let message: String
    public let hint: String
    /// The role that the action needs, when that is what lacks.
    public let roles: [Role]

    public init(_ code: Code, _ message: String, hint: String = "", roles: Set<Role> = []) {
        self.code = code
        self.message = message
        self.hint = hint
        self.roles = Role.allCases.filter(roles.contains)
    }

    public var description: String { hint.isEmpty ? message : "\(message) \(hint)" }
}
