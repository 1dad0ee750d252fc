/// The second page of the SPE form: towards whom, and with what request (guide AGIR 2022, annexe 6.1,
/// annexe 1). Labels keep the guide's spelling.
extension FormDescription {
    static let speOrientation = FormSection(
        "Orientation",
        rows: [
            FormRow(
                "",
                FormField(
                    .orientationVers,
                    .choices([
                        FormOption(
                            Orientation.poleEmploi.rawValue, "Pôle Emploi (France Travail)",
                            aliases: ["france-travail"]),
                        FormOption(Orientation.missionLocale.rawValue, "Mission Locale"),
                        FormOption(Orientation.capEmploi.rawValue, "Cap Emploi"),
                        FormOption(Orientation.apec.rawValue, "APEC"),
                        FormOption(Orientation.autres.rawValue, "Autres"),
                    ]),
                    requirement: .when(.agirVersPartenaire)),
                FormField(
                    "orientation.autres", .line(maximum: 200), name: "vers qui",
                    companion: Companion(
                        of: .orientationVers, option: Orientation.autres.rawValue, required: true),
                    screening: .identifiersAndHealth))
        ])

    static let speRequests = FormSection(
        "avec demande d'accompagnement pour :", level: .subsection,
        rows: [
            FormRow(
                "Choisir un métier",
                group(
                    "choisirMetier",
                    [
                        FormOption("s-informer", "S'informer"),
                        FormOption("atouts", "Identifier ses atouts"),
                        FormOption("projet-professionnel", "Construire son projet professionnel"),
                    ])),
            FormRow(
                "Se former",
                group(
                    "seFormer",
                    [
                        FormOption("s-informer", "S'informer"),
                        FormOption("trouver-formation", "Trouver une formation"),
                        FormOption("suivre-formation", "Suivre une formation"),
                    ])),
            FormRow(
                "Préparer sa candidature",
                group(
                    "preparerCandidature",
                    [
                        FormOption("organiser-recherche", "Organiser sa recherche"),
                        FormOption("cv-lettre", "Cv et lettre de motivation"),
                        FormOption("reseau", "S'appuyer sur son réseau"),
                    ])),
            FormRow(
                "Trouver un emploi",
                group(
                    "trouverEmploi",
                    [
                        FormOption("rencontrer", "Rencontrer des professionnels"),
                        FormOption("rechercher-offre", "Rechercher une offre"),
                        FormOption("entretien", "Réussir l'entretien"),
                    ])),
            FormRow(
                "Créer une entreprise",
                group(
                    "creerEntreprise",
                    [
                        FormOption("idee-projet", "De l'idée au projet"),
                        FormOption("elaborer", "Elaborer son projet"),
                        FormOption("demarrer", "Démarrer son activité"),
                    ])),
            FormRow(
                "Faire reconnaitre son expérience / diplôme",
                group(
                    "faireReconnaitre",
                    [
                        FormOption("vae", "VAE"), FormOption("enic-naric", "ENIC-NARIC"),
                        FormOption("pmsmp", "PMSMP"), FormOption("mrs", "MRS"),
                    ])),
            FormRow(
                "Changer de région / ville",
                group(
                    "changerRegion",
                    FormOption.under(
                        "Marché de l'emploi",
                        [
                            FormOption("regional", "Régional"), FormOption("local", "Local"),
                            FormOption("autres-regions", "Autres régions"),
                        ]))),
            FormRow(
                "Améliorer un domaine de compétences",
                group(
                    "ameliorerCompetences",
                    FormOption.under(
                        "Langues",
                        [FormOption("fle", "FLE"), FormOption("autres-langues", "autres")])
                        + [
                            FormOption("bureautique", "Bureautique"),
                            FormOption("numerique", "Digital et internet"),
                        ]),
                FormField(
                    "demandes.autresLangues", .line(maximum: 200), name: "les autres langues",
                    companion: Companion(
                        of: "demandes.ameliorerCompetences", option: "autres-langues",
                        required: false),
                    screening: .identifiersAndHealth)),
        ])

    private static func group(_ key: String, _ options: [FormOption]) -> FormField {
        FormField(FormPath(keys: ["demandes", key]), .group(options))
    }
}
