package import LiaisonBase
package import LiaisonHTTP
package import LiaisonSchema

/// What an agent tells its daemon, and asks of it, about persons' requests.
package struct Requests {
    package let session: Session

    package init(session: Session) { self.session = session }

    /// The same for the DPO.
    ///
    /// - Throws: `.notAllowed` for another role.
    package static func handling(_ context: AgentContext) throws -> Requests {
        let session = try Session.open(context).synchronize()
        try session.require(.handleRequest)
        return Requests(session: session)
    }

    /// - Parameter n: of the request; nil for an opening.
    /// - Returns: where the request stands then.
    @discardableResult
    package func enter(_ fact: RequestFact, _ n: Int? = nil) throws -> LocalRequestOutcome {
        if let n { try Self.require(n) }
        return try session.client.ask(
            LocalRequestOutcome.self, "PUT", Routes.localRequests,
            body: Array(LocalRequestStep(n: n, fact: fact).value.text.utf8), seconds: 300)
    }

    package func list() throws -> [LocalRequest] {
        try session.client.ask([LocalRequest].self, "GET", Routes.localRequests, seconds: 300)
    }

    package func dossier(_ n: Int) throws -> RequestDossier {
        try Self.require(n)
        let file = try session.client.ask(
            LocalRequestFile.self, "GET", Routes.localRequest(n), seconds: 300)
        guard file.request.n == n else { throw LocalUnreadable("dossier.n") }
        return try RequestDossier(file)
    }

    private static func require(_ n: Int) throws {
        guard n >= 0 else { throw AgentError(.usage, "Un numéro n'est pas négatif.") }
    }

    // MARK: Steps

    /// - Parameters:
    ///   - number: the person's; `indices`: behind which pseudonyms.
    ///   - recue: the day on which the person asked.
    ///   - texte: what she asks, in her words.
    ///   - champs: of a rectification, the corrected fields.
    package func open(
        _ droit: Droit, recue: CalendarDate, number: AGDREFNumber, indices: [PersonIndex],
        identite: RequestFact.Identite, texte: String?, champs: JSONObject?
    ) throws -> LocalRequestOutcome {
        let details = try RequestDetails(numeroAGDREF: number, texte: texte, champs: champs)
        return try enter(
            .ouverture(
                droit, recue: recue, personnes: indices,
                details: try details.sealed(to: session.readers), identite: identite))
    }

    /// The corrected fields of a rectification, as a file holds them: a path in the fiche, the text for it.
    ///
    /// - Throws: `.data` for what is no such object.
    package static func fields(in path: String) throws -> JSONObject {
        let bytes = try PrivateFile.read(path, limit: RightsMessage.fieldsLimit)
        guard let object = (try? JSONValue.parse(bytes))?.object else {
            throw AgentError(
                .data, "Le fichier \(VisibleText.line(path)) n'est pas un objet JSON.",
                next: "Par exemple : {\"/beneficiaire/nom\": \"SPECIMEN\"}.")
        }
        try RightsMessage.check(.object(object))
        return object
    }

    package func extend(_ n: Int, reason: String) throws -> LocalRequestOutcome {
        try enter(.prolongation(motif: try sealed(reason)), n)
    }

    package func refuse(_ n: Int, reason: String) throws -> LocalRequestOutcome {
        try enter(.refus(motif: try sealed(reason)), n)
    }

    func sealed(_ text: String) throws -> SealedText {
        try RetentionClient(session: session).sealed(text)
    }
}
