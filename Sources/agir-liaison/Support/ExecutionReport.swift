import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

extension FactOutcome.Correction {
    /// The tables that name the person, and what corrects each.
    func say() {
        for table in tableaux {
            Output.note(
                "Le tableau OFII \(table.id) nomme la personne. Un référent le corrige : "
                    + "« agir-liaison ofii corriger \(table.id.text.prefix(8)) --demande "
                    + "\(demande) ».")
        }
    }
}

extension RequestExecution.Plan {
    /// What will be done, before anything is.
    func say() {
        let n = dossier.request.n
        if let erasure {
            for line in erasure.report(n) { Output.note(line) }
            FactOutcome.Correction(demande: n, tableaux: erasure.aCorriger).say()
            let unread = dossier.file.aExaminer.count
            if unread > 0 {
                Output.note(
                    Plural.of(
                        unread, "pli que personne n'a encore ouvert n'a pas pu être regardé.",
                        "plis que personne n'a encore ouverts n'ont pas pu être regardés."))
            }
        }
        if !toTell.isEmpty {
            Output.note("À prévenir : \(toTell.map(\.text).joined(separator: ", ")).")
        }
    }

    /// The number that confirms: given, or typed on a terminal.
    func confirmation(_ given: Int?) -> Int? {
        guard given == nil, let number else { return given }
        return Terminal.ask("Tapez le nombre de plis à détruire (\(number)) pour confirmer : ")
            .flatMap { Int($0.filter { !$0.isWhitespace }) }
    }
}

extension RequestExecution.Outcome {
    func say(_ request: RightsRequest) {
        let n = request.n
        if isExecuted {
            Output.note("Demande n° \(n) exécutée (\(request.french)).")
            switch request.droit ?? .acces {
            case .effacement:
                Output.note(
                    Plural.of(due, "fiche est détruite", "fiches sont détruites")
                        + " maintenant ; le procès-verbal est dans « personne "
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
                Plural.of(tables.count, "tableau OFII reste", "tableaux OFII restent")
                    + " : cette personne peut y avoir une ligne parmi "
                    + "d'autres. Un référent regarde, et corrige (« ofii corriger ID --demande \(n) ») "
                    + Plural.word(tables.count, "s'il la nomme :", "ceux qui la nomment :"))
            for id in tables { Output.note("  \(id)") }
        }
        if !told.isEmpty {
            Output.note("Dite à : \(told.map(\.text).joined(separator: ", ")).")
        }
        if !elsewhere.isEmpty {
            Output.note(
                "Par un fichier à transmettre : \(elsewhere.map(\.text).joined(separator: ", ")).")
            HandingReport.note(made)
        }
        for failure in failures { Output.note("\(failure.name) : \(failure.why.message)") }
    }
}
