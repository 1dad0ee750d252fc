extension FormDescription {
    /// «Fiche de liaison entre l'opérateur AGIR et les acteurs du SPE»: guide AGIR 2022,
    /// annexe 6.1, annexe 1; fiches.md, «spe».
    public static let spe = FormDescription(
        modele: .spe,
        programme: agirProgramme,
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
                            screening: .identifiersAndHealth,
                            help: "Études, métiers, projets. Pas de diagnostic médical, pas de "
                                + "numéro de sécurité sociale.")),
                    .orientationConsent,
                ]),
            .reminder, .done,
        ],
        signatureLabel: "Signature du référent AGIR / partenaire")

    private static let speIdentity = FormSection(
        "Identité :", level: .subsection,
        rows: [
            .agdref(.always), .name, .nationality, .birth, .address, .telephone, .mail,
            .mailConsent, .languageLevel,
            .frenchHours(FormRow.prescribedOrRealised, realised: true),
            .contract("Date du contrat d'engagement AGIR", .when(.agirVersPartenaire)),
        ])

    private static let spePersonal = FormSection(
        "Données liées à la vie personnelle :", level: .subsection,
        rows: [
            .family,
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
                    ]), help: "Cochez sans préciser : la fiche ne dit jamais de quelle maladie."),
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
