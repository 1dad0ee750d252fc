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

    /// - Parameters:
    ///   - page: from 1; nil: all of them, each with its last day of keeping.
    ///   - chosen: the rows to show, from 0, in their order, and nothing else; nil: all of the box.
    func table(
        _ box: BoiteName, _ listing: BoxView.Listing, page: Int?, by sort: BoxSort = .quand,
        only chosen: [Int]? = nil
    ) -> BoxTable {
        let answers = chosen == nil ? listing.answers : []
        let order = chosen ?? sort.order(listing, box, names)
        let count = answers.count + order.count
        let start = min(((page ?? 1) - 1) * BoxTable.length, count)
        let end = page == nil ? count : min(start + BoxTable.length, count)
        let saysTerm = page == nil && chosen == nil
        let replaced = Dictionary(
            listing.replacements.map { ($0.row, listing.rows[$0.replaced]) },
            uniquingKeysWith: { first, _ in first })
        let rows = (start..<end).map { index -> BoxTable.Row in
            guard index >= answers.count else { return row(of: answers[index]) }
            let place = order[index - answers.count]
            return row(
                listing.rows[place], replacing: replaced[place], listing, box, saysTerm: saysTerm)
        }
        func link(_ page: Int, _ sort: BoxSort) -> String {
            let end = sort == .quand ? "" : "/\(sort.rawValue)"
            return place.path(of: "boite/\(box.rawValue)/\(page)\(end)")
        }
        let isSorted = page != nil && chosen == nil && count > 1
        return BoxTable(
            vide: rows.isEmpty ? Self.nothing(box, isAwaited: chosen != nil) : nil,
            colonne: box == .reception ? "De" : "À", rangees: rows, aTris: isSorted,
            tris: isSorted
                ? BoxSort.allCases.map {
                    BoxTable.Sort(nom: $0.name, lien: link(1, $0), courant: $0 == sort)
                } : [],
            plusRecentes: page.flatMap { $0 > 1 ? link($0 - 1, sort) : nil },
            plusAnciennes: page.flatMap { end < count ? link($0 + 1, sort) : nil })
    }

    private static func nothing(_ box: BoiteName, isAwaited: Bool) -> String {
        if isAwaited { return "Aucune réponse n'est attendue." }
        return box == .reception ? "Aucune fiche reçue." : "Aucune fiche envoyée."
    }

    private func row(
        _ row: BoxEntry, replacing replaced: BoxEntry?, _ listing: BoxView.Listing,
        _ box: BoiteName, saysTerm: Bool
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
            auteur: isFromHere && box == .reception ? nil : listing.author(row).local,
            quoi: kind(row, box),
            lienAvec: replaced.map {
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
