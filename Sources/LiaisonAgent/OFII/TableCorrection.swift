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
    }

    private let session: Session

    /// - Throws: `.notAllowed` for who answers no request.
    package init(_ context: AgentContext) throws {
        session = try Session.ready(context, for: .answerRequest)
    }

    /// - Parameters:
    ///   - name: how a person names the table (cli.md, «Common», `ID`).
    ///   - n: the request of the person who is to be in it no more, hers or a partner's that was confirmed.
    /// - Throws: `.noInput` when the table does not name her; `.data` when it names nobody else.
    package func correct(_ name: String, request n: Int) throws -> Result {
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
        let destination = try Destination(
            row.pour.text, session: session, unverifiedReason: nil)
        let sealer = Sealer(
            session: session, destinations: [destination], classical: false,
            link: FicheLink(remplace: row.id))
        let sealed = try session.folder.locked {
            try Dispatch(session, table: corrected.csv).send(by: sealer) {
                try $0.seal(.tableauOFII, .table(corrected.csv))
            }
        }
        let id = sealed.manifest.id
        if corrected.numbers.isEmpty, dossier.request.isOpen {
            // No pseudonym says that she is not in it: her request would wait for it.
            _ = try Requests(session: session).enter(
                .exclusion(de: session.own.structure, id: id), n)
        }
        return Result(id: id, rows: corrected.rows, office: row.pour)
    }
}
