import LiaisonHTTP
package import LiaisonSchema

/// A pli carried by hand from one service to another, sealed all the way.
package enum CarriedPli {
    /// A pli of a box, as it is to be written into a file.
    package static func export(
        _ name: String, _ session: Session
    ) throws -> (key: PliKey, bytes: [UInt8]) {
        try session.require(.readMessage)
        let row = try BoxListing.find(name, session)
        let bytes = try session.client.request(
            "GET", Routes.localExport(de: row.de, id: row.id)
        ).body
        guard try Pli(bytes).slip.key == row.key else {
            throw AgentError(.data, "Le service n'a pas donné la fiche demandée.")
        }
        return (row.key, bytes)
    }

    /// The same of a fiche of which a part leaves for a browser's disk: the log has the export.
    package static func export(_ key: PliKey, _ session: Session) throws {
        try session.require(.readMessage)
        let bytes = try session.client.request(
            "GET", Routes.localExport(de: key.de, id: key.id)
        ).body
        guard try Pli(bytes).slip.key == key else {
            throw AgentError(.data, "Le service n'a pas donné la fiche demandée.")
        }
    }

    /// Gives the daemon a pli that came by hand.
    ///
    /// - Parameters:
    ///   - read: gives the file, once the agent's role allows it.
    ///   - file: what it is called, for the refusal.
    /// - Returns: which it is, and whether the daemon did not have it yet.
    package static func importing(
        _ read: () throws -> [UInt8], named file: String? = nil, _ session: Session
    ) throws -> (key: PliKey, isNew: Bool) {
        try session.require(.readMessage)
        let bytes = try read()
        let slip = try GivenActe.read(bytes, "un pli", from: file) { try Pli($0) }.slip
        guard slip.pour == session.own.structure else {
            throw AgentError(
                .data, "Ce pli est pour \(slip.pour), pas pour votre structure.",
                next: "Remettez-le à son destinataire.")
        }
        // Who wrote it is judged before the daemon is asked to keep it.
        _ = try session.trustedCard(slip.de)
        try session.push(slip.de)
        let answer = try session.client.request("PUT", Routes.localImport, body: bytes)
        return (slip.key, answer.status == 201)
    }
}
