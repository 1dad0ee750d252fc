package import LiaisonSchema

/// What to do next about a person's request.
package enum RightsStep: Equatable, Sendable {
    /// Verify who asks, then note it.
    case verifyIdentity(Int)
    /// A request that ended stays so: another one is opened.
    case openAnother
    /// Access is answered: a referent assembles, then the DPO writes it.
    case answerAccess(Int)
    /// A referent assembles, then again.
    case assemble(Int)
    /// A partner's request is answered by the pli that brought it.
    case answerPartner(PliID)
    /// Read the preview, then type its number.
    case confirmErasure(Int, plis: Int)
    /// Close it with a reason: nothing is to be carried out.
    case closeWithReason(Int)
    /// What is said above is settled, then again: the rest is done.
    case executeAgain
}
