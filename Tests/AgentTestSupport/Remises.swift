package import LiaisonAgent
import LiaisonBase
import Synchronization

/// A person's hands in memory: the files that were made, the phrases that were shown.
package final class Remises: Sendable {
    private struct State {
        var files: [(name: String, bytes: [UInt8])] = []
        var shown: [Handover.SecretMessage] = []
    }

    private let state = Mutex(State())
    private let hasScreen: Bool
    private let before: @Sendable (String) throws -> Void

    /// - Parameters:
    ///   - hasScreen: whether there is a terminal to show a phrase on.
    ///   - before: called with the name of each file, before it is there.
    package init(
        hasScreen: Bool = true, before: @escaping @Sendable (String) throws -> Void = { _ in }
    ) {
        self.hasScreen = hasScreen
        self.before = before
    }

    package var files: [(name: String, bytes: [UInt8])] { state.withLock(\.files) }
    package var shown: [Handover.SecretMessage] { state.withLock(\.shown) }

    package var hands: Handover.Hands {
        .init(
            write: { name, bytes, placing in
                let path = "/ailleurs/\(name)"
                placing(path)
                try self.before(name)
                self.state.withLock { $0.files.append((name, bytes)) }
                return path
            },
            screen: {
                guard self.hasScreen else { throw AgentError(.usage, "Pas de terminal.") }
                return { message in self.state.withLock { $0.shown.append(message) } }
            })
    }
}
