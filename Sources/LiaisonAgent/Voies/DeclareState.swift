import LiaisonBase
package import LiaisonHTTP
package import LiaisonSchema

/// What an agent says became of what left by a road that proves nothing.
package struct DeclareState {
    private let session: Session

    package init(_ session: Session) { self.session = session }

    /// - Parameter pour: one of its structures; nil: all to whom it left by such a road.
    /// - Throws: exit 65 when receipts tell it.
    package func declare(
        _ step: DeclaredStep, of row: BoxEntry, for pour: StructureName?
    ) throws {
        guard row.envoi != nil else {
            throw AgentError(
                .data, "Cette fiche est reçue : il n'y a rien à déclarer de son envoi.")
        }
        let rows = try session.client.ask([BoxEntry].self, "GET", Routes.localSent(row.id))
        let found = rows.filter { row in
            row.voie?.isProven == false && (pour.map { $0 == row.pour } ?? true)
        }
        guard !found.isEmpty else {
            throw AgentError(
                .data, "Cette fiche est partie par le service : ses accusés disent où elle en est.",
                next: .fiche(.followSending))
        }
        let body = Array(JSONValue.object(step.object).text.utf8)
        for row in found {
            _ = try session.client.request(
                "POST", Routes.localStates(row.id, pour: row.pour), body: body)
        }
    }
}
