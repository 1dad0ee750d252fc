/// The blocks that all three models share (fiches.md, «Common block»).
extension FormSection {
    /// The keys beyond the form: version, model, direction.
    static let envelope = FormSection(
        nil,
        rows: [
            FormRow(
                "Version du format", style: .hidden,
                FormField(.version, .version, requirement: .always)),
            FormRow(
                "Modèle de fiche", style: .hidden,
                FormField(
                    .modele,
                    .choice(
                        [
                            FormOption(FicheModele.generique.rawValue, "générique"),
                            FormOption(FicheModele.spe.rawValue, "SPE"),
                            FormOption(FicheModele.picIPR.rawValue, "PIC IPR"),
                        ], boxes: false),
                    requirement: .always)),
            FormRow(
                "Sens de la fiche",
                FormField(
                    .sens,
                    .choice(
                        [
                            FormOption(
                                Sens.agirVersPartenaire.rawValue,
                                "de l'opérateur AGIR vers le partenaire"),
                            FormOption(
                                Sens.partenaireVersAGIR.rawValue,
                                "du partenaire vers l'opérateur AGIR"),
                        ], boxes: false),
                    requirement: .always)),
        ])

    /// One of the two contacts. Name and first name are required of the author only: one often
    /// knows the agency, not the conseiller.
    static func contact(_ heading: String, key: String, author: Sens) -> FormSection {
        func path(_ name: String) -> FormPath { FormPath(keys: [key, name]) }
        return FormSection(
            heading,
            headingField: FormField(
                path("structure"), .line(maximum: 200), name: "le nom de la structure",
                requirement: .always, screening: .identifiers),
            rows: [
                FormRow(
                    "Nom et prénom",
                    FormField(
                        path("nom"), .line(maximum: 200), name: "le nom",
                        requirement: .when(author), screening: .identifiers),
                    FormField(
                        path("prenom"), .line(maximum: 200), name: "le prénom",
                        requirement: .when(author), screening: .identifiers)),
                FormRow(
                    "Fonction",
                    FormField(path("fonction"), .line(maximum: 200), screening: .identifiers)),
                FormRow("Téléphone", FormField(path("telephone"), .telephone)),
                FormRow("@mail", FormField(path("courriel"), .line(maximum: 320))),
            ])
    }

    /// Place and date, just above the signature.
    static let done = FormSection(
        nil,
        rows: [
            FormRow(
                "Fait à …, le …", style: .sentence,
                FormField(
                    .faitA, .line(maximum: 200), name: "le lieu", requirement: .always,
                    screening: .identifiers),
                FormField(.faitLe, .date, name: "la date", requirement: .always))
        ])
}

extension FormField {
    /// `beneficiaire.positionnementLinguistique`, from the lowest level to the highest.
    static let languageLevel = FormField(
        .positionnementLinguistique,
        .choice(
            [
                FormOption("infra-A1", "infra-A1"), FormOption("A1", "A1"),
                FormOption("A2", "A2"), FormOption("B1", "B1"), FormOption("B2", "B2"),
                FormOption("C1", "C1"), FormOption("C2", "C2"),
                FormOption("non-communique", "non communiqué"),
            ], boxes: false))
}
