import LiaisonAgent
import LiaisonSchema

extension Carte {
    /// Says what became of the own card.
    func report(_ text: String, json: Bool) {
        if json { return Output.json(publishedJSON) }
        Output.line("\(text) Carte \(series).")
        Output.line(
            daemon == nil
                ? "Remettez-la à vos partenaires : « agir-liaison carte exporter »."
                : "Le service la transmet aux partenaires qui ont une adresse.")
    }
}

/// A fingerprint that somebody read out.
enum TypedFingerprint {
    /// - Parameters:
    ///   - text: as given on the command line; nil: it is asked.
    ///   - question: what to ask.
    static func read(_ text: String?, _ question: String) throws -> HeardFingerprint {
        guard let text = text ?? Terminal.ask(question) else {
            throw Failure(
                .usage, "Il faut l'empreinte, lue de vive voix.",
                next: "Donnez --empreinte \"NNNNN …\", ou lancez la commande dans un terminal.")
        }
        guard let typed = Fingerprint(typed: text) else {
            throw Failure(
                .usage, "Une empreinte a six groupes de cinq chiffres.", next: "Faites-la relire.")
        }
        return HeardFingerprint(typed, tellsGroups: Terminal.isInteractive)
    }
}
