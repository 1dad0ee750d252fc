package import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// What an agent tells its daemon, and asks of it, about persons' requests.
package struct Requests {
    package let session: Session

    package init(session: Session) { self.session = session }

    /// - Parameter n: of the request; nil for an opening.
    /// - Returns: where the request stands, as the daemon says it.
    @discardableResult
    package func enter(_ fact: RequestFact, _ n: Int? = nil) throws -> JSONObject {
        var object = fact.object
        object["n"] = n.map { .integer(Int64($0)) }
        let answer = try session.client.request(
            "PUT", Routes.localRequests, body: Array(JSONValue.object(object).text.utf8),
            seconds: 300)
        return (try? JSONValue.parse(answer.body))?.object ?? JSONObject()
    }

    package func list() throws -> [JSONObject] {
        let answer = try session.client.request("GET", Routes.localRequests, seconds: 300)
        return ((try? JSONValue.parse(answer.body))?.array ?? []).compactMap(\.object)
    }

    package func dossier(_ n: Int) throws -> RequestDossier {
        guard n >= 0 else { throw AgentError(.usage, "Un numéro n'est pas négatif.") }
        let answer = try session.client.request("GET", Routes.localRequest(n), seconds: 300)
        guard let object = (try? JSONValue.parse(answer.body))?.object,
            let dossier = RequestDossier(object, n)
        else { throw AgentError(.data, "Le service n'a pas répondu comme attendu.") }
        return dossier
    }

    /// The readers of what a DPO enters: the DPOs, and who enters it.
    package var readers: [AgeRecipient] {
        let officers = session.own.agents(with: .dpo).map(\.destinataire)
        let own = session.agent.destinataire
        return officers.contains(own) ? officers : officers + [own]
    }
}

/// What the daemon knows for a request, read again into types.
package struct RequestDossier {
    /// A pli about the person that is held.
    package struct Held {
        package let key: PliKey
        package let objet: Objet?
        /// Of a `partage`, the fiche handed on.
        package let original: PliKey?
        package let object: JSONObject

        package init?(_ value: JSONValue) {
            guard let object = value.object, let key = PliKey(object) else { return nil }
            self.key = key
            self.object = object
            objet = object["objet"]?.string.flatMap { Objet(rawValue: $0) }
            original = object["original"]?.object.flatMap { PliKey($0) }
        }
    }

    package let object: JSONObject
    package let request: RightsRequest
    package let held: [Held]
    package let tables: [Held]
    /// Whom the person's fiches went to.
    package let recipients: [StructureName]

    package init?(_ object: JSONObject, _ n: Int) {
        let steps = (object["etapes"]?.array ?? []).compactMap { value -> RightsRequest.Step? in
            guard var step = value.object, let le = step["le"]?.string.flatMap({ Instant($0) }),
                let par = step["par"]?.string.flatMap({ KeyName($0) })
            else { return nil }
            step["le"] = nil
            step["par"] = nil
            return (try? RequestFact(step)).map { .init(le: le, par: par, fact: $0) }
        }
        guard let request = RightsRequest(n: n, steps: steps) else { return nil }
        self.object = object
        self.request = request
        held = (object["fiches"]?.array ?? []).compactMap(Held.init)
        tables = (object["tableaux"]?.array ?? []).compactMap(Held.init)
        recipients = (object["destinataires"]?.array ?? [])
            .compactMap { $0.string.flatMap { StructureName($0) } }
    }

    package func rows(_ key: String) -> [JSONObject] {
        (object[key]?.array ?? []).compactMap(\.object)
    }

    /// Who asks, and how.
    ///
    /// - Throws: exit 77 for a DPO to whom it was not sealed.
    package func details(_ session: Session) throws -> RequestDetails {
        guard let details = RequestDetails(request.details, with: session.identity.all) else {
            throw AgentError(
                .notAllowed, "La demande n° \(request.n) est scellée pour un autre DPO.",
                next: "Demandez-le à \(request.par), ou ouvrez-la de nouveau.")
        }
        return details
    }
}

extension PliKey {
    package init?(_ object: JSONObject) {
        guard let de = object["de"]?.string.flatMap({ StructureName($0) }),
            let id = object["id"]?.string.flatMap({ PliID($0) })
        else { return nil }
        self.init(de: de, id: id)
    }
}

extension Session {
    /// A pli that the daemon holds, verified and opened, whatever box it lies in.
    package func opened(_ key: PliKey) throws -> (payload: OpenedPayload, content: SealedContent) {
        let content = try sealed(key)
        return (try FicheSource.open(content, self), content)
    }

    package func sealed(_ key: PliKey) throws -> SealedContent {
        let answer = try client.request("GET", Routes.localPli(de: key.de, id: key.id))
        let content = try SealedContent(
            answer.body, recorded: recorded(key))
        guard content.pli?.slip.id == key.id, content.pli?.slip.de == key.de else {
            throw AgentError(.data, "Le service n'a pas donné le pli demandé.")
        }
        return content
    }
}
