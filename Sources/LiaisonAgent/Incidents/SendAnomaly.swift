package import LiaisonSchema

/// Telling a difficulty to the referents and DPOs of a partner, sealed; no clock runs.
package struct SendAnomaly {
    private let session: Session

    package init(_ session: Session) { self.session = session }

    /// - Parameters:
    ///   - name: the partner, as somebody names it.
    ///   - id: the pli that it answers.
    ///   - classical: whether a classical recipient among hybrid ones is agreed to.
    package func send(
        _ message: AnomalieMessage, to name: String, answering id: PliID?, classical: Bool
    ) throws -> PliID {
        let part = try message.part()
        let destination = try Destination(
            name, session: session, unverifiedReason: nil, roles: Objet.anomalie.roles,
            // An answer to a request about rights waits for no new card.
            allowsExpired: id != nil)
        guard destination.card?.daemon != nil else {
            throw AgentError(
                .notAllowed, "Ce partenaire n'a pas de service à qui remettre un pli.",
                next: "Appelez-le.")
        }
        var sealer = Sealer(session: session, destinations: [destination], classical: classical)
        sealer.link.reponseA = id
        return try Dispatch(session).send(by: sealer) { try $0.seal(.anomalie, part) }.manifest.id
    }
}
