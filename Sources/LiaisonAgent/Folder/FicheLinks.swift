package import LiaisonBase
package import LiaisonSchema

/// The fiche that another one answers or replaces.
package struct FicheLink: Equatable, Sendable {
    package var reponseA: PliID?
    package var remplace: PliID?

    package static let none = FicheLink()

    package init(reponseA: PliID? = nil, remplace: PliID? = nil) {
        self.reponseA = reponseA
        self.remplace = remplace
    }

    package init(_ object: JSONObject) {
        reponseA = object["reponseA"]?.string.flatMap { PliID($0) }
        remplace = object["remplace"]?.string.flatMap { PliID($0) }
    }

    package func write(into object: inout JSONObject) {
        object["reponseA"] = reponseA.map { .string($0.text) }
        object["remplace"] = remplace.map { .string($0.text) }
    }
}

/// Which fiche files answer or replace another fiche. The form has no place for it (fiches.md, closed
/// lists of keys): the agent's folder remembers it by the file's path until the fiche is sealed.
package struct FicheLinks {
    private static let file = "liens.json"
    private let folder: AgentFolder
    private var object: JSONObject

    package init(_ folder: AgentFolder) {
        self.folder = folder
        let bytes = try? folder.read(Self.file, limit: 1 << 20)
        object = bytes.flatMap { (try? JSONValue.parse($0))?.object } ?? JSONObject()
    }

    package subscript(path: String) -> FicheLink {
        get { object[FilePath.absolute(path)]?.object.map { FicheLink($0) } ?? .none }
        set {
            var entry = JSONObject()
            newValue.write(into: &entry)
            object[FilePath.absolute(path)] = entry.isEmpty ? nil : .object(entry)
        }
    }

    /// Forgets those files.
    package static func forget(_ paths: [String], _ folder: AgentFolder) throws {
        guard folder.exists(file) else { return }
        try update(folder) { links in
            for path in paths { links[path] = .none }
        }
    }

    /// Changes it, and writes it when something changed. The lock spans reading and writing.
    package static func update(
        _ folder: AgentFolder, _ change: (inout FicheLinks) -> Void
    ) throws {
        try folder.locked {
            var links = FicheLinks(folder)
            let before = links.object
            change(&links)
            guard links.object != before else { return }
            try folder.write(
                JSONValue.object(links.object).indentedText.utf8, to: file, replacing: true)
        }
    }
}
