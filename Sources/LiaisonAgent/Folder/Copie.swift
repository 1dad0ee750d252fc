package import LiaisonBase
package import LiaisonSchema

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

        package var fiches: [PliKey] = []
        /// Another file, whose fiche may be known later than this one is written.
        package var fichier: String?

        package init(fiches: [PliKey] = [], fichier: String? = nil) {
            self.fiches = fiches
            self.fichier = fichier
        }

        package mutating func add(_ others: [PliKey]) {
            for fiche in others where !fiches.contains(fiche) { fiches.append(fiche) }
        }
    }

    /// As `FilePath.absolute` gives it; of one that a browser saved, its name alone.
    package let chemin: String
    /// Whether a browser saved it: where it is, and when it is gone, only its agent knows.
    package let isOutside: Bool
    package let nature: Nature
    package let ecrit: Instant
    package var source: Source
    /// In the last listing shown.
    package var numero: Int?

    package init(
        chemin: String, nature: Nature, ecrit: Instant, source: Source = .none,
        isOutside: Bool = false
    ) {
        self.chemin = chemin
        self.isOutside = isOutside
        self.nature = nature
        self.ecrit = ecrit
        self.source = source
    }

    /// The fiche it holds; a table holds several.
    package var fiche: PliKey? { nature == .tableau ? nil : source.fiches.last }

    package func isDestroyed(_ destroyed: Set<PliKey>) -> Bool {
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
                    $0.string.flatMap { PliKey($0) }
                },
                fichier: object["fichier"]?.string),
            isOutside: object["dehors"]?.bool == true)
        numero = object["numero"]?.integer.map { Int($0) }
    }

    package var object: JSONObject {
        JSONObject([
            ("chemin", .string(chemin)), ("nature", .string(nature.rawValue)),
            ("ecrit", .string(ecrit.description)),
            ("fiches", .array(source.fiches.map { .string($0.description) })),
            ("fichier", source.fichier.map { .string($0) }),
            ("dehors", isOutside ? .bool(true) : nil),
            ("numero", numero.map { .integer(Int64($0)) }),
        ])
    }
}
