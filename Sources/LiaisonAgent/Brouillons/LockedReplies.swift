internal import LiaisonBase
internal import LiaisonCrypto
package import LiaisonSchema

/// An answer that its page sent while the identity was closed: sealed to the agent's public half, shown again on the
/// page of the same fiche once it is open. One for each fiche: the last one typed stands.
package struct LockedReplies: Sendable {
    private let agent: AgentFolder
    private static let folder = "reponses-attente"
    /// How many may wait, and the bytes of one.
    private static let most = 200
    private static let limit = 1 << 20

    package init(_ agent: AgentFolder) { self.agent = agent }

    /// Keeps what was typed.
    ///
    /// - Parameter fields: by the names under which its page sends them.
    /// - Throws: exit 75 when too many wait, 65 for more than is kept: the page is still on the screen.
    package func keep(_ fields: [(name: String, value: String)], of key: PliKey) throws {
        let plain = Array(
            JSONValue.array(
                fields.map {
                    .object(
                        JSONObject([("champ", .string($0.name)), ("valeur", .string($0.value))]))
                }
            ).text.utf8)
        guard plain.count <= Self.limit - (1 << 16) else {
            throw AgentError(.data, "C'est plus que ce qu'une réponse garde.")
        }
        let sealed = try Age.seal(plain, to: [agent.agentActe().destinataire])
        try agent.locked {
            guard agent.names(in: Self.folder).count < Self.most else {
                throw AgentError(
                    .tryAgain, "Trop de saisies attendent que votre identité soit ouverte.",
                    next: "Ouvrez-la, puis enregistrez de nouveau.")
            }
            try agent.makeFolder(Self.folder)
            try agent.write(sealed, to: Self.name(key), replacing: true)
        }
    }

    /// What waits for that fiche, once: from then on it is on the screen.
    package func take(_ key: PliKey, _ session: Session) -> [(name: String, value: String)]? {
        let name = Self.name(key)
        guard let sealed = try? agent.read(name, limit: Self.limit),
            let plain = try? Age.open(sealed, with: session.identity.all),
            let values = (try? JSONValue.parse(plain))?.array
        else { return nil }
        agent.remove(name)
        return values.compactMap { value in
            guard let object = value.object, let name = object["champ"]?.string,
                let text = object["valeur"]?.string
            else { return nil }
            return (name: name, value: text)
        }
    }

    /// Takes away what waited for longer than a draft is kept.
    func purge(on today: CalendarDate) {
        for name in agent.names(in: Self.folder) {
            let path = "\(Self.folder)/\(name)"
            guard let came = agent.modified(path) else { continue }
            if SealedDraft.echeance(savedAt: came) < today { agent.remove(path) }
        }
    }

    /// Tells nothing of the fiche to who sees the folder.
    private static func name(_ key: PliKey) -> String {
        "\(folder)/\(Hex.encode(Hash.sha256(Array(key.description.utf8)).prefix(16))).age"
    }
}
