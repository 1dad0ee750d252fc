public import LiaisonBase

/// A fiche de liaison that fits its form. The only way to one is `validate`.
public struct Fiche: Sendable, Equatable {
    /// The normalised document: keys in the form's order, nothing empty but ticked groups, NFC,
    /// LF, spaces out of the AGDREF number, no alias.
    public private(set) var content: JSONObject
    public let modele: FicheModele
    public let sens: Sens
    public let nom: String
    public let prenom: String
    public let dateNaissance: PartialDate
    /// Where the fiche was made, and when.
    public let faitA: String
    public let faitLe: CalendarDate

    /// Nil when a field that every model requires is missing.
    init?(checked answers: FormAnswers, modele: FicheModele) {
        guard let sens = answers.sens, let nom = answers.text(.nom),
            let prenom = answers.text(.prenom),
            let birth = answers.text(.dateNaissance).flatMap({ PartialDate($0) }),
            let faitA = answers.text(.faitA), let faitLe = answers.date(.faitLe)
        else { return nil }
        content = answers.content
        self.modele = modele
        self.sens = sens
        self.nom = nom
        self.prenom = prenom
        dateNaissance = birth
        self.faitA = faitA
        self.faitLe = faitLe
    }

    /// The bytes of `fiche.json`: one line of UTF-8, without a line feed at its end.
    public var json: [UInt8] { Array(JSONValue.object(content).text.utf8) }

    /// Nil only in a `generique` fiche from a partner: it has no pseudonym until a referent attaches
    /// it.
    public var numeroAGDREF: AGDREFNumber? {
        content[path: .numeroAGDREF]?.string.flatMap { AGDREFNumber($0) }
    }

    /// The date of the contrat d'engagement AGIR; nil for a person who is not yet followed.
    public var dateContratAGIR: CalendarDate? {
        content[path: .dateContratAGIR]?.string.flatMap { CalendarDate($0) }
    }

    /// The département whose DT OFII decides, where a partner said it.
    public var departementOFII: Departement? {
        content[path: .departementOFII]?.string.flatMap { Departement(code: $0) }
    }

    /// The same without the département, for whose program does not know it yet (formats.md, «Evolution»).
    public var withoutDepartement: Fiche {
        var fiche = self
        var block = content["ofii"]?.object ?? JSONObject()
        block["departement"] = nil
        fiche.content["ofii"] = block.isEmpty ? nil : .object(block)
        return fiche
    }

    /// The ticked boxes of «Orientation», as the author listed them; empty where the fiche has none.
    public var orientationVers: [Orientation] {
        content[path: .orientationVers]?.array?
            .compactMap { $0.string.flatMap { Orientation(rawValue: $0) } } ?? []
    }

    /// The form the fiche follows.
    public var form: FormDescription { FormDescription.form(for: modele) }

    /// Every key of the form with an empty value, `version` and `modele` filled in: what `nouvelle`
    /// writes. Nothing is ticked in it.
    public static func blankModel(modele: FicheModele) -> JSONObject {
        blank(FormDescription.form(for: modele).tree.root, modele: modele)
    }

    private static func blank(_ node: FormTree.Node, modele: FicheModele) -> JSONObject {
        JSONObject(
            node.children.map { child in
                guard let leaf = child.leaf else {
                    return (child.key, .object(blank(child, modele: modele)))
                }
                if leaf.field.path == .modele { return (child.key, .string(modele.rawValue)) }
                return switch leaf.field.kind {
                case .version: (child.key, .integer(1))
                case .choices: (child.key, .array([]))
                default: (child.key, .string(""))
                }
            })
    }
}
