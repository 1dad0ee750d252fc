/// What to do next about how long fiches are kept.
package enum RetentionStep: Equatable, Sendable {
    /// Attach that fiche to a person first.
    case attachFiche
    /// Verify the number; a fiche that has none is attached first.
    case checkNumber
    /// Its author corrects a wrong number.
    case correctFiche
    case listLog
    /// It may be destroyed: the log tells.
    case lookInLog
    case listAttestations
}
