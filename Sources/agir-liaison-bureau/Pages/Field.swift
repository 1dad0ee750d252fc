/// A field of a form page: its label, what is expected, what is wrong with it, and what was typed.
struct Field: Sendable {
    /// Of the element, and under which it is sent.
    let id: String
    let libelle: String
    let aide: String?
    let faute: String?
    /// The elements that describe it.
    let decrit: String?
    /// Whether it may hold several lines.
    let lignes: Bool
    let tape: TypedText

    init(
        _ id: String, _ libelle: String, aide: String? = nil, faute: String? = nil,
        lignes: Bool = false, _ typed: String
    ) {
        self.id = id
        self.libelle = libelle
        self.aide = aide
        self.faute = faute
        let described = [aide.map { _ in "\(id)-aide" }, faute.map { _ in "\(id)-faute" }]
            .compactMap { $0 }.joined(separator: " ")
        decrit = described.isEmpty ? nil : described
        self.lignes = lignes
        tape = TypedText(typed)
    }
}

/// Something to correct, in words; where it is, if it is in one field.
struct Fault: Sendable, Equatable {
    let texte: String
    /// The field's `id`.
    let cible: String?

    init(_ texte: String, at cible: String? = nil) {
        self.texte = texte
        self.cible = cible
    }
}

extension [Fault] {
    /// What is wrong with that field: the first of what is.
    func words(at cible: String) -> String? { first { $0.cible == cible }?.texte }
}
