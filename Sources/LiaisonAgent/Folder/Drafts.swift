package import LiaisonBase
package import LiaisonSchema

/// The fiches that somebody is filling in, one file each in the agent's folder, saved at each answer.
package struct Drafts {
    private static let folder = "brouillons"
    private let agent: AgentFolder

    package init(_ folder: AgentFolder) { agent = folder }

    package struct Draft {
        package let path: String
        package let modele: FicheModele
        package let content: JSONObject
        package let link: FicheLink
        /// Where the questions stopped; nil for a draft of an earlier version: they begin.
        package let place: InterviewPlace?

        /// The person's name, for choosing among several.
        package var title: String {
            let names = ["nom", "prenom"].compactMap {
                content["beneficiaire"]?.object?[$0]?.string
            }
            return names.isEmpty ? "sans nom" : VisibleText.line(names.joined(separator: " "))
        }
    }

    /// A name for a new one.
    package func newPath() throws -> String {
        try agent.makeFolder(Self.folder)
        return "\(Self.folder)/\(PliID.random()).json"
    }

    package func save(
        _ content: JSONObject, link: FicheLink, at place: InterviewPlace, to path: String
    ) throws {
        var object = JSONObject()
        object["fiche"] = .object(content)
        object["ou"] = .object(place.object)
        link.write(into: &object)
        try agent.write(JSONValue.object(object).indentedText.utf8, to: path, replacing: true)
    }

    /// One that is finished, or not wanted any more.
    package func remove(_ path: String) { agent.remove(path) }

    /// Their paths.
    package var files: [String] { paths.map(file) }

    /// The path of one of them, for the list of copies.
    package func file(_ path: String) -> String { FilePath.absolute("\(agent.path)/\(path)") }

    /// Those that are there.
    package var paths: [String] {
        agent.names(in: Self.folder).filter { $0.hasSuffix(".json") }
            .map { "\(Self.folder)/\($0)" }
    }

    /// Those that can be taken up again, the last one saved first.
    package func all() -> [Draft] {
        paths.compactMap { path -> (draft: Draft, saved: Instant)? in
            guard let bytes = try? agent.read(path, limit: 2 * Fiche.maximumBytes),
                let object = (try? JSONValue.parse(bytes))?.object,
                let content = object["fiche"]?.object,
                let modele = content["modele"]?.string.flatMap({ FicheModele(rawValue: $0) }),
                let saved = agent.modified(path)
            else { return nil }
            let draft = Draft(
                path: path, modele: modele, content: content, link: FicheLink(object),
                place: object["ou"]?.object.map { InterviewPlace($0) })
            return (draft, saved)
        }
        .sorted { $0.saved > $1.saved }.map(\.draft)
    }
}
