import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// «OFII du mois»: whom partners oriented here, the cells that nobody filled in, the table as the DT OFII reads
/// it; then it is sent, or printed. Nothing of it is in an address.
struct OFIIRoutes: Sendable {
    let desk: Desk

    private enum Outcome: Sendable {
        case head(HeadPage)
        case grid(GridPage)
        case table(TablePage)
        case sent(DonePage)
    }

    private enum Name {
        static let step = "etape"
        static let preview = "apercu"
        static let send = "envoyer"
        static let office = "bureau"
        static let empty = "vides"
        static let cir = "cir"
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "ofii") { _ in
            respond(
                try await desk.agent.run { session in
                    _ = try MonthlyTable(session)
                    return Outcome.head(
                        headPage(OFIIHead(nil, today: session.today), session))
                })
        }
        desk.post(router, "ofii") { fields, _ in
            respond(try await desk.agent.run { try step(fields, $0) })
        }
    }

    private func respond(_ done: AgentDesk.Done<Outcome>) -> Response {
        let shell = desk.shell("OFII du mois", .ofii, notices: done.notices)
        func status(_ isFaulty: Bool) -> HTTPResponse.Status {
            isFaulty ? .unprocessableContent : .ok
        }
        return switch done.result {
        case .head(let page):
            desk.pages.response(.ofii, shell, page, status: status(page.aFautes))
        case .grid(let page):
            desk.pages.response(.grille, shell, page, status: status(page.aFautes))
        case .table(let page):
            desk.pages.response(.tableau, shell, page, status: status(page.faute != nil))
        case .sent(let page): desk.pages.response(.fait, shell, page)
        }
    }

    private var action: (path: String, token: String) {
        let path = desk.place.path(of: "ofii")
        return (path, desk.visit.token(for: path))
    }

    // MARK: The steps

    private func step(_ fields: FormFields, _ session: Session) throws -> Outcome {
        let head = OFIIHead(fields, today: session.today)
        guard let said = head.said else { return .head(headPage(head, session)) }
        let session = try session.synchronize()
        let monthly = try MonthlyTable(session)
        let left = try fields.all(OFIIGrid.without).map { word in
            guard case .pli(let key) = try desk.handles.target(word) else {
                throw Refused(.missing)
            }
            return key
        }
        var grid = try OFIIGrid(
            said.mois, in: said.departement, without: left, handles: desk.handles, session)
        try grid.take(fields)
        let asked = fields[Name.step]
        guard asked == Name.preview || asked == Name.send, grid.faults.isEmpty,
            grid.found.unread.isEmpty
        else { return .grid(gridPage(head, grid, left, session)) }
        var input = MonthlyTable.Input(month: said.mois, au: said.au)
        (input.departement, input.capacite) = (said.departement.code, said.capacite)
        func table(_ plan: MonthlyTable.Plan, _ fault: String? = nil) throws -> Outcome {
            .table(try tablePage(head, left, plan, fault, fields, session))
        }
        let asks = asked == Name.send
        let office = asks ? try office(fields) : nil
        input.office = office?.text
        let plan = try monthly.plan(input, of: grid.found)
        guard asks else { return try table(plan) }
        guard ShownMark(plan).isShown(in: fields) else {
            return try table(
                plan,
                "Le tableau a changé depuis que cette page a été affichée : relisez-le. Rien n'est parti."
            )
        }
        guard let office else { return try table(plan, "Choisissez la DT OFII à qui il va.") }
        let isSigned = plan.withoutCIR.isEmpty || fields[Name.cir] != nil
        guard isSigned, plan.emptyCells.isEmpty || fields[Name.empty] != nil else {
            return try table(
                plan,
                isSigned
                    ? "Acceptez les cases vides pour l'envoyer ainsi, ou remplissez-les."
                    : "Sans CIR signé, personne n'est proposé : dites qu'il l'est, ou laissez la "
                        + "personne de côté et informez la DT OFII.")
        }
        let sent = try monthly.execute(
            plan, cirSigned: true, withEmptyCells: true, by: Self.hands)
        return .sent(
            DonePage(
                "OFII du mois",
                "Le tableau de \(Plural.of(plan.fiches.count, "personne")) est confié au service pour "
                    + "\(PartnerNames(session).name(office)), scellé (\(sent.id.text.prefix(8))).",
                desk.place))
    }

    /// Every office that is offered is reached by the service: no file is made, no phrase is shown.
    private static var hands: Handover.Hands {
        let refusal = AgentError(
            .notAllowed, "Le service de votre structure ne mène pas à cette direction territoriale."
        )
        return Handover.Hands(write: { _, _, _ in throw refusal }, screen: { throw refusal })
    }

    /// - Throws: `.missing` for one that this instance did not name.
    private func office(_ fields: FormFields) throws -> StructureName? {
        guard let word = fields[Name.office] else { return nil }
        guard case .structure(let name) = try desk.handles.target(word) else {
            throw Refused(.missing)
        }
        return name
    }

    // MARK: The pages

    private func headPage(_ head: OFIIHead, _ session: Session) -> HeadPage {
        // Without the daemon a month can be begun all the same.
        let sent = (try? sentTables(session)) ?? []
        return HeadPage(
            action: action.path, jeton: action.token, aFautes: !head.faults.isEmpty,
            fautes: head.faults, champs: head.fields, capacites: head.capacities,
            autrement: head.otherCapacity, aEnvoyes: !sent.isEmpty, envoyes: sent)
    }

    /// The tables among the newest sendings, by date: whoever makes one sees that it left already.
    private func sentTables(_ session: Session) throws -> [SentTable] {
        let names = PartnerNames(session)
        return try BoxListing.fetch(.envoi, session, limit: BoxView.newest)
            .filter { $0.objet == .tableauOFII }
            .sorted { $0.scelle > $1.scelle }
            .map { row in
                let word = desk.handles.handle(of: .pli(row.key))
                return SentTable(
                    quand: ParisTime.french(row.scelle), bureau: names.name(row.pour),
                    etat: row.envoi?.french(of: row.objet) ?? "",
                    lien: desk.place.path(of: "fiche/\(word)"))
            }
    }

    private func gridPage(
        _ head: OFIIHead, _ grid: OFIIGrid, _ left: [PliKey], _ session: Session
    ) -> GridPage {
        let persons = grid.persons(PartnerNames(session))
        let others = grid.others(left, session, desk.daemon)
        var summary =
            persons.isEmpty
            ? "Aucune personne n'a été orientée ce mois-là."
            : Plural.of(persons.count, "personne orientée", "personnes orientées")
                + " ce mois-là."
        if !grid.found.answers.isEmpty {
            summary +=
                " "
                + Plural.of(
                    grid.found.answers.count, "réponse à vos propres fiches n'y est pas",
                    "réponses à vos propres fiches n'y sont pas")
                + " : la personne est déjà suivie."
        }
        if !grid.found.elsewhere.isEmpty {
            let names = grid.found.elsewhere.map { "\($0.fiche.nom) \($0.fiche.prenom)" }
            summary += " D'un autre département, et pas ici : \(names.joined(separator: ", "))."
        }
        return GridPage(
            action: action.path, jeton: action.token, retour: action.path, gardes: head.kept,
            aFautes: !grid.faults.isEmpty, fautes: grid.faults, bilan: summary,
            personnes: persons, aAutres: !others.isEmpty, autres: others)
    }

    private func tablePage(
        _ head: OFIIHead, _ left: [PliKey], _ plan: MonthlyTable.Plan, _ fault: String?,
        _ fields: FormFields, _ session: Session
    ) throws -> TablePage {
        let table = plan.table
        let columns = OFIITable.Column.allCases
        let labels = columns.map(\.label)
        let empty = plan.emptyCells.reduce(0) { $0 + $1.columns.count }
        let offices = try offices(fields, session)
        let mark = ShownMark(plan)
        // What was accepted of another table is accepted of none.
        let isShown = mark.isShown(in: fields)
        let kept = left.map { key in
            let word = TypedText(desk.handles.handle(of: .pli(key)))
            return LockPage.Kept(nom: OFIIGrid.without, tape: word)
        }
        let isEmpty = plan.fiches.isEmpty
        return TablePage(
            action: action.path, jeton: action.token, marque: mark.text,
            gardes: head.kept + kept, faute: fault, programme: OFIITable.programme,
            titre: table.heading, rappel: table.foot,
            entete: table.lines.map { .init(nom: $0.label, dit: $0.value) },
            colonnes: labels,
            rangees: table.rows.map { row in
                TableRow(columns.map { row.text($0) }, under: labels)
            },
            sansCIR: plan.withoutCIR.isEmpty
                ? nil
                : "Leur CIR est signé : \(plan.withoutCIR.map(\.name).joined(separator: ", "))",
            vides: empty == 0
                ? nil : "L'envoyer avec \(Plural.of(empty, "case vide", "cases vides"))",
            aBureaux: !offices.isEmpty && !isEmpty, bureaux: offices,
            sansBureau: isEmpty
                ? "Le tableau de ce mois est vide : rien n'est à envoyer."
                : offices.isEmpty
                    ? "Aucune DT OFII que vous avez vérifiée n'a de service : imprimez-le, et remettez-le."
                    : nil,
            cirPris: isShown && fields[Name.cir] != nil,
            videsPris: isShown && fields[Name.empty] != nil)
    }

    /// Those that the service leads to.
    private func offices(_ fields: FormFields, _ session: Session) throws -> [SendPage.Choice] {
        let labels = PartnerNames.apart(in: session.folder)
        return try session.folder.contactNames().compactMap { name -> SendPage.Choice? in
            guard let card = try session.folder.contact(name)?.carte, card.type == .dtOFII,
                card.daemon != nil, card.expire > session.now,
                let destination = try? Destination(
                    name.text, session: session, unverifiedReason: nil),
                RoadChoice.automatic(destination, session) == .service
            else { return nil }
            let word = desk.handles.handle(of: .structure(name))
            return SendPage.Choice(
                id: "bureau-\(word)", nom: Name.office, valeur: word,
                libelle: labels[name] ?? card.libelle, pris: fields[Name.office] == word)
        }
    }
}
