import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Synchronization

/// How an address names a fiche, a draft, a person, a partner or a guichet: a word of this instance, which tells nothing of the
/// fiche, of the partner, nor of any other instance's. Browsers keep addresses, and carry them to other machines.
final class Handles: Sendable {
    enum Target: Hashable, Sendable {
        case pli(PliKey)
        /// What came by a guichet, and nobody opened.
        case answer(PliKey)
        case structure(StructureName)
        case draft(PliID)
        case person(AGDREFNumber)
        case guichet(GuichetName)
    }

    /// What a word leads to, as it is held. The words outlive the identity, which a core of a locked bureau must not
    /// tell persons by: their numbers lie under `key`, in locked memory.
    private enum Held: Sendable {
        case plain(Target)
        case person([UInt8])
    }

    private let key: SecretBytes
    private let targets = Mutex<[String: Held]>([:])

    /// - Throws: `.unavailable` without locked memory.
    init() throws(CryptoError) { key = try SecretBytes(random: 32) }

    /// The same word each time.
    func handle(of target: Target) -> String {
        let text =
            switch target {
            case .pli(let key): "pli \(key)"
            case .answer(let key): "reponse \(key)"
            case .structure(let name): "structure \(name)"
            case .draft(let id): "brouillon \(id)"
            case .person(let number): "personne \(number.padded)"
            case .guichet(let name): "guichet \(name)"
            }
        let word = Base64.encodeURL(mac(text).prefix(15))
        let held: Held =
            if case .person(let number) = target {
                .person(masked(Array(number.digits.utf8), word))
            } else {
                .plain(target)
            }
        targets.withLock { $0[word] = held }
        return word
    }

    /// - Throws: `.missing` for a word that this instance did not give.
    func target(_ word: String?) throws(Refused) -> Target {
        guard let word, let held = targets.withLock({ $0[word] }) else { throw Refused(.missing) }
        switch held {
        case .plain(let target): return target
        case .person(let digits):
            let text = String(decoding: masked(digits, word), as: UTF8.self)
            guard let number = AGDREFNumber(text) else { throw Refused(.missing) }
            return .person(number)
        }
    }

    /// Each word has bytes of its own to be hidden under: applied again, it gives back what was hidden.
    func masked(_ digits: [UInt8], _ word: String) -> [UInt8] {
        zip(digits, mac("masque \(word)")).map { $0 ^ $1 }
    }

    private func mac(_ text: String) -> [UInt8] {
        key.withBytes { Hash.hmac(key: Array($0), Array(text.utf8)) }
    }
}
