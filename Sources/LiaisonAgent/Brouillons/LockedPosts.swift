internal import LiaisonBase
import LiaisonCrypto
package import LiaisonSchema

/// What pages sent while the identity was closed: sealed to the agent's public half, for which nobody is asked
/// anything, and taken into the drafts when the identity is open again. Nothing typed is lost to a lock.
package struct LockedPosts: Sendable {
    private let agent: AgentFolder
    private static let folder = "brouillons-attente"
    private static let ending = ".age"

    /// How many may wait, and the bytes of one.
    private static let most = 200
    private static let limit = 4 << 20

    package init(_ agent: AgentFolder) { self.agent = agent }

    /// In the order in which they came.
    private var names: [String] {
        agent.names(in: Self.folder).filter { $0.hasSuffix(Self.ending) }
    }

    /// Keeps one.
    ///
    /// - Throws: exit 75 when too many wait: the page is still on the screen.
    package func add(_ post: DraftPost, to draft: PliID) throws {
        let object = JSONObject([
            ("brouillon", .string(draft.text)), ("champs", post.value),
        ])
        let plain = Array(JSONValue.object(object).text.utf8)
        guard plain.count <= Self.limit - (1 << 16) else {
            throw AgentError(.data, "C'est plus que ce qu'un brouillon garde.")
        }
        let sealed = try Age.seal(plain, to: [agent.agentActe().destinataire])
        try agent.locked {
            guard names.count < Self.most else {
                throw AgentError(
                    .tryAgain, "Trop de saisies attendent que votre identité soit ouverte.",
                    next: "Ouvrez-la, puis enregistrez de nouveau.")
            }
            try agent.makeFolder(Self.folder)
            try agent.write(sealed, to: "\(Self.folder)/\(next())")
        }
    }

    /// Sorts behind those that are there.
    private func next() -> String {
        let last = names.last.flatMap { Int($0.dropLast(Self.ending.count)) } ?? 0
        let number = String(last + 1)
        return String(repeating: "0", count: max(0, 8 - number.count)) + number + Self.ending
    }

    /// What waits, the oldest first, with the names to `remove` once it is taken in. What another identity sealed
    /// is passed over.
    func all(_ identity: AgentIdentity) -> [(name: String, draft: PliID, post: DraftPost)] {
        names.compactMap { name in
            guard let sealed = try? agent.read("\(Self.folder)/\(name)", limit: Self.limit),
                let bytes = try? Age.open(sealed, with: identity.all),
                let object = (try? JSONValue.parse(bytes))?.object,
                let draft = object["brouillon"]?.string.flatMap({ PliID($0) }),
                let post = object["champs"].flatMap({ DraftPost($0) })
            else { return nil }
            return (name, draft, post)
        }
    }

    func remove(_ name: String) { agent.remove("\(Self.folder)/\(name)") }

    /// Takes away what waited for longer than a draft is kept.
    func purge(on today: CalendarDate) {
        for name in names {
            guard let came = agent.modified("\(Self.folder)/\(name)") else { continue }
            if SealedDraft.echeance(savedAt: came) < today { remove(name) }
        }
    }
}
