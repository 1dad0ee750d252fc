import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// What the daemon knows for a request, and the request that its steps make.
package struct RequestDossier {
    package let file: LocalRequestFile
    package let request: RightsRequest

    /// - Throws: `LocalUnreadable` for steps that begin with no opening.
    init(_ file: LocalRequestFile) throws {
        guard let request = RightsRequest(n: file.request.n, steps: file.etapes) else {
            throw LocalUnreadable("dossier.etapes")
        }
        self.file = file
        self.request = request
    }

    /// What is held about the person, besides what referents assembled.
    package var held: [LocalHeld] { file.fiches.filter { $0.objet != .reponseDroits } }
    package var tables: [LocalHeld] { file.tableaux }

    /// Who asks, and how.
    ///
    /// - Throws: `.notAllowed` for a DPO to whom it was not sealed.
    package func details(_ session: Session) throws -> RequestDetails {
        guard let details = RequestDetails(request.details, with: session.identity.all) else {
            throw AgentError(
                .notAllowed, "La demande n° \(request.n) est scellée pour un autre DPO.",
                next: .sentence("Demandez-le à \(request.par), ou ouvrez-la de nouveau."))
        }
        return details
    }

    /// - Throws: `.data` before somebody verified who asks.
    package func requireIdentified() throws {
        guard request.isIdentified else {
            throw AgentError(
                .data, "L'identité n'est pas vérifiée pour la demande n° \(request.n).",
                next: .rights(.verifyIdentity(request.n)))
        }
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
        let content = try SealedContent(answer.body, recorded: recorded(key))
        guard content.pli?.slip.id == key.id, content.pli?.slip.de == key.de else {
            throw AgentError(.data, "Le service n'a pas donné le pli demandé.")
        }
        return content
    }
}

extension AgentError {
    /// Whether one pli alone is meant: sealed to a colleague, destroyed meanwhile, not verified. Anything
    /// else stops everything: half an answer of the daemon says nothing of a pli.
    static func isOfOnePli(_ error: any Error) -> Bool {
        if error is LocalUnreadable || error is SignedClient.WrongKey { return false }
        return [.data, .notAllowed, .noInput].contains(AgentError(error).code)
    }
}
