import LiaisonAgent
import LiaisonSchema

/// How an incident is shown.
enum IncidentPrinter {
    /// What follows a declaration: what is touched, which clocks run, what can be done at once.
    static func declared(_ result: DeclareIncident.Result, _ options: CommonOptions) {
        let file = result.file
        if options.json { return Output.json(file.json) }
        Output.line(
            "Incident n° \(file.n) (\(file.type.french)) enregistré"
                + (file.type == .violation
                    ? " ; il est à qualifier par le DPO." : " ; le DPO prévient le partenaire."))
        show(file)
        if !result.hasOfficer {
            Output.note(
                "Attention : votre structure n'a pas d'agent DPO : personne ne peut notifier par ce programme. "
                    + "Prévenez votre DPO de vive voix.")
        }
        guard file.type == .violation else { return }
        if result.scope.isEmpty {
            Output.note(
                "Rien n'est dit de ce qui est touché : le DPO l'ajoute par « violation qualifier \(file.n) » "
                    + "--partenaire, --fiche, --agent, --cle, --du et --au, ou --tout.")
        }
        Output.note("À faire aussi :")
        for name in result.scope.cles {
            Output.note(
                "- révoquer la clé : « agir-liaison structure agent revoquer \(name) --motif "
                    + "compromission »")
        }
        Output.note(
            "- les enregistrements du journal et les transmissions en cause sont gardés tant que "
                + "l'incident est ouvert")
        for name in result.going {
            Output.note(
                "- arrêter les envois à ce partenaire (DPO) : « agir-liaison violation qualifier "
                    + "\(file.n) --arreter-envois \(name) »")
        }
    }

    /// Says how an incident stands after a step.
    static func show(_ file: IncidentFile, _ said: String, _ options: CommonOptions) {
        if options.json { return Output.json(file.json) }
        Output.line(said)
        show(file)
    }

    private static func show(_ file: IncidentFile) {
        for line in file.report { Output.line(line) }
    }
}
