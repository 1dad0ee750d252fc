import LiaisonHTTP
package import LiaisonSchema

/// All exchange with a partner, suspended or taken up again; breaches and persons' rights go on.
package enum SuspendContact {
    /// - Parameters:
    ///   - text: the structure.
    ///   - motif: nil: the exchange is taken up again.
    /// - Returns: whose it is.
    package static func execute(
        _ text: String, for motif: ContactSuspension.Motif?, _ context: AgentContext
    ) throws -> StructureName {
        let session = try Session.open(context).synchronize()
        try session.require(.importContact)
        let name = try session.folder.card(of: text).carte.structure
        guard name != session.own.structure else {
            throw AgentError(.usage, "C'est votre propre structure.")
        }
        _ = try session.client.request(
            motif == nil ? "DELETE" : "PUT", Routes.localSuspendedContact(name, motif))
        return name
    }
}
