/// What a person is told of how long fiches are kept.
package enum RetentionNotice: Equatable, Sendable {
    /// Several DT OFII are contacts, and none was named: none is told.
    case severalOffices
}
