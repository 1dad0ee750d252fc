package import LiaisonCrypto
package import LiaisonSchema

/// A fiche, as the boxes and the daemon name it.
package struct FicheName: Hashable {
    package let de: StructureName
    package let id: PliID

    package init(_ de: StructureName, _ id: PliID) {
        self.de = de
        self.id = id
    }

    package init(_ manifest: Manifest) { self.init(manifest.structure, manifest.id) }

    /// Reads `text`.
    package init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, let de = StructureName(String(words[0])),
            let id = PliID(String(words[1]))
        else { return nil }
        self.init(de, id)
    }

    package var text: String { "\(de) \(id)" }
}

/// A plaintext file about persons on this machine: one that this program wrote, or sealed from.
package struct Copie: Equatable {
    package enum Nature: String {
        /// A part of an opened fiche.
        case piece
        case fiche, tableau, brouillon

        package var french: String { self == .piece ? "pièce" : rawValue }
    }

    /// What the content comes from.
    package struct Source: Equatable {
        package static let none = Source()

        package var fiches: [FicheName] = []
        /// Another file, whose fiche may be known later than this one is written.
        package var fichier: String?

        package init(fiches: [FicheName] = [], fichier: String? = nil) {
            self.fiches = fiches
            self.fichier = fichier
        }

        package mutating func add(_ others: [FicheName]) {
            for fiche in others where !fiches.contains(fiche) { fiches.append(fiche) }
        }
    }

    /// As `FilePath.absolute` gives it.
    package let chemin: String
    package let nature: Nature
    package let ecrit: Instant
    package var source: Source
    /// In the last listing shown.
    package var numero: Int?

    package init(chemin: String, nature: Nature, ecrit: Instant, source: Source = .none) {
        self.chemin = chemin
        self.nature = nature
        self.ecrit = ecrit
        self.source = source
    }

    /// The fiche it holds; a table holds several.
    package var fiche: FicheName? { nature == .tableau ? nil : source.fiches.last }

    package func isDestroyed(_ destroyed: Set<FicheName>) -> Bool {
        source.fiches.contains(where: destroyed.contains)
    }

    // MARK: In the sealed list

    package init?(_ object: JSONObject) {
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

    package var object: JSONObject {
        JSONObject([
            ("chemin", .string(chemin)), ("nature", .string(nature.rawValue)),
            ("ecrit", .string(ecrit.description)),
            ("fiches", .array(source.fiches.map { .string($0.text) })),
            ("fichier", source.fichier.map { .string($0) }),
            ("numero", numero.map { .integer(Int64($0)) }),
        ])
    }
}
