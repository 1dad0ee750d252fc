import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// One page on which a fiche is written: its fields as the form describes them, what is wrong beside each, and
/// the other pages, to go to at any time.
struct DraftPage: Sendable {
    struct Row: Sendable {
        /// Nil where the fields say it by themselves.
        let intitule: String?
        let champs: [DraftControl]
    }

    struct Step: Sendable {
        /// A field of that page: another answer may renumber the pages.
        let vers: String
        let titre: String
        let courant: Bool
        /// Such as «2 à corriger».
        let mal: String?
    }

    let titre: String
    let chapitre: String?
    let sous: String
    let garde: String
    let action: String
    let jeton: String
    /// Where the script sends one field as it is left, and the token of that.
    let champ: String
    let jetonChamp: String
    /// Another page of the same draft wrote something else meanwhile.
    let aConflits: Bool
    let aFautes: Bool
    let fautes: [Fault]
    let rangees: [Row]
    let etapes: [Step]
    let retour: String

    /// The button that goes on.
    static let next = "suite"
    /// The one that leads to the whole fiche.
    static let check = "controle"
    /// The one that leads to the attachments.
    static let pieces = "pieces"
    /// In an address, instead of a number: where writing goes on.
    static let resume = "reprise"

    /// - Parameter number: from 1; held to the pages that there are. 0: where writing goes on.
    init(
        _ draft: SealedDraft, page number: Int, partner: String, word: String, _ desk: Desk,
        on today: CalendarDate
    ) {
        let pages = draft.formPages(on: today)
        let page =
            number == 0
            ? pages.unfinished : pages.pages[min(max(number, 1), pages.pages.count) - 1]
        action = desk.place.path(of: "brouillon/\(word)/\(page.number)")
        jeton = desk.visit.token(for: action)
        champ = desk.place.path(of: "brouillon/\(word)/champ")
        jetonChamp = desk.visit.token(for: champ)
        retour = desk.place.path(of: "brouillons")
        titre = page.title
        chapitre = page.chapter
        sous = "\(draft.about), à \(partner)"
        garde =
            "Enregistré à \(FrenchMoment.hour(draft.saved)), gardé jusqu'au \(draft.echeance.french)."
        // What a new draft took over is nothing that she left unfinished.
        func isLeft(_ page: FormPages.Page) -> Bool {
            page.isBegun && page.controls.contains { draft.sent.contains($0.path) }
        }
        let isPageLeft = isLeft(page)
        rangees = page.rows.map { row in
            Row(
                intitule: row.label.isEmpty || row.controls.count == 1
                    || row.controls.contains { ($0.shortLabel ?? $0.label) == row.label }
                    ? nil : row.label,
                champs: row.controls.map {
                    DraftControl(
                        $0, rival: draft.rivals[$0.path], isBegun: isPageLeft)
                })
        }
        let controls = rangees.flatMap(\.champs)
        aConflits = controls.contains { $0.ailleurs != nil }
        fautes = controls.compactMap { control in
            control.faute.map { Fault("\(control.libelle) : \($0)", at: control.id) }
        }
        aFautes = !fautes.isEmpty
        etapes = pages.pages.map { other in
            let count = isLeft(other) ? other.errors.count : 0
            return Step(
                vers: other.controls.first?.name ?? "", titre: other.title,
                courant: other.number == page.number,
                mal: count == 0 ? nil : "\(count) à corriger")
        }
    }
}

extension SealedDraft {
    /// Whom it is about, above each of its pages.
    var about: String { person.isEmpty ? "Fiche encore sans nom" : person }

    /// As all pages of the bureau show it: the direction is known, and not asked.
    func formPages(on today: CalendarDate) -> FormPages { pages(on: today, settled: ["sens"]) }
}

/// One field of such a page: what it is, what it takes, what stands in it, and by which mark its page had shown it.
struct DraftControl: Sendable {
    struct Option: Sendable {
        let id: String
        /// Of the field.
        let nom: String
        let valeur: String
        let libelle: String
        /// The line of the form under which it stands, where that begins.
        let rubrique: String?
        let pris: Bool
    }

    /// What another page typed in the same field.
    struct Rival: Sendable {
        let dit: String
        let marque: String
    }

    /// Of the element, and under which it is sent.
    let id: String
    let libelle: String
    let aide: String?
    let faute: String?
    /// The elements that describe it.
    let decrit: String?
    let ligne: Bool
    let lignes: Bool
    let estChoix: Bool
    let radios: [Option]
    let cases: [Option]
    let tape: TypedText
    let vu: String
    let ailleurs: Rival?

    /// Before the names of the marks: of what was shown in a field, and beside it.
    static let seen = "vu."
    static let settles = "ailleurs."

    /// - Parameter isBegun: whether its page was begun: what is missing on one that was not is no fault yet.
    init(_ control: FormControl, rival: FormEntry?, isBegun: Bool) {
        let name = control.name
        id = name
        libelle = control.shortLabel ?? control.label
        let help = [
            control.help, control.expected.map { "Attendu : \($0)." },
            control.example.map { "Par exemple : \($0)." },
            control.isRequired ? "Nécessaire." : nil,
        ].compactMap { $0 }.joined(separator: " ")
        aide = help.isEmpty ? nil : help
        faute = control.error.flatMap { $0.isMissing && !isBegun ? nil : $0.message }
        let described = [aide.map { _ in "\(name)-aide" }, faute.map { _ in "\(name)-faute" }]
            .compactMap { $0 }.joined(separator: " ")
        decrit = described.isEmpty ? nil : described
        ligne = control.kind == .line
        lignes = control.kind == .lines
        let isChosen = control.kind != .line && control.kind != .lines
        estChoix = isChosen
        let isMany = control.kind == .ticks
        var heading: String?
        let options = control.options.enumerated().map { index, option in
            defer { heading = option.heading }
            return Option(
                id: "\(name)-\(index)", nom: name, valeur: option.value,
                libelle: option.label.isEmpty ? control.label : option.label,
                rubrique: option.heading == heading ? nil : option.heading,
                pris: option.isChosen)
        }
        cases = isMany ? options : []
        // Who ticked one by mistake takes it back.
        let none = Option(
            id: "\(name)-rien", nom: name, valeur: "", libelle: "Sans réponse", rubrique: nil,
            pris: control.entry.isEmpty)
        radios = isChosen && !isMany ? options + [none] : []
        tape = TypedText(control.entry.text)
        vu = control.entry.mark
        ailleurs = rival.map { rival in
            Rival(
                dit: rival.text.isEmpty
                    ? control.options.filter { rival.ticks.contains($0.value) }.map(\.label)
                        .joined(separator: ", ") : rival.text,
                marque: rival.mark)
        }
    }

    /// What a page sent of its fields: each that it showed, whatever was typed or ticked there.
    static func post(_ fields: FormFields) -> DraftPost {
        DraftPost(
            fields.fields.filter { $0.name.hasPrefix(seen) }.map { field in
                let name = String(field.name.dropFirst(seen.count))
                return DraftPost.Field(
                    name: name, values: fields.all(name), seen: field.value,
                    settles: fields[settles + name])
            })
    }
}
