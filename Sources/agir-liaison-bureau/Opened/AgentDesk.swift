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
        let notices: [AgentNotice]
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
    /// What other users of the machine could open, until a page says it: it is true once, of whatever work came
    /// first, and that one may show nothing.
    private let narrowed = Mutex<[AgentNotice]>([])

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
        let keep: @Sendable (AgentNotice) -> Void = { notice in
            self.narrowed.withLock { $0.append(notice) }
        }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Swift.Result {
                        let heard = Heard()
                        let context = try contexts(
                            { try vault.identity() },
                            { $0.isSaidOnce ? keep($0) : heard.notices.append($0) })
                        do {
                            let result = try work(context)
                            return Done(result: result, notices: heard.notices)
                        } catch {
                            // The card names new keys, and the vault holds those before.
                            guard heard.notices.contains(.trust(.newKeysInUse)) else {
                                throw error
                            }
                            vault.lock()
                            throw Vault.Locked()
                        }
                    })
            }
        }
    }

    /// What is still to be said of it, once.
    func takeNarrowed() -> [AgentNotice] {
        narrowed.withLock { notices in
            defer { notices = [] }
            return notices
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

    /// What one work hears: on its queue alone.
    private final class Heard {
        var notices: [AgentNotice] = []
    }
}

extension AgentNotice {
    /// Whether no later work finds it again.
    fileprivate var isSaidOnce: Bool {
        guard case .trust(.readableByOthers(let file)) = self else { return false }
        return file.isRepaired
    }
}
