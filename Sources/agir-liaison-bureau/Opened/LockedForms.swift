import LiaisonBase
import LiaisonCrypto
import Synchronization

/// What forms sent while the identity was closed, until it is open again: sealed to the agent's public half, so that
/// neither the page that asks for the phrase nor this process's memory shows what was typed of persons. It goes with
/// the process, as the cookie of its page does; what an answer or a page of a draft sends waits in the folder
/// (`LockedReplies`, `LockedPosts`).
final class LockedForms: Sendable {
    /// What was typed, and where it was going.
    struct Form: Sendable, Equatable {
        let path: String
        let fields: FormFields
    }

    /// Forms at a time, each as large as one may be; one more takes the place of the oldest.
    static let most = 16

    private struct Waiting {
        let word: String
        let sealed: [UInt8]
    }

    private let waiting = Mutex<[Waiting]>([])

    /// - Returns: the word by which it is taken again.
    /// - Throws: what keeps it from being sealed: the page that sent it is still on the screen.
    func keep(_ form: Form, for reader: AgeRecipient) throws -> String {
        var plain = Array(Self.value(form).text.utf8)
        defer { Sodium.wipe(&plain) }
        let one = Waiting(
            word: Hex.encode(Sodium.randomBytes(16)), sealed: try Age.seal(plain, to: [reader]))
        waiting.withLock { waiting in
            waiting.append(one)
            if waiting.count > Self.most { waiting.removeFirst() }
        }
        return one.word
    }

    /// What waits under that word, once: from then on it is on the screen. Nil for a word that names nothing any more.
    func take(_ word: String, _ identity: AgentIdentity) -> Form? {
        let found = waiting.withLock { waiting -> Waiting? in
            guard let place = waiting.firstIndex(where: { $0.word == word }) else { return nil }
            return waiting.remove(at: place)
        }
        guard let found, var plain = try? Age.open(found.sealed, with: identity.all) else {
            return nil
        }
        defer { Sodium.wipe(&plain) }
        return (try? JSONValue.parse(plain)).flatMap { Self.form($0) }
    }

    /// «Quitter», and another session.
    func forget() { waiting.withLock { $0 = [] } }

    private static func value(_ form: Form) -> JSONValue {
        let fields = form.fields.fields.map { field in
            JSONValue.object(
                JSONObject([("champ", .string(field.name)), ("valeur", .string(field.value))]))
        }
        return .object(JSONObject([("chemin", .string(form.path)), ("champs", .array(fields))]))
    }

    private static func form(_ value: JSONValue) -> Form? {
        guard let path = value.object?["chemin"]?.string,
            let values = value.object?["champs"]?.array
        else { return nil }
        let fields = values.compactMap { value -> FormFields.Field? in
            guard let name = value.object?["champ"]?.string,
                let text = value.object?["valeur"]?.string
            else { return nil }
            return FormFields.Field(name: name, value: text)
        }
        return Form(path: path, fields: FormFields(fields))
    }
}
