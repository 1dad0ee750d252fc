import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

/// The rows of a box on a page: a table, which becomes cards on a narrow screen.
struct BoxTable: Sendable {
    struct Row: Sendable {
        let lien: String
        /// What stands for the person until the fiche was read.
        let personne: String
        let naissance: String?
        let partenaire: String
        let auteur: String?
        let quoi: String
        let lienAvec: String?
        /// How many attachments; nil for none, and for what nobody opened.
        let pieces: String?
        let quand: String
        let etat: String
        let classe: String
        let precision: String?
        let annuler: Action?
    }

    /// A form of one button.
    struct Action: Sendable {
        let action: String
        let jeton: String
    }

    /// A way to sort.
    struct Sort: Sendable {
        let nom: String
        let lien: String
        let courant: Bool
    }

    /// Said instead of rows.
    let vide: String?
    /// «De» or «À».
    let colonne: String
    let rangees: [Row]
    /// None where all is on one page, or nothing to sort.
    let aTris: Bool
    let tris: [Sort]
    let plusRecentes: String?
    let plusAnciennes: String?

    /// Rows of a page.
    static let length = 50
}

/// Makes the rows of what an agent may see of a box.
struct BoxRows {
    let session: Session
    let names: PartnerNames
    let place: Place
    let visit: Visit
    let handles: Handles
    /// The last day of each and its rule, where the daemon said them.
    var terms: [PliKey: LocalHeld.Keeping] = [:]

    /// Which of the pages of a box is shown.
    struct Page {
        /// From 1.
        let number: Int
        var sort: BoxSort = .quand
        let hasOlder: Bool
    }

    /// All of these.
    ///
    /// - Parameter nothing: said where there are none.
    func table(
        _ box: BoiteName, _ listing: BoxView.Listing, _ rows: [BoxEntry], nothing: String,
        saysTerm: Bool = false
    ) -> BoxTable {
        BoxTable(
            vide: rows.isEmpty ? nothing : nil, colonne: Self.column(box),
            rangees: rows.map { row(of: $0, listing, box, saysTerm: saysTerm) }, aTris: false,
            tris: [], plusRecentes: nil, plusAnciennes: nil)
    }

    /// A page of a box.
    ///
    /// - Parameters:
    ///   - answers: those of the page, before its rows.
    ///   - rows: in their order.
    private func table(
        _ box: BoiteName, _ listing: BoxView.Listing, _ answers: some Sequence<GuichetAnswer>,
        _ rows: some Sequence<BoxEntry>, on page: Page
    ) -> BoxTable {
        func link(_ number: Int, _ sort: BoxSort) -> String {
            let end = sort == .quand ? "" : "/\(sort.rawValue)"
            return place.path(of: "boite/\(box.rawValue)/\(number)\(end)")
        }
        let shown =
            answers.map(row(of:))
            + rows.map { row(of: $0, listing, box, saysTerm: false) }
        let isSorted = shown.count > 1 || page.number > 1 || page.hasOlder
        return BoxTable(
            vide: shown.isEmpty ? Self.nothing(box, page) : nil, colonne: Self.column(box),
            rangees: shown, aTris: isSorted,
            tris: isSorted
                ? BoxSort.allCases.map {
                    BoxTable.Sort(nom: $0.name, lien: link(1, $0), courant: $0 == page.sort)
                } : [],
            plusRecentes: page.number > 1 ? link(page.number - 1, page.sort) : nil,
            plusAnciennes: page.hasOlder ? link(page.number + 1, page.sort) : nil)
    }

    /// The first page, of a listing that holds more.
    func first(_ box: BoiteName, _ listing: BoxView.Listing) -> BoxTable {
        let answers = listing.answers.prefix(BoxTable.length)
        let (rows, hasMore) = listing.first(BoxTable.length - answers.count)
        let hasOlder = hasMore || listing.answers.count > answers.count
        return table(box, listing, answers, rows, on: Page(number: 1, hasOlder: hasOlder))
    }

    /// A page by date, for who opens fiches.
    func page(_ box: BoiteName, _ number: Int, _ view: BoxView) throws -> BoxTable {
        let listing = try view.page(
            box, from: (number - 1) * BoxTable.length, count: BoxTable.length)
        return table(
            box, listing, listing.answers, listing.rows,
            on: Page(number: number, hasOlder: listing.isCut))
    }

    /// A page in an order that is kept; the answers of guichets come first in any.
    func page(
        _ box: BoiteName, _ number: Int, in order: BoxOrder, _ view: BoxView
    ) throws -> BoxTable {
        let waiting = try view.answers(box)
        let start = (number - 1) * BoxTable.length
        let answers = waiting.dropFirst(start).prefix(BoxTable.length)
        let names = order.rows.dropFirst(max(0, start - waiting.count))
            .prefix(BoxTable.length - answers.count)
        let listing = try view.rows(box, names)
        return table(
            box, listing, answers, listing.rows,
            on: Page(
                number: number, sort: order.sort,
                hasOlder: waiting.count + order.rows.count > start + BoxTable.length))
    }

    private static func column(_ box: BoiteName) -> String { box == .reception ? "De" : "À" }

    private static func nothing(_ box: BoiteName, _ page: Page) -> String {
        if page.hasOlder { return "Rien que vous puissiez ouvrir sur cette page." }
        return page.number > 1 ? "Rien de plus ancien." : nothing(box)
    }

    /// Said of an empty box.
    static func nothing(_ box: BoiteName) -> String {
        box == .reception ? "Aucune fiche reçue." : "Aucune fiche envoyée."
    }

    private func row(
        of row: BoxEntry, _ listing: BoxView.Listing, _ box: BoiteName, saysTerm: Bool
    ) -> BoxTable.Row {
        let handle = handles.handle(of: .pli(row.key))
        let person = listing.person(row)
        let state = state(row, isToVerify: listing.isToVerify(row))
        let leaves = row.partirApres.flatMap { $0 > session.now ? $0 : nil }
        let cancel = place.path(of: "fiche/\(handle)/annuler")
        let isFromHere = listing.author(row).structure == session.own.structure
        return BoxTable.Row(
            lien: place.path(of: "fiche/\(handle)"),
            personne: person?.name ?? (row.objet == .fiche ? "Pas encore lue" : row.objet.french),
            naissance: person?.birthYear,
            partenaire: names.name(box == .reception ? listing.sender(row) : row.pour),
            auteur: Self.author(listing.author(row).local, isFromHere, box),
            quoi: kind(row, box),
            lienAvec: listing.replaced(by: row).map {
                "remplace celle du "
                    + FrenchMoment.day(ParisTime.date(at: $0.scelle), today: session.today)
            },
            pieces: listing.attachments(row).map(String.init),
            quand: FrenchMoment.past(listing.moment(row), now: session.now),
            etat: leaves.map { "Part à \(FrenchMoment.hour($0))" } ?? state.words,
            classe: leaves == nil ? state.look : "attend",
            precision: row.isHeldBack
                ? "La clé d'un destinataire a été révoquée." : saysTerm ? term(row) : nil,
            annuler: leaves == nil
                ? nil : .init(action: cancel, jeton: visit.token(for: cancel)))
    }

    /// Below the partner: who wrote there; in the outbox, beneath «À», that it is one of ours who wrote.
    private static func author(_ name: String, _ isFromHere: Bool, _ box: BoiteName) -> String? {
        switch box {
        case .reception: isFromHere ? nil : name
        case .envoi: "écrite par \(name)"
        }
    }

    /// Until when it is kept, and why.
    private func term(_ row: BoxEntry) -> String {
        guard let keeping = terms[row.key] else {
            let asked = row.envoi == nil ? ", comme l'expéditeur le demande" : ""
            return "Gardée jusqu'au \(row.conserverJusquA.french)\(asked)."
        }
        let rule = "\(keeping.regle.french) (\(keeping.regle.source))"
        return keeping.isSuspended
            ? "Suspendue : serait détruite après le \(keeping.echeance.french), \(rule)."
            : "Gardée jusqu'au \(keeping.echeance.french), \(rule)."
    }

    /// What came by a guichet, and nobody opened.
    private func row(of answer: GuichetAnswer) -> BoxTable.Row {
        let handle = handles.handle(of: .answer(answer.key))
        return BoxTable.Row(
            lien: place.path(of: "fiche/\(handle)"), personne: "Pas encore lue", naissance: nil,
            partenaire: names.name(answer.guichet.pour), auteur: nil,
            quoi: "Réponse par le guichet", lienAvec: nil, pieces: nil,
            quand: FrenchMoment.past(answer.reponse.recu, now: session.now), etat: "Nouvelle",
            classe: "neuf", precision: nil, annuler: nil)
    }

    private func kind(_ row: BoxEntry, _ box: BoiteName) -> String {
        guard row.objet == .fiche || row.objet == .recu else { return row.objet.french }
        if row.reponseA != nil {
            return box == .reception ? "Réponse à votre fiche" : "Votre réponse"
        }
        if row.remplace != nil { return "Remplace une autre fiche" }
        return row.objet == .recu ? row.objet.french : "Fiche de liaison"
    }

    private func state(_ row: BoxEntry, isToVerify: Bool) -> (words: String, look: String) {
        switch row.place {
        case .reception(let statut):
            isToVerify
                ? ("À vérifier", "mal")
                : (Self.capital(statut.french), statut == .nonLu ? "neuf" : "calme")
        case .envoi(let statut, let retenu, _, _):
            switch statut {
            case _ where retenu: ("Retenue", "mal")
            case .refuse, .expire, .nonParvenu: (Self.capital(statut.french(of: row.objet)), "mal")
            case .enAttente, .aTransmettre: (Self.capital(statut.french(of: row.objet)), "attend")
            default: (Self.capital(statut.french(of: row.objet)), "calme")
            }
        }
    }

    private static func capital(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
