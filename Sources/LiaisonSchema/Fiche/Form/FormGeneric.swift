/// The two forms whose second page is three free texts.
extension FormDescription {
    /// «Fiche de liaison» with the partners other than the SPE: guide AGIR 2022, annexe 4; fiches.md,
    /// «generique».
    public static let generique = FormDescription(
        modele: .generique, programme: agirProgramme + "¹", title: "Fiche de liaison",
        sections: sections(
            footnotes: [
                "¹ Une fiche de liaison spécifique est dédiée aux échanges d'information entre "
                    + "l'opérateur AGIR et les acteurs du Service public de l'emploi et annexée à la "
                    + "convention AGIR/SPE.",
                "² Notamment opérateurs DNA, CPH, SPADA, opérateurs de l'hébergement généraliste, "
                    + "SIAO, accueils de jour, gestionnaires de programmes spécialisés pour "
                    + "l'intégration des réfugiés.",
            ],
            identity: [
                // Without it the fiche has no pseudonym until a referent attaches it.
                .agdref(.when(.agirVersPartenaire)), .name,
            ] + identity + [
                .frenchHours(hours, realised: false),
                .contract(
                    "Date de signature du contrat d'engagement AGIR (si applicable)", .optional),
            ],
            needs: "Besoins persistants et motifs de l'orientation par AGIR vers le partenaire, ou "
                + "inversement, du partenaire AGIR",
            extra: [.orientationConsent, cirNumber, employment, housing, cph, departement]),
        signatureLabel: "Signature du référent AGIR / partenaire")

    /// «Fiche de liaison» with a lauréat of the PIC IPR: guide AGIR 2022, annexe 6.2, annexe 1; fiches.md,
    /// «pic-ipr».
    public static let picIPR = FormDescription(
        modele: .picIPR, programme: agirProgramme + "¹", title: "Fiche de liaison",
        sections: sections(
            // The guide numbers them 3 and 4: guide AGIR 2022, annexe 4 has the two before.
            footnotes: [
                "¹ Une fiche de liaison spécifique est dédiée aux échanges d'information entre "
                    + "l'opérateur AGIR et les acteurs du Service public de l'emploi.",
                "² Notamment opérateur DNA, CPH, SPADA, opérateurs de l'hébergement généraliste, "
                    + "SIAO, accueils de jour, gestionnaires de programmes spécialisés pour "
                    + "l'intégration des réfugiés.",
            ],
            identity: [.name, .agdref(.always)] + identity + [
                .frenchHours(hours, realised: true),
                .contract("Date de signature du contrat d'engagement AGIR", .always),
            ],
            needs: "Besoins persistants et motifs de l'orientation par AGIR vers l'opérateur",
            extra: [.orientationConsent]),
        signatureLabel: "Signature du référent AGIR / partenaire")

    static let agirProgramme =
        "Programme d'accompagnement global et individualisé des réfugiés"

    private static let role =
        ", intervenant dans l'accompagnement des réfugiés éligibles ou entrés dans le programme "
        + "AGIR"

    private static let hours = "Nombre d'heure de FLE prescrites"

    private static let identity: [FormRow] = [
        .nationality, .birth, .address, .telephone, .mail, .mailConsent,
        FormRow(
            "Date d'obtention du bénéfice de la protection internationale",
            FormField(.dateProtection, .date)),
        FormRow("Date de signature du CIR", FormField(.dateSignatureCIR, .date)),
        .languageLevel,
    ]

    private static func sections(
        footnotes: [String], identity: [FormRow], needs: String, extra: [FormRow]
    ) -> [FormSection] {
        [
            .envelope,
            .contact("Opérateur AGIR :", key: "operateurAGIR", author: .agirVersPartenaire),
            .contact(
                "PARTENAIRE\(role)", printed: "PARTENAIRE²\(role)", key: "partenaire",
                author: .partenaireVersAGIR, footnotes: footnotes),
            FormSection("BÉNÉFICIAIRE DE LA PROTECTION INTERNATIONALE :"),
            FormSection("Identité :", level: .subsection, rows: identity),
            FormSection(
                "Données liées à la vie personnelle :", level: .subsection,
                rows: [
                    .family,
                    FormRow(
                        under: "Nombre d'enfant(s) à charge", "Mineur",
                        FormField("beneficiaire.enfantsACharge.mineurs", .integer(0...30))),
                    FormRow(
                        under: "Nombre d'enfant(s) à charge", "Majeur",
                        FormField("beneficiaire.enfantsACharge.majeurs", .integer(0...30))),
                ]),
            FormSection(
                nil,
                rows: [
                    freeText("Accompagnement déjà réalisé ou en cours", "accompagnementRealise"),
                    freeText(needs, .besoinsEtMotifs, requirement: .unlessReply),
                    freeText("Accompagnement à réaliser", "accompagnementARealiser"),
                ] + extra),
            .reminder, .done,
        ]
    }

    private static func freeText(
        _ label: String, _ path: FormPath, requirement: Requirement = .optional
    ) -> FormRow {
        FormRow(
            label,
            FormField(
                path, .text(maximum: 10_000), requirement: requirement,
                screening: .identifiersAndHealth,
                help: "L'essentiel, sans diagnostic médical ni numéro de sécurité sociale."))
    }

    // What the monthly table of the OFII needs beyond the form (fiches.md, «The monthly OFII table»).

    private static let cirNumber = FormRow(
        "N° CIR", style: .extra,
        FormField(.numeroCIR, .line(maximum: 200), screening: .identifiers))
    private static let employment = ofiiBox(
        "Emploi", .emploi,
        help: "Oui si la personne a déjà un emploi, non si elle en cherche un.")
    private static let housing = ofiiBox(
        "Logement", .logement,
        help: "Oui si la personne a déjà son logement, non si elle est hébergée ou n'en a pas.")
    private static let cph = ofiiBox(
        "Demande d'orientation CPH", .demandeCPH,
        help: "Oui si une place en centre provisoire d'hébergement est demandée pour elle.")
    private static let departement = FormRow(
        "Département", style: .extra,
        FormField(
            .departementOFII, .departement,
            help: "Celui dont la DT OFII valide l'orientation : en général, où la personne vit."))

    private static func ofiiBox(_ label: String, _ path: FormPath, help: String) -> FormRow {
        FormRow(label, style: .extra, FormField(path, .boolean(lead: nil), help: help))
    }
}
