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
    /// French sentences for the user.
    public let message: String

    public init(champ: String, pointeur: String, message: String) {
        self.champ = champ
        self.pointeur = pointeur
        self.message = message
    }

    /// Found and expected, in the words of every finding of a form.
    init(_ champ: String, at pointeur: String, found: String, expected: String) {
        self.init(
            champ: champ, pointeur: pointeur, message: "Trouvé : \(found). Attendu : \(expected).")
    }

    init(_ leaf: FormTree.Leaf, found: String, expected: String) {
        self.init(leaf.champ, at: leaf.field.path.pointer, found: found, expected: expected)
    }

    /// One line, safe for a terminal.
    public var description: String {
        let place = pointeur.isEmpty ? "" : " (\(VisibleText.line(pointeur, limit: 200)))"
        return VisibleText.line("\(champ)\(place) : \(message)", limit: 2_000)
    }
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
