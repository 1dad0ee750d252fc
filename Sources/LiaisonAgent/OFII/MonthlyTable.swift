internal import LiaisonBase
import LiaisonHTTP
package import LiaisonSchema

/// The table of the persons whom partners oriented to this operator in a month, for the DT OFII
/// (fiches.md, «The monthly OFII table»).
package struct MonthlyTable {
    package struct Input {
        /// The first day of the month.
        package let month: CalendarDate
        /// Fiches that the operator leaves out.
        package var without: [String] = []
        /// As it was typed: a number or a name.
        package var departement = ""
        /// The day of the validation asked for.
        package var au: CalendarDate
        package var capacite = ""
        /// The DT OFII that it goes to, sealed; nil: it is only drawn up.
        package var office: String?

        package init(month: CalendarDate, au: CalendarDate) {
            self.month = month
            self.au = au
        }
    }

    package enum Question: Equatable, Sendable {
        /// Whether the CIR of these persons is signed: neither their fiche nor the operator says when.
        case isCIRSigned([FicheNotice.NamedFiche])
        /// Whether the table goes to the DT OFII with these cells empty, a row at least.
        case sendEmptyCells([EmptyCells])
    }

    /// The cells of one row that nobody knows.
    package struct EmptyCells: Equatable, Sendable {
        package let fiche: PliKey
        package let name: String
        package let columns: [OFIITable.Column]

        package init(fiche: PliKey, name: String, columns: [OFIITable.Column]) {
            self.fiche = fiche
            self.name = name
            self.columns = columns
        }
    }

    package struct Plan {
        package let table: OFIITable
        /// Which fiche each row is made of.
        package let fiches: [PliKey]
        package let office: StructureName?

        package var emptyCells: [EmptyCells] {
            zip(fiches, table.rows).compactMap { fiche, row in
                let columns = row.emptyColumns
                return columns.isEmpty
                    ? nil : EmptyCells(fiche: fiche, name: row.name, columns: columns)
            }
        }

        /// Those of whom nothing says when the CIR was signed: the operator proposes nobody without one.
        package var withoutCIR: [FicheNotice.NamedFiche] {
            zip(fiches, table.rows).filter { $1.text(.signatureCIR).isEmpty }
                .map { FicheNotice.NamedFiche(id: $0.id, name: $1.name) }
        }

        package var questions: [Question] {
            guard office != nil else { return [] }
            var questions: [Question] = []
            if !withoutCIR.isEmpty { questions.append(.isCIRSigned(withoutCIR)) }
            if !emptyCells.isEmpty { questions.append(.sendEmptyCells(emptyCells)) }
            return questions
        }
    }

    private let session: Session

    /// - Throws: exit 77 for who does not make this table.
    package init(_ session: Session) throws {
        try session.require(.readFiche)
        guard session.own.type == .operateurAGIR else {
            throw AgentError(
                .notAllowed, "Ce tableau est celui d'un opérateur AGIR.",
                next: .sentence("Votre structure est : \(session.own.type.french)."))
        }
        self.session = session
    }

    /// - Parameter found: the month's fiches, where they were read already.
    /// - Throws: exit 64 without capacity, or without a département, which the DT OFII asks for (guide AGIR
    ///   2022, 1.3.2.2); exit 65 after a notice for each fiche that could not be read: a table that lacks a person
    ///   is none.
    package func plan(_ input: Input, of found: MonthlyProposals? = nil) throws -> Plan {
        let lacking = [("le département", input.departement), ("la capacité", input.capacite)]
            .filter { $0.1.allSatisfy(\.isWhitespace) }.map(\.0)
        guard lacking.isEmpty else {
            throw AgentError(
                .usage, "Il manque \(lacking.joined(separator: " et ")) : le tableau les porte.",
                next: .fiche(.nameDepartement))
        }
        guard let departement = Departement(typed: input.departement) else {
            throw AgentError(
                .usage,
                "« \(VisibleText.line(input.departement, limit: 60)) » n'est pas un département.",
                next: .fiche(.nameDepartement))
        }
        let office = try input.office.map(office)
        let found =
            try found
            ?? MonthlyProposals(input.month, in: departement, without: input.without, session)
        for (key, why) in found.unread {
            session.context.notify(.fiche(.unread(key.id, why)))
        }
        guard found.unread.isEmpty else {
            throw AgentError(
                .data,
                Plural.of(
                    found.unread.count, "fiche du mois n'a pas pu être lue",
                    "fiches du mois n'ont pas pu être lues") + " : rien n'est écrit.",
                next: .fiche(.leaveOut))
        }
        notify(found)
        let repertoire = Repertoire(session)
        let table = OFIITable(
            operateur: session.own.libelle, departement: departement.name, au: input.au,
            capacite: input.capacite,
            rows: found.proposals.map {
                OFIITable.Row($0.fiche, completed: repertoire.completed($0.row))
            })
        let plan = Plan(
            table: table, fiches: found.proposals.map(\.row.key), office: office)
        if !plan.withoutCIR.isEmpty { session.context.notify(.fiche(.checkCIR(plan.withoutCIR))) }
        return plan
    }

    /// Who of the month is not in the table, and why.
    private func notify(_ found: MonthlyProposals) {
        if !found.answers.isEmpty {
            session.context.notify(.fiche(.answersLeftOut(found.answers.map(\.named))))
        }
        guard !found.elsewhere.isEmpty else { return }
        let unsaid = found.proposals.filter { $0.fiche.departementOFII == nil }
        session.context.notify(
            .fiche(
                .otherDepartements(
                    found.elsewhere.map(\.named), unsaid: unsaid.map(\.named))))
    }

    private func office(_ name: String) throws -> StructureName {
        let destination = try Destination(name, session: session, unverifiedReason: nil)
        guard destination.kind == .dtOFII else {
            throw AgentError(
                .notAllowed,
                "\(VisibleText.line(name)) n'est pas une DT OFII : rien n'est envoyé.",
                next: "Le tableau ne va qu'à la direction territoriale de l'OFII.")
        }
        return destination.structure
    }

    /// Notes that the table was written to a file.
    package func written(_ plan: Plan, to path: String) {
        Copies.record(path, .tableau, Copie.Source(fiches: plan.fiches), session.context)
    }

    /// Seals the table and sends it to the DT OFII.
    ///
    /// - Parameters:
    ///   - cirSigned: whether somebody checked that the CIR of those is signed of whom nothing says so.
    ///   - withEmptyCells: whether somebody looked at the empty cells, and sends them so.
    ///   - hands: make the file for an office that no service reaches.
    /// - Returns: its identity; and the file, where one is to be handed over.
    /// - Throws: exit 65 when there are some and nobody did.
    package func execute(
        _ plan: Plan, cirSigned: Bool = false, withEmptyCells: Bool = false,
        by hands: Handover.Hands
    ) throws -> (id: PliID, made: Handover.Made?) {
        guard let office = plan.office else {
            throw AgentError(.usage, "Le tableau n'a pas de destinataire.")
        }
        guard !plan.fiches.isEmpty else {
            throw AgentError(.data, "Le tableau de ce mois est vide : rien n'est envoyé.")
        }
        guard plan.withoutCIR.isEmpty || cirSigned else {
            throw AgentError(
                .data, "Rien ne dit que le CIR de chacun est signé : rien n'est envoyé.",
                next: .fiche(.checkCIR))
        }
        guard plan.emptyCells.isEmpty || withEmptyCells else {
            throw AgentError(
                .data, "Le tableau a des cases vides, et rien n'est confirmé : rien n'est envoyé.",
                next: .fiche(.completeCells))
        }
        let way = try PartnerMessage(session: session, classical: false, hands: hands).send(
            .table(plan.table.csv, page: plan.table.html), to: office,
            about: DataSubjects(table: plan.table.csv))
        return (way.id, way.made)
    }
}

/// What a fiche does not say and the table wants, asked of the operator.
package struct TableCompletion {
    package let fiche: Fiche
    package var completion: OFIICompletion
    private let row: BoxEntry
    private let pli: Manifest?

    /// - Parameter name: how a person names the fiche.
    package init(_ name: String, _ session: Session) throws {
        row = try BoxListing.find(name, session)
        let opened = try FicheSource.open(row, session)
        guard let fiche = opened.fiche, OFIITable.lists(fiche) else {
            throw AgentError(
                .data,
                "Cette fiche n'est pas une orientation vers AGIR : le tableau ne la prend pas.",
                next: "Il prend les fiches génériques d'un partenaire, sans contrat AGIR.")
        }
        self.fiche = fiche
        pli = opened.pli
        completion = OFIICompletion(
            fiche, completed: Repertoire(session).completed(row), today: session.today)
    }

    /// Of a month that was read already.
    package init(
        _ proposal: MonthlyProposals.Proposal, _ repertoire: Repertoire, _ session: Session
    ) {
        row = proposal.row
        fiche = proposal.fiche
        pli = nil
        completion = OFIICompletion(
            fiche, completed: repertoire.completed(row), today: session.today)
    }

    package func save(_ session: Session) throws { try Self.save([self], session) }

    /// All at once.
    package static func save(_ completions: [TableCompletion], _ session: Session) throws {
        try Repertoire.update(session) { repertoire in
            for one in completions {
                if let pli = one.pli { repertoire.add(one.fiche, pli) }
                repertoire.complete(one.row, one.completion.content)
            }
        }
    }
}
