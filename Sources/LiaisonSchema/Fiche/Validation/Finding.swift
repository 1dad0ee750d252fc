import LiaisonBase

/// A defect of a fiche, or a doubt about it: which field, what was found, what is expected
/// (fiches.md, «Rules that cross fields»).
///
/// Beyond the place and the kind of defect it repeats nothing of the beneficiary's data.
public struct Finding: Sendable, Equatable, CustomStringConvertible {
    /// The field's label on the form.
    public let champ: String
    /// JSON pointer (RFC 6901). May hold a stranger's key as it came: print `description`.
    public let pointeur: String
    /// French sentences for who writes `fiche.json`: keys and values as they stand there (`--json`).
    public let message: String
    /// The same for who reads the form: its labels, its lists, dates as people write them. A key is named only
    /// where the form has nothing of the kind.
    public let words: String

    /// - Parameter words: nil where the message serves both.
    public init(champ: String, pointeur: String, message: String, words: String? = nil) {
        self.champ = champ
        self.pointeur = pointeur
        self.message = message
        self.words = words ?? message
    }

    /// Found and expected, in the words of every finding of a form.
    ///
    /// - Parameters:
    ///   - seen: what was found, for who reads the form; nil where it is the same.
    ///   - asked: what is expected, likewise.
    init(
        _ champ: String, at pointeur: String, found: String, expected: String, seen: String? = nil,
        asked: String? = nil
    ) {
        self.init(
            champ: champ, pointeur: pointeur, message: Self.sentences(found, expected),
            words: Self.sentences(seen ?? found, asked ?? expected))
    }

    init(
        _ leaf: FormTree.Leaf, found: String, expected: String, seen: String? = nil,
        asked: String? = nil
    ) {
        self.init(
            leaf.champ, at: leaf.field.path.pointer, found: found, expected: expected, seen: seen,
            asked: asked)
    }

    private static func sentences(_ found: String, _ expected: String) -> String {
        "Trouvé : \(found). Attendu : \(expected)."
    }

    /// One line for people, safe for a terminal.
    public var description: String { VisibleText.line("\(champ) : \(words)", limit: 2_000) }
}

/// What validation says of one `fiche.json`.
public struct ValidationReport: Sendable {
    /// All errors, in the form's order. A fiche with one is neither sealed nor accepted.
    public let erreurs: [Finding]
    /// Doubts that the author confirms, in the form's order.
    public let avertissements: [Finding]
    /// Nil exactly when there are errors.
    public let fiche: Fiche?
}
