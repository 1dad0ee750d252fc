package import LiaisonSchema

/// What to do next about an incident.
package enum IncidentStep: Equatable, Sendable {
    /// See which incidents there are.
    case list
    /// Say in one's own words what a partner told.
    case giveFacts
    /// Write all the texts anew: those held are sealed for others.
    case giveTexts
    /// The same for one notice.
    case giveTextsOf(Int)
    /// Say in one's own words what the partners are to know.
    case giveNoticeFacts
    /// Say why.
    case giveReason
    /// Say why it comes late: the partner reads it.
    case giveLateReason
    /// Add that partner to what the incident touches.
    case addPartner(Int, StructureName)
    /// The CNIL's own form, or a word outside the program.
    case tellOutside(Int)
    /// Call the OFII, then say that it was told.
    case callOFII(Int)
    /// Call the partner, or seal to its referents.
    case callPartner
    /// Name a fiche by the beginning of its id, with another role.
    case nameFiche
    /// See above, then again.
    case sendAgain
}
