public import LiaisonSchema
internal import LiaisonStore

/// Requests dated ahead of our clock, which would be new again after a restart (formats.md, «Peer protocol»).
extension Office {
    /// At a start: up to when those of each signer were dated, in seconds since 1970.
    public func signedAhead() throws -> [String: Int64] {
        try store.write(at: now()) { transaction in
            try transaction.forgetSignedAhead()
            return try transaction.view.signedAhead()
        }
    }

    /// Before it is acted on.
    public func noteSignedAhead(_ created: Int64, by signer: KeyName) throws {
        try store.write(at: now()) {
            try $0.noteSignedAhead(created, by: signer.description)
        }
    }
}
