import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

extension CardEditor {
    /// Says what became of a card.
    func report(_ card: Carte, _ text: String, json: Bool) {
        if json {
            var object = JSONObject()
            object["structure"] = .string(card.structure.text)
            object["serie"] = .integer(Int64(card.serie))
            object["expire"] = .string(card.expire.description)
            return Output.json(.object(object))
        }
        Output.line("\(text) Carte \(EmpreinteCommand.series(card)).")
        if card.daemon == nil {
            Output.line("Remettez-la à vos partenaires : « agir-liaison carte exporter ».")
        } else {
            Output.line("Le service la transmet aux partenaires qui ont une adresse.")
        }
    }
}

/// A fingerprint that somebody read out, compared in constant time.
enum TypedFingerprint {
    /// - Parameters:
    ///   - text: as given on the command line; nil: it is asked.
    ///   - question: what to ask.
    static func read(_ text: String?, _ question: String) throws -> Fingerprint {
        guard let text = text ?? Terminal.ask(question) else {
            throw Failure(
                .usage, "Il faut l'empreinte, lue de vive voix.",
                next: "Donnez --empreinte \"NNNNN …\", ou lancez la commande dans un terminal.")
        }
        guard let typed = Fingerprint(typed: text) else {
            throw Failure(
                .usage, "Une empreinte a six groupes de cinq chiffres.", next: "Faites-la relire.")
        }
        return typed
    }

    /// Which groups differ: said to the person at the keyboard only, never to a log.
    static func difference(_ typed: Fingerprint, _ expected: Fingerprint) -> String {
        guard Terminal.isInteractive else { return "" }
        let groups = typed.differingGroups(from: expected).map(String.init).joined(separator: ", ")
        return " Groupes qui diffèrent : \(groups)."
    }
}
