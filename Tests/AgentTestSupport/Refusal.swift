package import LiaisonAgent

/// What a workflow refuses with; nil when it goes through.
package func refusal(_ body: () throws -> Void) -> AgentError.Code? {
    do {
        try body()
        return nil
    } catch {
        return AgentError(error).code
    }
}
