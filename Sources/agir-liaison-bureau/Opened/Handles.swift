import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Synchronization

/// How an address names a fiche, a draft, a person or a partner: a word of this instance, which tells nothing of the
/// fiche, of the partner, nor of any other instance's. Browsers keep addresses, and carry them to other machines.
final class Handles: Sendable {
    enum Target: Hashable, Sendable {
        case pli(PliKey)
        /// What came by a guichet, and nobody opened.
        case answer(PliKey)
        case structure(StructureName)
        case draft(PliID)
        case person(AGDREFNumber)
    }

    private let key = Sodium.randomBytes(32)
    private let targets = Mutex<[String: Target]>([:])

    /// The same word each time.
    func handle(of target: Target) -> String {
        let text =
            switch target {
            case .pli(let key): "pli \(key)"
            case .answer(let key): "reponse \(key)"
            case .structure(let name): "structure \(name)"
            case .draft(let id): "brouillon \(id)"
            case .person(let number): "personne \(number.padded)"
            }
        let word = Base64.encodeURL(
            Hash.hmac(key: key, Array(text.utf8)).prefix(15))
        targets.withLock { $0[word] = target }
        return word
    }

    /// - Throws: `.missing` for a word that this instance did not give.
    func target(_ word: String?) throws(Refused) -> Target {
        guard let word, let target = targets.withLock({ $0[word] }) else {
            throw Refused(.missing)
        }
        return target
    }
}
