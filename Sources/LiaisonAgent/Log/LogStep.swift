package import LiaisonSchema

/// What to do next about the log.
package enum LogStep: Equatable, Sendable {
    case verify
    /// After a restoration, the card is renewed: it names the log's new époque.
    case renew
    /// The same, told to the administrator.
    case askToRenew
    /// Tell the administrator; after a restoration, renew.
    case tellAdministrator
    /// Find out why, then take the log up again: the own one, or that partner's.
    case resume(StructureName?)
}
