import LiaisonCrypto
import LiaisonSchema

/// A fiche, as the boxes and the daemon name it.
struct FicheName: Hashable {
    let de: StructureName
    let id: PliID

    init(_ de: StructureName, _ id: PliID) {
        self.de = de
        self.id = id
    }

    init(_ manifest: Manifest) { self.init(manifest.structure, manifest.id) }

    /// Reads `text`.
    init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, let de = StructureName(String(words[0])),
            let id = PliID(String(words[1]))
        else { return nil }
        self.init(de, id)
    }

    var text: String { "\(de) \(id)" }
}

/// A plaintext file about persons on this machine: one that this program wrote, or sealed from.
struct Copie: Equatable {
    enum Nature: String {
        /// A part of an opened fiche.
        case piece
        case fiche, tableau, brouillon

        var french: String { self == .piece ? "pièce" : rawValue }
    }

    /// What the content comes from.
    struct Source: Equatable {
        static let none = Source()

        var fiches: [FicheName] = []
        /// Another file, whose fiche may be known later than this one is written.
        var fichier: String?

        mutating func add(_ others: [FicheName]) {
            for fiche in others where !fiches.contains(fiche) { fiches.append(fiche) }
        }
    }

    /// As `FilePath.absolute` gives it.
    let chemin: String
    let nature: Nature
    let ecrit: Instant
    var source: Source
    /// In the last listing shown.
    var numero: Int?

    init(chemin: String, nature: Nature, ecrit: Instant, source: Source = .none) {
        self.chemin = chemin
        self.nature = nature
        self.ecrit = ecrit
        self.source = source
    }

    /// The fiche it holds; a table holds several.
    var fiche: FicheName? { nature == .tableau ? nil : source.fiches.last }

    func isDestroyed(_ destroyed: Set<FicheName>) -> Bool {
        source.fiches.contains(where: destroyed.contains)
    }

    // MARK: In the sealed list

    init?(_ object: JSONObject) {
        guard let chemin = object["chemin"]?.string,
            let nature = object["nature"]?.string.flatMap({ Nature(rawValue: $0) }),
            let ecrit = object["ecrit"]?.string.flatMap({ Instant($0) })
        else { return nil }
        self.init(
            chemin: chemin, nature: nature, ecrit: ecrit,
            source: Source(
                fiches: (object["fiches"]?.array ?? []).compactMap {
                    $0.string.flatMap { FicheName($0) }
                },
                fichier: object["fichier"]?.string))
        numero = object["numero"]?.integer.map { Int($0) }
    }

    var object: JSONObject {
        JSONObject([
            ("chemin", .string(chemin)), ("nature", .string(nature.rawValue)),
            ("ecrit", .string(ecrit.description)),
            ("fiches", .array(source.fiches.map { .string($0.text) })),
            ("fichier", source.fichier.map { .string($0) }),
            ("numero", numero.map { .integer(Int64($0)) }),
        ])
    }
}
