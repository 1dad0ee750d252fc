package import LiaisonSchema

extension Session {
    /// Opens the identity, brings what the daemon knows here, and checks the role.
    package static func ready(
        _ context: AgentContext, for permission: Permission
    ) throws -> Session {
        let session = try open(context).synchronize()
        try session.require(permission)
        return session
    }
}
