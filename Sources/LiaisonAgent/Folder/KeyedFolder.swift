package import LiaisonSchema

/// A folder of the agent's folder whose files have a key of their own each (`KeyedFiles`), as whoever looks after
/// it sees it, without the identity: their names, when they were last written, and their destruction.
package struct KeyedFolder {
    let name: String
    let agent: AgentFolder

    static let keys = "cles"
    private static let ending = ".clos"

    package init(_ name: String, _ agent: AgentFolder) {
        self.name = name
        self.agent = agent
    }

    func file(_ name: String) -> String { "\(self.name)/\(name)\(Self.ending)" }
    func keyFile(_ name: String) -> String { "\(Self.keys)/\(self.name)-\(name).age" }

    /// The names of its files, sorted.
    package var names: [String] {
        agent.names(in: name).filter { $0.hasSuffix(Self.ending) }
            .map { String($0.dropLast(Self.ending.count)) }
    }

    /// When that one was last written; nil when there is none.
    package func modified(_ name: String) -> Instant? { agent.modified(file(name)) }

    /// Holds that one (`FolderStore.hold`).
    func hold(_ name: String) throws -> (@Sendable () -> Void)? { try agent.hold(file(name)) }

    /// The key first. One that is not there is no error.
    package func remove(_ name: String) {
        agent.remove(keyFile(name))
        agent.remove(file(name))
    }

    /// Takes away keys that open nothing, and files that no key is left of.
    package func tidy() throws {
        try agent.locked {
            let held = Set(names)
            let head = "\(name)-"
            for key in agent.names(in: Self.keys)
            where key.hasPrefix(head) && key.hasSuffix(".age") {
                let name = String(key.dropFirst(head.count).dropLast(4))
                if !held.contains(name) { agent.remove(keyFile(name)) }
            }
            for name in held where !agent.exists(keyFile(name)) { agent.remove(file(name)) }
        }
    }
}
