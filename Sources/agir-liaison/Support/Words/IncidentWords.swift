import LiaisonAgent

extension IncidentStep {
    var words: String {
        switch self {
        case .list: "Voyez « agir-liaison violation lister »."
        case .giveFacts: "Donnez d'abord les vôtres : --faits \"…\"."
        case .giveTexts: "Donnez-les tous : --faits et la suite."
        case .giveTextsOf(let n):
            "Donnez-les : « violation qualifier \(n) --faits … », ou --faits."
        case .giveNoticeFacts: "Dites ce que vos partenaires ont à savoir : --faits \"…\"."
        case .giveReason: "Ajoutez --motif \"…\" : il entre au registre."
        case .giveLateReason:
            "Ajoutez --motif-retard \"…\" : il entre au registre, et le partenaire le lit."
        case .addPartner(let n, let name):
            "« agir-liaison violation qualifier \(n) --partenaire \(name) » l'ajoute."
        case .tellOutside(let n):
            "« agir-liaison violation montrer \(n) --cnil », puis « violation notifie »."
        case .callOFII(let n):
            "Une fois dit : « agir-liaison violation notifie \(n) --a ofii --le maintenant --moyen "
                + "telephone --reference … »."
        case .callPartner:
            "Téléphonez (texte ci-dessus), puis « violation notifie » ; ou scellez à ses référents : "
                + "--a-defaut referent."
        case .nameFiche: "Un référent ou un DPO peut la nommer par 4 signes de son identifiant."
        case .sendAgain:
            "Voyez ci-dessus, puis recommencez : ce qui est parti ne part pas deux fois."
        }
    }
}

extension IncidentNotice {
    var words: String {
        switch self {
        case .factsAsWritten:
            "Les faits partent tels qu'ils sont écrits ; --faits en dit moins, si le partenaire n'a pas "
                + "besoin de tout."
        case .noContact:
            "Attention : votre carte ne donne ni téléphone ni courriel de DPO. Donnez-les par "
                + "--contact-telephone et --contact-courriel."
        case .script(let text): text
        case .callOFII(let n):
            "Aucune DT OFII n'est de vos contacts vérifiés : téléphonez. "
                + IncidentStep.callOFII(n).words
        }
    }
}
