import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// A request's file as the DPO reads it: the sealed texts opened, as far as they are for her.
package struct OpenedRequest {
    package struct Step {
        package let step: RightsRequest.Step
        /// Of a step that says why; «(scellé pour un autre DPO)» when it does not open.
        package let motif: String?
        /// Of the opening; nil when it does not open.
        package let details: RequestDetails?
    }

    /// What a partner answered; nil when this agent can't open it.
    package struct Answer {
        package let row: LocalReceivedAnswer
        package let texte: String?
    }

    package let dossier: RequestDossier
    package let steps: [Step]
    package let answers: [Answer]

    package init(_ dossier: RequestDossier, _ session: Session) throws {
        self.dossier = dossier
        let identities = session.identity.all
        steps = dossier.request.steps.map { step in
            Step(
                step: step,
                motif: Self.motif(of: step.fact).map {
                    $0.text(with: identities) ?? "(scellé pour un autre DPO)"
                },
                details: Self.details(of: step.fact).flatMap {
                    RequestDetails($0, with: identities)
                })
        }
        answers = try dossier.file.reponsesRecues.map {
            Answer(row: $0, texte: try Self.text(of: $0, session))
        }
    }

    private static func motif(of fact: RequestFact) -> SealedText? {
        switch fact {
        case .prolongation(let motif), .refus(let motif): motif
        case .cloture(let motif): motif
        default: nil
        }
    }

    private static func details(of fact: RequestFact) -> SealedText? {
        if case .ouverture(_, _, _, let details, _) = fact { return details }
        return nil
    }

    private static func text(
        of row: LocalReceivedAnswer, _ session: Session
    ) throws -> String? {
        do {
            let content = try session.sealed(row.key)
            let (payload, _) = try OpenedPayload.verified(
                Age.open(content.age, with: session.identity.all), content, session: session)
            guard payload.manifest.objet == .anomalie, let part = payload.first else { return nil }
            return try AnomalieMessage(part.content).texte
        } catch {
            guard AgentError.isOfOnePli(error) else { throw error }
            return nil
        }
    }
}
