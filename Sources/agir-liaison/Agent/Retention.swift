import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// What an agent tells its daemon, and asks of it, about how long fiches are kept.
struct Retention {
    let session: Session

    /// What a fact that was entered changed.
    struct Outcome {
        let n: Int64
        let changed: Int64
        let due: Int64
        /// Plis that nobody annotated yet, `de id`.
        let toExamine: [JSONObject]

        /// What people are told, before anything is destroyed.
        func say() {
            if changed > 0 {
                Output.note("\(changed) fiche(s) changent d'échéance.")
            }
            if due > 0 {
                Output.note(
                    "Attention : \(due) fiche(s) seront détruites à la prochaine purge, cette nuit au "
                        + "plus tard. Le DPO les voit par « agir-liaison purge apercu ».")
            }
        }
    }

    func enter(_ fact: RetentionFact) throws -> Outcome {
        let answer = try session.client.request(
            "PUT", Routes.localFacts, body: Array(JSONValue.object(fact.object).text.utf8),
            seconds: 300)
        let object = (try? JSONValue.parse(answer.body))?.object ?? JSONObject()
        return Outcome(
            n: object["n"]?.integer ?? 0, changed: object["changees"]?.integer ?? 0,
            due: object["dues"]?.integer ?? 0,
            toExamine: (object["aExaminer"]?.array ?? []).compactMap(\.object))
    }

    /// The conventions, and the ends that several share.
    func conventions() throws -> (states: [ConventionState], termes: JSONObject) {
        let answer = try session.client.request("GET", Routes.localConventions)
        guard let object = (try? JSONValue.parse(answer.body))?.object else {
            throw Failure(.data, "Le service n'a pas répondu comme attendu.")
        }
        let states = try (object["conventions"]?.array ?? []).compactMap(\.object)
            .map { try ConventionState($0) }
        return (states, object["termes"]?.object ?? JSONObject())
    }

    /// Whom the fiches of a person went to.
    func recipients(of persons: [PersonIndex]) throws -> [StructureName] {
        let answer = try session.client.request(
            "POST", Routes.localRecipients,
            body: Array(persons.map { "\($0)\n" }.joined().utf8))
        return ((try? JSONValue.parse(answer.body))?.array ?? []).compactMap {
            $0.string.flatMap { StructureName($0) }
        }
    }

    /// A reason for the DPOs alone, and for who gives it.
    func sealed(_ text: String) throws -> SealedText {
        let readers = session.own.agents(with: .dpo).map(\.destinataire)
        return try SealedText(
            text.trimmed,
            to: readers.contains(session.agent.destinataire)
                ? readers : readers + [session.agent.destinataire])
    }
}

extension String {
    /// Without white space at either end.
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}

/// A person named on the command line: `-`, whose AGDREF number is asked or read, or the fiche that
/// bears it (cli.md, «Common»).
struct PersonSelector {
    let number: AGDREFNumber
    let indices: [PersonIndex]

    init(_ text: String?, fiche: String?, _ session: Session) throws {
        guard (text == nil) != (fiche == nil) else {
            throw Failure(
                .usage, "Il faut « - », dont le numéro AGDREF est demandé, ou --fiche ID.",
                hint: "Un numéro AGDREF ne se donne pas en argument : d'autres le verraient.")
        }
        if let fiche {
            guard let found = try FicheSource.received(fiche, session).fiche.numeroAGDREF else {
                throw Failure(
                    .data, "Cette fiche ne porte pas de numéro AGDREF.",
                    hint: "Rattachez-la d'abord : « agir-liaison fiche rattacher ID ».")
            }
            number = found
        } else {
            number = try PersonOption.read(text ?? "")
        }
        indices = try IndexKeyring.required(session).indices(of: number)
    }
}
