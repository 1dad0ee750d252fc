package import LiaisonBase
package import LiaisonSchema

/// What a fiche says of its author, known before anything is asked: the structure from its card, the
/// rest as this agent last wrote it.
package struct OwnContact {
    private let folder: AgentFolder
    private let own: Carte?

    /// An agent without a structure yet, or without an identity, has nothing to start from.
    package init(_ folder: AgentFolder) {
        self.folder = folder
        own = try? folder.ownCard().carte
    }

    private static let keys = ["nom", "prenom", "fonction", "telephone", "courriel"]
    private static let file = "contact.json"

    /// The direction in which this agent writes; nil outside a structure.
    package var sens: Sens? { own.map { Sens(author: $0.type) } }

    /// A fiche in which only this is filled in, and the date.
    package func prefilled(on today: CalendarDate) -> JSONObject {
        var content = JSONObject()
        content["faitLe"] = .string(today.description)
        guard let sens, let own else { return content }
        content["sens"] = .string(sens.rawValue)
        let kept = remembered()
        content["faitA"] = kept?["faitA"]
        var block = JSONObject()
        block["structure"] = .string(own.libelle)
        if let agent = try? folder.agentActe() { block["fonction"] = .string(agent.fonction) }
        block["courriel"] = own.courriel.map { .string($0) }
        for key in Self.keys {
            if let value = kept?["contact"]?.object?[key] { block[key] = value }
        }
        content[sens.authorBlock] = .object(block)
        return content
    }

    /// Keeps the author's block of a finished fiche for the next one.
    package func remember(_ content: JSONObject) throws {
        guard let sens, let block = content[sens.authorBlock]?.object else { return }
        var kept = JSONObject()
        for key in Self.keys { kept[key] = block[key] }
        var object = JSONObject()
        object["contact"] = .object(kept)
        object["faitA"] = content["faitA"]
        try folder.makeFolder("")
        try folder.write(
            JSONValue.object(object).indentedText.utf8, to: Self.file, replacing: true)
    }

    private func remembered() -> JSONObject? {
        let bytes = try? folder.read(Self.file, limit: 64 * 1_024)
        return bytes.flatMap { (try? JSONValue.parse($0))?.object }
    }
}
