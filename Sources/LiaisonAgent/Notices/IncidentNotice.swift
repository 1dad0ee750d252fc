/// What a person is told while incidents are handled.
package enum IncidentNotice: Equatable, Sendable {
    /// A complaint's facts go out as they are written.
    case factsAsWritten
    /// The own card gives no way to call its DPO.
    case noContact
    /// What to say on the telephone.
    case script(String)
    /// No DT OFII is among the verified contacts: somebody calls.
    case callOFII(Int)
}
