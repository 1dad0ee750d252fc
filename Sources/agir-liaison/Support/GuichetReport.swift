import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// What is said of a guichet: never its phrase, which is shown on the terminal alone.
enum GuichetReport {
    /// One that was just opened: the link, and the mail that carries it.
    static func show(
        _ opened: OpenedGuichet, copies: [SendByRoads.Sent] = [], asJSON: Bool
    ) {
        if asJSON { return Output.json(opened.json(copies: copies)) }
        let (guichet, statut) = (opened.guichet, opened.statut)
        let id = guichet.subject.envoi
        if let id {
            Output.line("Fiche \(id) : \(statut.french), par ce guichet.")
        }
        Output.line(
            "Guichet \(guichet.nom.text.prefix(8)) ouvert pour \(guichet.pour) jusqu'au "
                + "\(opened.day.french). Le courriel à envoyer, sans les mots :\n")
        Output.line(opened.mail)
        if let id, statut == .aTransmettre {
            Output.note("\n" + NextStep.fiche(.declareState(id)).words)
        }
    }

    /// The page as one file: sealed, for whoever has not the words.
    static func write(_ page: [UInt8], _ path: String) throws {
        try PrivateFile.write(page, to: path)
        Output.note(
            "La page en un fichier : \(Output.visible(path)). Remettez-la ; les mots vont par SMS.")
    }

    /// A row of the list for people.
    static func cells(_ guichet: LocalGuichet) -> [String] {
        let what: String
        switch guichet.subject {
        case .envoi(let id): what = String(id.text.prefix(8))
        case .invitation(let modele, _): what = "invitation, \(modele.french)"
        }
        return [
            String(guichet.nom.text.prefix(8)), guichet.statut.french, guichet.pour.text, what,
            Output.local(guichet.clos ?? guichet.fin), guichet.became,
        ]
    }
}
