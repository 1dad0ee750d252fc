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
}
