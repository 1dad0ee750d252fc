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

    /// Whether nothing here is, or was, about the person: a number that was mistyped, more often than not.
    package var isOfNobody: Bool {
        held.isEmpty && file.transmissions.isEmpty && file.destinataires.isEmpty
    }

    /// Who asks, and how.
    ///
    /// - Throws: `.notAllowed` for a DPO to whom it was not sealed; `.noInput` three months after the end;
    ///   `.data` for a partner's request, which its pli tells.
    package func details(_ session: Session) throws -> RequestDetails {
        try requireOwn()
        guard let sealed = request.details else {
            throw AgentError(
                .noInput,
                "Ce qui nommait la personne dans la demande n° \(request.n) est détruit, trois mois "
                    + "après sa clôture.")
        }
        guard let details = RequestDetails(sealed, with: session.identity.all) else {
            throw AgentError(
                .notAllowed, "La demande n° \(request.n) est scellée pour un autre DPO.",
                next: .sentence("Demandez-le à \(request.par), ou ouvrez-la de nouveau."))
        }
        return details
    }

    /// Whom a corrected monthly table leaves out.
    ///
    /// - Throws: `.data` unless an erasure is under way, or is a partner's that the DPO confirmed.
    package func personsToLeaveOut() throws -> [PersonIndex] {
        let n = request.n
        if let pli = request.pli {
            guard !file.personnes.isEmpty else {
                throw AgentError(
                    .data,
                    "La demande n° \(n), de \(pli.de), n'est pas un effacement confirmé : rien n'est "
                        + "corrigé.", next: .rights(.answerPartner(pli.id)))
            }
            return file.personnes
        }
        guard request.droit == .effacement, request.isOpen, request.isIdentified else {
            throw AgentError(
                .data, "La demande n° \(n) n'est pas un effacement en cours : rien n'est corrigé.",
                next: .sentence("Le DPO l'ouvre, et vérifie l'identité de la personne."))
        }
        return request.personnes
    }

    /// - Throws: `.data` for a partner's request: its pli is answered.
    package func requireOwn() throws {
        guard let pli = request.pli else { return }
        throw AgentError(
            .data, "La demande n° \(request.n) est venue de \(pli.de) : on lui répond.",
            next: .rights(.answerPartner(pli.id)))
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
