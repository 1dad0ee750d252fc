import Dispatch
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Synchronization

/// Where the agent's work is done: off the event loops, one work at a time, each with a context of its own, with
/// the identity that the vault holds. Nothing is asked: what a page asks, it asks before.
final class AgentDesk: Sendable {
    /// What a work came to, and what was said meanwhile.
    struct Done<Result: Sendable>: Sendable {
        let result: Result
        fileprivate let heard: Heard

        /// For the page that says them: none the second time. What no page asks for is said by the next one.
        var notices: [AgentNotice] { heard.take() }
    }

    /// Makes the context of one work, for what holds the identity and hears the notices.
    typealias Contexts =
        @Sendable (
            _ held: @escaping () throws -> AgentIdentity,
            _ show: @escaping (AgentNotice) -> Void
        ) throws -> AgentContext

    let vault: Vault
    private let contexts: Contexts
    private let queue = DispatchQueue(label: "agent")

    init(vault: Vault, contexts: @escaping Contexts) {
        self.vault = vault
        self.contexts = contexts
    }

    /// - Throws: `Vault.Locked`; what the work throws.
    func run<Result: Sendable>(
        _ work: @escaping @Sendable (Session) throws -> Result
    ) async throws -> Done<Result> {
        try await perform { context in try work(try Session.open(context)) }
    }

    /// What needs no identity.
    func perform<Result: Sendable>(
        _ work: @escaping @Sendable (AgentContext) throws -> Result
    ) async throws -> Done<Result> {
        let (vault, contexts) = (vault, contexts)
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Swift.Result {
                        let heard = Heard(vault.given)
                        let context = try contexts(
                            { try vault.identity() }, { heard.hear($0) })
                        do {
                            return Done(result: try work(context), heard: heard)
                        } catch {
                            // The card names new keys, and the vault holds those before.
                            guard heard.has(.trust(.newKeysInUse)) else { throw error }
                            vault.lock()
                            throw Vault.Locked()
                        }
                    })
            }
        }
    }

    /// Tries the phrase; opens the vault when it fits.
    ///
    /// - Parameter phrase: nil where the identity has none.
    /// - Throws: `CryptoError` `.passphrase`; `Vault.Locked` when it was ended meanwhile; what keeps the file from
    ///   being read.
    func unlock(_ phrase: SecretBytes?) async throws {
        let vault = vault
        // Trying a phrase takes a second or two: a session that began meanwhile is not opened by it.
        let ends = vault.ends
        let isOpen = try await perform { context -> Bool in
            context.tend()
            let bytes = try context.folder.read("identite.age", limit: 1 << 20)
            guard SealedFile.isSealed(bytes) else {
                return vault.open(try AgentIdentity(fileBytes: bytes), asked: ends)
            }
            guard let phrase else { throw Vault.Locked() }
            var content = try TypedSecret.opening(phrase) {
                try SealedFile.open(bytes, passphrase: $0)
            }
            defer { Sodium.wipe(&content) }
            return vault.open(try AgentIdentity(fileBytes: content), asked: ends)
        }.result
        guard isOpen else { throw Vault.Locked() }
    }

    /// What one work says: for its own page, once; for the next one what that page did not take, as when the work
    /// led to another page or failed, and what is said once the page is made.
    fileprivate final class Heard: Sendable {
        private struct State {
            var notices: [AgentNotice] = []
            var isTaken = false
        }

        private let state = Mutex(State())
        private let given: GivenPages
        private let closings: Int

        init(_ given: GivenPages) {
            self.given = given
            closings = given.closings
        }

        deinit { given.leave(state.withLock(\.notices), since: closings) }

        func hear(_ notice: AgentNotice) {
            let isLate = state.withLock { state in
                // What a work does twice, as for each box, is said once.
                if !state.isTaken, !state.notices.contains(notice) {
                    state.notices.append(notice)
                }
                return state.isTaken
            }
            if isLate { given.leave([notice], since: closings) }
        }

        func has(_ notice: AgentNotice) -> Bool {
            state.withLock { $0.notices.contains(notice) }
        }

        func take() -> [AgentNotice] {
            state.withLock { state in
                defer { state = State(isTaken: true) }
                return state.notices
            }
        }
    }
}
