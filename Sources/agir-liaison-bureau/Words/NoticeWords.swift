import LiaisonAgent
import LiaisonBase
import LiaisonSchema

extension FicheNotice {
    /// What a page says of it; nil for what only other works say, or a page says by itself.
    var words: String? {
        switch self {
        case .checkCIR(let fiches):
            "Rien ne dit que le CIR est signé : "
                + fiches.map { VisibleText.line($0.name) }.joined(separator: ", ")
                + ". Demandez-le avant de proposer la personne à la DT OFII."
        case .destroyedCopies: sentence.map { "\($0) Voyez « Mon compte »." }
        // No page asks for a reason before it is needed.
        case .unusedReason, .linkNotKept, .otherDepartements, .answersLeftOut, .unread, .notShared,
            .notDestroyed, .leftOut:
            nil
        // Without the address of the service.
        case .sentUnfollowed(let why) where why.next == .checkService:
            Self.sentUnfollowed(AgentError(why.code, why.words)).words
        default: sentence.map(inOneLine)
        }
    }
}

extension AgentNotice {
    /// Whether it is of a content that lies open, and that says it each time: on the page of another person's fiche it
    /// would be said of that one.
    var isOfOpenContent: Bool {
        switch self {
        case .fiche(.doubtfulKey), .fiche(.sealedAhead), .fiche(.deceivingPart),
            .fiche(.unverified):
            true
        default: false
        }
    }
}

extension TrustNotice {
    var words: String? {
        switch self {
        case .readableByOthers(let file) where file.isRepaired:
            "\(sentence) S'il y en a, changez votre phrase : « Mon compte »."
        case .cardExpires(_, isOwn: true):
            "\(sentence) Qui tient la clé de votre structure en fait une nouvelle."
        case .restingOnDeparted:
            "\(sentence) Qui tient la clé de votre structure le signe de nouveau."
        case .secretRefused, .epochOpened, .indexKeyNotRenewed, .noService, .toldAtVerification,
            .toldAtNextSending, .unknownToService:
            nil
        default: inOneLine(sentence)
        }
    }
}

/// A terminal begins a line where a page goes on.
private func inOneLine(_ sentence: String) -> String {
    sentence.replacing("\n", with: " ")
}
