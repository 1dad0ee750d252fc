import LiaisonCrypto

extension FormDescription {
    /// «Fiche de liaison entre l'opérateur AGIR et les acteurs du SPE»: guide, annexe 6.1, annexe 1;
    /// fiches.md, «spe».
    public static let spe = FormDescription(
        modele: .spe,
        programme: "Programme d'accompagnement global et individualisé des réfugiés",
        title: "Fiche de liaison entre l'opérateur AGIR et les acteurs du SPE",
        sections: [
            .envelope,
            .contact("Opérateur AGIR :", key: "operateurAGIR", author: .agirVersPartenaire),
            .contact("PARTENAIRE DU SPE", key: "partenaire", author: .partenaireVersAGIR),
            FormSection("BÉNÉFICIAIRE DE LA PROTECTION INTERNATIONALE :"),
            speIdentity, spePersonal, speObstacles, speOrientation, speRequests,
            FormSection(
                nil,
                rows: [
                    FormRow(
                        "Informations complémentaires sur son parcours emploi / formation",
                        FormField(
                            .informationsComplementaires, .text(maximum: 10_000),
                            screening: .identifiersAndHealth)),
                    FormRow(
                        "Accord de la personne recueilli", style: .extra,
                        FormField(.consentementOrientation, .boolean(lead: nil))),
                ]),
            FormSection(
                "POUR RAPPEL",
                notes: [
                    "La transmission de cette fiche de liaison doit obligatoirement être "
                        + "sécurisée.",
                    "- Elle peut être remise en main propre lors des diagnostics partagés entre "
                        + "l'opérateur AGIR et le Partenaire.",
                    "- Si elle est envoyée par mail, elle sera obligatoirement chiffrée avant "
                        + "envoi par mail avec AxCrypt ou 7zip ou autre logiciel de chiffrement.",
                    "- La clé de déchiffrage sera adressée à l'opérateur AGIR ou au Partenaire "
                        + "par un autre canal.",
                ]),
            .done,
        ],
        signatureLabel: "Signature du référent AGIR / partenaire")

    private static let speIdentity = FormSection(
        "Identité :", level: .subsection,
        rows: [
            FormRow("N° AGDREF", FormField(.numeroAGDREF, .agdref, requirement: .always)),
            FormRow(
                "Nom et prénom",
                FormField(
                    .nom, .line(maximum: 200), name: "le nom", requirement: .always,
                    screening: .identifiers),
                FormField(
                    .prenom, .line(maximum: 200), name: "le prénom", requirement: .always,
                    screening: .identifiers)),
            FormRow(
                "Nationalité",
                FormField(
                    "beneficiaire.nationalite", .line(maximum: 200), screening: .identifiers)),
            FormRow(
                "Date de naissance (JJ/MM/AAAA)",
                FormField(.dateNaissance, .partialDate, requirement: .always)),
            FormRow(
                "Adresse postale",
                FormField(
                    "beneficiaire.adressePostale", .text(maximum: 1_000), screening: .identifiers)),
            FormRow("Téléphone", FormField("beneficiaire.telephone", .telephone)),
            FormRow(
                "@mail (uniquement si consentement aux échanges dématérialisés)",
                FormField(.courriel, .line(maximum: 320))),
            FormRow(
                "Consentement aux échanges dématérialisés", style: .extra,
                FormField(.consentementDematerialise, .boolean(lead: nil))),
            FormRow("Positionnement linguistique initial de l'OFII", .languageLevel),
            FormRow(
                "Nombre d'heures de FLE prescrites ou réalisées",
                FormField(
                    .heuresFLE,
                    .integer(-JSONValue.largestInteger...JSONValue.largestInteger),
                    name: "le nombre d'heures"),
                FormField(
                    "beneficiaire.heuresFLE.etat",
                    .choice(
                        [
                            FormOption("prescrites", "prescrites"),
                            FormOption("realisees", "réalisées"),
                        ], boxes: false),
                    name: "prescrites ou réalisées")),
            FormRow(
                "Date du contrat d'engagement AGIR",
                FormField(.dateContratAGIR, .date, requirement: .when(.agirVersPartenaire))),
        ])

    private static let spePersonal = FormSection(
        "Données liées à la vie personnelle :", level: .subsection,
        rows: [
            FormRow(
                "Situation de famille",
                FormField(
                    "beneficiaire.situationFamille",
                    .choice(
                        [FormOption("seul", "Seul(e)"), FormOption("en-couple", "En couple")],
                        boxes: true))),
            FormRow(
                "Nombre d'enfant(s) à charge",
                FormField("beneficiaire.enfantsACharge.nombre", .integer(0...30))),
        ])

    private static let speObstacles = FormSection(
        "Données liées aux freins à l'insertion de la personne :", level: .subsection,
        rows: [
            FormRow(
                "Faire face à des difficultés",
                FormField(
                    "freins.difficultes",
                    .choices([
                        FormOption("financieres", "financières"),
                        FormOption("logement", "de logement"),
                        FormOption("administratives-juridiques", "administratives ou juridiques"),
                    ]))),
            FormRow(
                "Prendre en compte / surmonter",
                FormField(
                    "freins.prendreEnCompte",
                    .choices([
                        FormOption("sante", "son état de santé"),
                        FormOption("contraintes-familiales", "des contraintes familiales"),
                    ])),
                FormField(
                    "freins.gardeEnfants", .boolean(lead: "dont"), name: "garde d'enfant(s)",
                    companion: Companion(
                        of: "freins.prendreEnCompte", option: "contraintes-familiales",
                        required: false))),
            FormRow(
                "Développer / accéder",
                FormField(
                    "freins.developper",
                    .choices([
                        FormOption(
                            "insertion-communication",
                            "des capacités d'insertion et de communication seul(e)"),
                        FormOption("transport", "à un moyen de transport"),
                    ]))),
        ])
}
