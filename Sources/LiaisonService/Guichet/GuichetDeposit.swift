public import LiaisonSchema
internal import LiaisonStore

/// The answer of a guichet that one of ours opened, deposited as a document (guichet.md, «What comes back»).
extension MailDesk {
    /// An answer of a guichet: its id is its sender's choice, the guichet's name is not.
    public struct GuichetAnswer: Sendable, Equatable {
        public let guichet: GuichetName
        public let reponse: PliID
        /// Of one that the page made a file of, which never came here; nil: it lies here, sealed.
        public let file: SealedFile?

        public init(guichet: GuichetName, reponse: PliID, file: SealedFile? = nil) {
            self.guichet = guichet
            self.reponse = reponse
            self.file = file
        }
    }

    /// What an agent says of the sealed bytes of an answer that came as a file.
    public struct SealedFile: Sendable, Equatable {
        /// Of the bytes, in hexadecimal.
        public let sha256: String
        /// How many they are.
        public let taille: Int

        public init(sha256: String, taille: Int) {
            self.sha256 = sha256
            self.taille = taille
        }
    }

    /// The guichet of an answer that nobody made a document of yet, whichever way it came.
    ///
    /// - Throws: `Refusal` `.introuvable`, `.invalide` for another partner's, `.conflit` for one that was made a
    ///   document, and for a file of one that lies here or was destroyed here.
    func untakenAnswer(
        _ answer: GuichetAnswer, from origin: Incoming.Origin?, at own: StructureName,
        _ view: StoreView
    ) throws -> StoredGuichet {
        guard let guichet = try view.guichet(answer.guichet) else {
            throw Refusal(.introuvable, "Ce guichet n'est pas, ou n'est plus, connu ici.")
        }
        guard guichet.pour == origin?.structure else {
            throw Refusal(.invalide, "Cette réponse vient de \(guichet.pour).")
        }
        let found = try view.answers(of: answer.guichet).first { $0.id == answer.reponse }
        guard found?.ouverte == nil else {
            throw Refusal(
                .conflit, "Cette réponse est déjà reçue, et un collègue l'a ouverte.",
                hint: "Elle est dans la boîte : « agir-liaison boite ».")
        }
        if answer.file == nil {
            guard found != nil else {
                throw Refusal(.introuvable, "Ce guichet n'a pas cette réponse.")
            }
        } else {
            guard found == nil else {
                throw Refusal(
                    .conflit, "Cette réponse est déjà reçue : elle est venue par le guichet.",
                    hint: "Elle attend dans la boîte : « agir-liaison boite ».")
            }
            let place = GuichetPart.answer(answer.reponse).id(in: answer.guichet)
            guard try view.tombstone(place, de: own) == nil else {
                throw Refusal(
                    .conflit, "Cette réponse est déjà reçue, et a été détruite ici.",
                    hint: "Demandez-en une autre si elle est encore nécessaire.")
            }
        }
        return guichet
    }
}
