import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Synchronization

/// How far an agent has come with her folder.
enum Stage: Sendable {
    /// There are no keys.
    case new
    /// Her structure's key is not pinned: the administrator's card is awaited.
    case joining
    case ready

    init(_ folder: AgentFolder) {
        guard folder.hasIdentity else {
            self = .new
            return
        }
        self = folder.exists("ancre") ? .ready : .joining
    }
}

/// Who begins here, between the page that shows her phrase and the one where she types it again: in this process
/// alone, the phrase in locked memory.
final class Welcome: Sendable {
    struct Beginning: Sendable {
        let name: KeyName
        let fonction: String
        let phrase: SecretBytes
    }

    private let state = Mutex<Beginning?>(nil)

    var beginning: Beginning? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

/// What a phrase of her own must be: it is guessed at with no pause by who has the file.
enum PhraseMeasure {
    /// Signs: as many as four common words and what stands between them.
    private static let shortest = 20
    /// Signs that differ from each other.
    private static let kinds = 8

    /// - Parameter name: the agent's, which anybody knows.
    /// - Returns: what is wrong with it; nil when it holds.
    static func fault(_ phrase: String, of name: KeyName?) -> String? {
        let signs = phrase.unicodeScalars.count
        if signs < shortest {
            return
                "Votre phrase a \(Plural.of(signs, "signe")) : il en faut \(shortest), ou prenez les sept mots proposés."
        }
        if Set(phrase.lowercased().unicodeScalars).count < kinds {
            return "Votre phrase répète trop les mêmes signes."
        }
        let words = name?.local.split(whereSeparator: { ".-_".contains($0) }) ?? []
        let lowered = phrase.lowercased()
        if words.contains(where: { $0.count > 3 && lowered.contains($0) }) {
            return "Votre phrase contient votre nom, que tout le monde connaît."
        }
        return nil
    }
}
