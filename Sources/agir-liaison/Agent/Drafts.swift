import LiaisonCrypto
import LiaisonSchema

/// The fiches that somebody is filling in, one file each in the agent's folder, saved at each answer.
struct Drafts {
    private let folder: String

    init(_ folder: AgentFolder) {
        self.folder = folder.file("brouillons")
    }

    struct Draft {
        let path: String
        let modele: FicheModele
        let content: JSONObject
        let link: FicheLink

        /// The person's name, for choosing among several.
        var title: String {
            let names = ["nom", "prenom"].compactMap {
                content["beneficiaire"]?.object?[$0]?.string
            }
            return names.isEmpty ? "sans nom" : Output.visible(names.joined(separator: " "))
        }
    }

    /// A name for a new one.
    func newPath() throws -> String {
        try PrivateFile.makeFolder(folder)
        return "\(folder)/\(PliID.random()).json"
    }

    func save(_ content: JSONObject, link: FicheLink, to path: String) throws {
        var object = JSONObject()
        object["fiche"] = .object(content)
        link.write(into: &object)
        try PrivateFile.write(JSONValue.object(object).indentedText.utf8, to: path, replacing: true)
    }

    /// The files that are there.
    var paths: [String] {
        PrivateFile.names(in: folder).filter { $0.hasSuffix(".json") }
            .map { FilePath.absolute("\(folder)/\($0)") }
    }

    /// Those that can be taken up again, the last one saved first.
    func all() -> [Draft] {
        paths.compactMap { path -> (draft: Draft, saved: Instant)? in
            guard let bytes = try? PrivateFile.read(path, limit: 2 * Fiche.maximumBytes),
                let object = (try? JSONValue.parse(bytes))?.object,
                let content = object["fiche"]?.object,
                let modele = content["modele"]?.string.flatMap({ FicheModele(rawValue: $0) }),
                let saved = FilePath.modified(path)
            else { return nil }
            let draft = Draft(
                path: path, modele: modele, content: content, link: FicheLink(object))
            return (draft, saved)
        }
        .sorted { $0.saved > $1.saved }.map(\.draft)
    }
}

/// The fiche that another one answers or replaces.
struct FicheLink: Equatable {
    var reponseA: PliID?
    var remplace: PliID?

    static let none = FicheLink()

    init(reponseA: PliID? = nil, remplace: PliID? = nil) {
        self.reponseA = reponseA
        self.remplace = remplace
    }

    init(_ object: JSONObject) {
        reponseA = object["reponseA"]?.string.flatMap { PliID($0) }
        remplace = object["remplace"]?.string.flatMap { PliID($0) }
    }

    func write(into object: inout JSONObject) {
        object["reponseA"] = reponseA.map { .string($0.text) }
        object["remplace"] = remplace.map { .string($0.text) }
    }
}

/// Which fiche files answer or replace another fiche. The form has no place for it (fiches.md, closed
/// lists of keys): the agent's folder remembers it by the file's path until the fiche is sealed.
struct FicheLinks {
    private let file: String
    private var object: JSONObject

    init(_ folder: AgentFolder) {
        file = folder.file("liens.json")
        let bytes = try? PrivateFile.read(file, limit: 1 << 20)
        object = bytes.flatMap { (try? JSONValue.parse($0))?.object } ?? JSONObject()
    }

    subscript(path: String) -> FicheLink {
        get { object[FilePath.absolute(path)]?.object.map { FicheLink($0) } ?? .none }
        set {
            var entry = JSONObject()
            newValue.write(into: &entry)
            object[FilePath.absolute(path)] = entry.isEmpty ? nil : .object(entry)
        }
    }

    func save() throws {
        try PrivateFile.write(JSONValue.object(object).indentedText.utf8, to: file, replacing: true)
    }

    /// Forgets those files.
    static func forget(_ paths: [String], _ folder: AgentFolder) throws {
        var links = FicheLinks(folder)
        let before = links.object
        for path in paths { links[path] = .none }
        if links.object != before { try links.save() }
    }
}
