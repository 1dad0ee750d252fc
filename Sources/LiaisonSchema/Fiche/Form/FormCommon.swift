import LiaisonBase

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
                    requirement: .always, help: "Qui écrit à qui.")),
        ])

    /// One of the two contacts. Name and first name are required of the author only: one often
    /// knows the agency, not the conseiller.
    ///
    /// - Parameters:
    ///   - printed: the heading with the mark of a footnote.
    ///   - footnotes: those of the guide's page, which ends there.
    static func contact(
        _ heading: String, printed: String? = nil, key: String, author: Sens,
        footnotes: [String] = []
    ) -> FormSection {
        func path(_ name: String) -> FormPath { FormPath(keys: [key, name]) }
        return FormSection(
            heading, printed: printed,
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
            ], footnotes: footnotes)
    }

    /// «POUR RAPPEL», the same on the three forms.
    static let reminder = FormSection(
        "POUR RAPPEL",
        notes: [
            "La transmission de cette fiche de liaison doit obligatoirement être sécurisée.",
            "- Elle peut être remise en main propre lors des diagnostics partagés entre "
                + "l'opérateur AGIR et le Partenaire.",
            "- Si elle est envoyée par mail, elle sera obligatoirement chiffrée avant envoi par "
                + "mail avec AxCrypt ou 7zip ou autre logiciel de chiffrement.",
            "- La clé de déchiffrage sera adressée à l'opérateur AGIR ou au Partenaire par un "
                + "autre canal.",
        ])

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

/// The rows of «Identité» and of «Données liées à la vie personnelle» that the forms share.
extension FormRow {
    static func agdref(_ requirement: Requirement) -> FormRow {
        FormRow(
            "N° AGDREF",
            FormField(
                .numeroAGDREF, .agdref, requirement: requirement,
                help: "Il est sur le titre de séjour, sous « N° étranger » ou « N° personnel »."))
    }

    static let name = FormRow(
        "Nom et prénom",
        FormField(
            .nom, .line(maximum: 200), name: "le nom", requirement: .always,
            screening: .identifiers,
            help: "Qui ne porte qu'un nom l'a ici ; pour le prénom, écrivez alors « sans »."),
        FormField(
            .prenom, .line(maximum: 200), name: "le prénom", requirement: .always,
            screening: .identifiers,
            help: "Qui ne porte qu'un nom n'a pas de prénom : écrivez « sans »."))

    static let nationality = FormRow(
        "Nationalité",
        FormField(.nationalite, .line(maximum: 200), screening: .identifiers))

    static let birth = FormRow(
        "Date de naissance (JJ/MM/AAAA)",
        FormField(.dateNaissance, .partialDate, requirement: .always))

    static let address = FormRow(
        "Adresse postale",
        FormField("beneficiaire.adressePostale", .text(maximum: 1_000), screening: .identifiers))

    static let telephone = FormRow("Téléphone", FormField("beneficiaire.telephone", .telephone))

    static let mail = FormRow(
        "@mail (uniquement si consentement aux échanges dématérialisés)",
        FormField(
            .courriel, .line(maximum: 320),
            help: "Seulement si la personne accepte qu'on lui écrive par voie électronique."))

    static let mailConsent = FormRow(
        "Consentement aux échanges dématérialisés", style: .extra,
        FormField(
            .consentementDematerialise, .boolean(lead: nil),
            help: "Sans ce consentement, l'adresse électronique n'est pas transmise."))

    static let languageLevel = FormRow(
        "Positionnement linguistique initial de l'OFII", .languageLevel)

    /// The words of the lists of data (guide AGIR 2022, annexe 6.1, annexe 2; annexe 6.2, annexe 2).
    static let prescribedOrRealised = "Nombre d'heures de FLE prescrites ou réalisées"

    /// - Parameter realised: whether hours may also be told as done: then the line has the words of the list,
    ///   whatever the form calls it.
    static func frenchHours(_ label: String, realised: Bool) -> FormRow {
        let done = FormOption("realisees", "réalisées", lineLabel: prescribedOrRealised)
        return FormRow(
            label,
            FormField(
                .heuresFLE, .integer(-JSONValue.largestInteger...JSONValue.largestInteger),
                name: "le nombre d'heures"),
            FormField(
                .etatFLE,
                .choice(
                    [FormOption("prescrites", "prescrites")] + (realised ? [done] : []),
                    boxes: false),
                name: realised ? "prescrites ou réalisées" : "prescrites"))
    }

    static func contract(_ label: String, _ requirement: Requirement) -> FormRow {
        FormRow(label, FormField(.dateContratAGIR, .date, requirement: requirement))
    }

    static let family = FormRow(
        "Situation de famille",
        FormField(
            "beneficiaire.situationFamille",
            .choice(
                [FormOption("seul", "Seul(e)"), FormOption("en-couple", "En couple")], boxes: true)
        ))

    /// Beyond the printed form (fiches.md, «The person's agreement»).
    static let orientationConsent = FormRow(
        "Accord de la personne recueilli", style: .extra,
        FormField(
            .consentementOrientation, .boolean(lead: nil),
            help: "Sans contrat d'engagement AGIR, il faut l'accord de la personne pour "
                + "transmettre la fiche."))
}
