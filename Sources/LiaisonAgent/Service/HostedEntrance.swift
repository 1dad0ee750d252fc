import LiaisonHTTP

extension Session {
    /// Tells the daemon that this agent came into her bureau, on the structure's server: once a session of the
    /// front, when her phrase opened her identity.
    ///
    /// - Parameter hadWrongCodes: whether the front says that wrong codes were tried for her name since the time
    ///   before.
    /// - Throws: exit 77 where no DPO decided that bureaux are hosted: it closes again.
    package func tellEntrance(afterWrongCodes hadWrongCodes: Bool) throws {
        _ = try client.request(
            "POST", Routes.localEntrance(afterWrongCodes: hadWrongCodes))
    }
}
