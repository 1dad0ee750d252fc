/// What is wrong with one field of a fiche that is being filled in, in words for who fills it in: which
/// field, what is wrong, what is expected, an example.
public struct FormError: Sendable, Equatable {
    public let path: FormPath
    /// As the form names the field, block included; with what is asked where several share that name.
    public let label: String
    /// A sentence. It never repeats what was typed.
    public let message: String
    /// Nil where the sentence says it all.
    public let expected: String?
    public let example: String?
    /// Whether nothing stands there yet: a page that was not left yet need not say so.
    public let isMissing: Bool

    /// Something typed that its field does not take.
    init(_ leaf: FormTree.Leaf, refused message: String) {
        self.init(leaf, message, isMissing: false)
    }

    private init(_ leaf: FormTree.Leaf, _ message: String, isMissing: Bool) {
        path = leaf.field.path
        label = Self.label(leaf)
        self.message = message
        expected = FieldWords.expected(leaf.field)
        example = FieldWords.example(leaf.field)
        self.isMissing = isMissing
    }

    /// Something that is said on its own, without what the field takes.
    private init(_ leaf: FormTree.Leaf, said message: String, expected: String, isMissing: Bool) {
        path = leaf.field.path
        label = Self.label(leaf)
        self.message = message
        self.expected = expected
        example = nil
        self.isMissing = isMissing
    }

    private static func label(_ leaf: FormTree.Leaf) -> String {
        leaf.champ + (leaf.field.name.map { ", \($0)" } ?? "")
    }

    /// What validation found where everything typed is right by itself. Its words for `fiche.json` give way
    /// to words for a page.
    init(_ finding: Finding, _ leaf: FormTree.Leaf, in entries: FormEntries) {
        let isMissing = entries[leaf.field.path].isEmpty
        switch leaf.field.path {
        case .courriel where !isMissing:
            self.init(
                leaf, said: "L'adresse est là sans le consentement de la personne.",
                expected: "«oui» au consentement aux échanges dématérialisés, ou pas d'adresse",
                isMissing: false)
        case .consentementOrientation:
            self.init(
                leaf,
                said: "La fiche ne porte pas de date de contrat d'engagement AGIR.",
                expected: "«oui», une fois l'accord de la personne recueilli, ou la date du "
                    + "contrat",
                isMissing: isMissing)
        case .sens where !isMissing && entries.modele == .picIPR:
            self.init(
                leaf, said: "Un lauréat du PIC IPR n'oriente personne vers l'opérateur AGIR.",
                expected: "une réponse à une fiche reçue ; une nouvelle orientation passe par la "
                    + "DT OFII",
                isMissing: false)
        default:
            if let companion = leaf.field.companion,
                let option = entries.form.option(companion), !isMissing
            {
                self.init(
                    leaf, said: "Il y a une réponse alors que «\(option.label)» n'est pas coché.",
                    expected: "cocher «\(option.label)», ou effacer la réponse", isMissing: false)
            } else if isMissing {
                self.init(leaf, "Il manque une réponse.", isMissing: true)
            } else {
                self.init(leaf, finding.words, isMissing: false)
            }
        }
    }
}

extension FormDescription {
    /// The box that a field completes.
    func option(_ companion: Companion) -> FormOption? {
        tree.leaf(companion.of)?.field.kind.options.first { $0.value == companion.option }
    }
}
