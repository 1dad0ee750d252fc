public import LiaisonSchema
internal import LiaisonStore

/// The answer of a guichet that one of ours opened, deposited as a document (guichet.md, «What comes back»).
extension MailDesk {
    /// An answer that came by a guichet: its id is its sender's choice, the guichet's name is not.
    public struct GuichetAnswer: Sendable, Equatable {
        public let guichet: GuichetName
        public let reponse: PliID

        public init(guichet: GuichetName, reponse: PliID) {
            self.guichet = guichet
            self.reponse = reponse
        }
    }

    /// The guichet of an answer that nobody made a document of yet.
    func waitingAnswer(
        _ answer: GuichetAnswer, from origin: Incoming.Origin?, _ view: StoreView
    ) throws -> StoredGuichet {
        guard let guichet = try view.guichet(answer.guichet),
            let found = try view.answers(of: answer.guichet).first(where: {
                $0.id == answer.reponse
            })
        else { throw Refusal(.introuvable, "Ce guichet n'a pas cette réponse.") }
        guard found.ouverte == nil else {
            throw Refusal(
                .conflit, "Un collègue a déjà ouvert cette réponse.",
                hint: "Elle est dans la boîte : « agir-liaison boite ».")
        }
        guard guichet.pour == origin?.structure else {
            throw Refusal(.invalide, "Cette réponse vient de \(guichet.pour).")
        }
        return guichet
    }
}
