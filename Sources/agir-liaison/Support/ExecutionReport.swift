import LiaisonAgent
import LiaisonSchema

extension RequestExecution.Outcome {
    func say(_ request: RightsRequest) {
        let n = request.n
        if isExecuted {
            Output.note("Demande n° \(n) exécutée (\(request.droit.french)).")
            switch request.droit {
            case .effacement:
                Output.note(
                    "\(due) fiche(s) sont détruites maintenant ; le procès-verbal est dans « personne "
                        + "demande montrer \(n) ». Ce qu'un contentieux ou une exception tient attend "
                        + "qu'il finisse.")
            case .limitation:
                Output.note(
                    "Contentieux n° \(contentieux ?? 0) ouvert : rien de cette personne n'est détruit. "
                        + "Il se clôt par « contentieux clore ».")
            case .rectification:
                Output.note(
                    "Un référent corrige les fiches écrites ici : « agir-liaison corriger ID »."
                )
            case .opposition:
                Output.note(
                    "Dites aux référents de ne plus rien transmettre de cette personne.")
            case .acces: break
            }
        }
        if !tables.isEmpty {
            Output.note(
                "\(tables.count) tableau(x) OFII restent, jusqu'à leur échéance : cette personne peut y "
                    + "avoir une ligne parmi d'autres. Un référent regarde, et dit à la DT OFII ce "
                    + "qui est à effacer :")
            for id in tables { Output.note("  \(id)") }
        }
        if !told.isEmpty {
            Output.note("Dite à : \(told.map(\.text).joined(separator: ", ")).")
        }
        for name in elsewhere {
            Output.note(
                "\(name) n'a pas de service : prévenez-la autrement (téléphone, courrier).")
        }
        for failure in failures { Output.note("\(failure.name) : \(failure.why.message)") }
    }
}
