import LiaisonHTTP
package import LiaisonSchema

/// A partner out of the contacts: nothing goes there any more, nor comes from there. What was exchanged
/// stays.
package struct ContactRemoval {
    package enum Question: Equatable, Sendable { case remove(StructureName) }

    package struct Plan {
        fileprivate let session: Session
        package let structure: StructureName
        package var questions: [Question] { [.remove(structure)] }
    }

    package static func plan(_ text: String, _ context: AgentContext) throws -> Plan {
        let session = try Session.open(context).synchronizedIfReachable()
        try session.require(.importContact)
        let declared = StructureName(text).flatMap { session.declared($0)?.structure }
        let name = try declared ?? session.folder.card(of: text).carte.structure
        guard name != session.own.structure else {
            throw AgentError(.usage, "C'est votre propre structure.")
        }
        return Plan(session: session, structure: name)
    }

    /// - Throws: exit 64 when it is not confirmed.
    package static func execute(_ plan: Plan, isConfirmed: Bool) throws {
        guard isConfirmed else { throw AgentError(.usage, "Rien n'est retiré.") }
        let session = plan.session
        do {
            _ = try session.client.request("DELETE", Routes.localContact(plan.structure))
        } catch let problem as Problem where problem.status == 404 {
            session.context.notify(.trust(.unknownToService))
        }
        try session.folder.locked { try session.folder.removeContact(plan.structure) }
    }
}
