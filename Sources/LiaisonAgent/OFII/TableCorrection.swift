import LiaisonHTTP
package import LiaisonSchema

/// A monthly table that was sent, without a person whose data are erased: it takes the place of the first
/// one, at the DT OFII too (rgpd.md, «Rights of the person»). One that names her alone is not corrected: its
/// reader says until when it serves.
package struct TableCorrection {
    package struct Result {
        package let id: PliID
        /// How many rows of the first one are left.
        package let rows: Int
        package let office: StructureName
        /// The file to hand over, where no service reaches the office.
        package let made: Handover.Made?
    }

    private let session: Session

    /// - Throws: `.notAllowed` for who answers no request.
    package init(_ context: AgentContext) throws {
        session = try Session.ready(context, for: .answerRequest)
    }

    /// - Parameters:
    ///   - name: how a person names the table (cli.md, «Common», `ID`).
    ///   - n: the request of the person who is to be in it no more, hers or a partner's that was confirmed.
    ///   - hands: make the file for an office that no service reaches.
    /// - Throws: `.noInput` when the table does not name her; `.data` when it names nobody else.
    package func correct(_ name: String, request n: Int, by hands: Handover.Hands) throws -> Result
    {
        let dossier = try Requests(session: session).dossier(n)
        let persons = try dossier.personsToLeaveOut()
        let row = try BoxListing.find(name, session)
        let opened = try FicheSource.open(row, session)
        guard row.objet == .tableauOFII, row.de == session.own.structure,
            let csv = opened.payload?.first?.content
        else {
            throw AgentError(.data, "Ce pli n'est pas un tableau OFII envoyé d'ici.")
        }
        let keyring = try IndexKeyring.required(session)
        guard
            let corrected = OFIITable.corrected(
                csv,
                without: { number in
                    keyring.indices(of: number).contains(where: persons.contains)
                }), corrected.removed > 0
        else {
            throw AgentError(
                .noInput, "Ce tableau ne nomme pas la personne de la demande n° \(n).")
        }
        guard corrected.rows > 0 else {
            throw AgentError(
                .data, "Ce tableau ne nomme qu'elle : aucun autre ne peut prendre sa place.",
                next: .fiche(.endTable(row.id)))
        }
        let way = try session.folder.locked {
            try PartnerMessage(session: session, classical: false, hands: hands).send(
                .table(corrected.csv, page: OFIITable.html(corrected.csv, signature: nil)),
                to: row.pour, replacing: row.id, about: DataSubjects(table: corrected.csv))
        }
        if corrected.numbers.isEmpty, dossier.request.isOpen {
            // No pseudonym says that she is not in it: her request would wait for it.
            _ = try Requests(session: session).enter(
                .exclusion(de: session.own.structure, id: way.id), n)
        }
        return Result(
            id: way.id, rows: corrected.rows, office: row.pour, made: way.made)
    }
}
