import LiaisonBase
import LiaisonSchema

/// The head of the month's table as it is typed: of which month, in which département, with which capacity.
struct OFIIHead: Sendable {
    /// The names of its fields.
    enum Name: String, CaseIterable {
        case mois, departement, capacite, au
        /// The capacity in other words than the two usual ones.
        case autrement = "capacite-autre"
    }

    /// The two answers of guide AGIR 2022, 1.3.2.2.
    private static let capacities = ["en capacité d'accueillir", "à séquencer"]

    private let values: [Name: String]
    private(set) var faults: [Fault] = []
    /// What it says, once nothing is wrong in it.
    private(set) var said: Said?

    struct Said: Sendable {
        /// Its first day.
        let mois: CalendarDate
        let departement: Departement
        let capacite: String
        let au: CalendarDate
    }

    /// - Parameter typed: nil for the page as it is first shown.
    init(_ typed: FormFields?, today: CalendarDate) {
        guard let typed else {
            values = [.mois: String(today.french.dropFirst(3))]
            return
        }
        var values: [Name: String] = [:]
        for name in Name.allCases { values[name] = typed[name.rawValue] ?? "" }
        self.values = values
        judge()
    }

    private func value(_ name: Name) -> String { values[name] ?? "" }
    private func isBlank(_ name: Name) -> Bool { value(name).allSatisfy(\.isWhitespace) }

    private mutating func judge() {
        let month = Self.month(value(.mois))
        if month == nil {
            faults.append(Fault("Mois : écrivez-le comme 11/2026.", at: Name.mois.rawValue))
        }
        let departement = Departement(typed: value(.departement))
        if departement == nil {
            faults.append(
                Fault("Département : \(Departement.refusal)", at: Name.departement.rawValue))
        }
        let capacity = isBlank(.autrement) ? value(.capacite) : value(.autrement)
        if capacity.allSatisfy(\.isWhitespace) {
            faults.append(
                Fault(
                    "Capacité : choisissez, ou dites-la en d'autres mots.",
                    at: Name.autrement.rawValue))
        }
        let until =
            isBlank(.au)
            ? month.map { $0.adding(months: 1).adding(days: -1) }
            : CalendarDate(typed: value(.au))
        if until == nil, month != nil {
            faults.append(
                Fault("À valider au : écrivez un jour comme 30/11/2026.", at: Name.au.rawValue))
        }
        guard faults.isEmpty, let month, let departement, let until else { return }
        said = Said(
            mois: month, departement: departement, capacite: capacity, au: until)
    }

    /// The first day of «11/2026», or of «2026-11».
    private static func month(_ text: String) -> CalendarDate? {
        CalendarDate(text + "-01") ?? CalendarDate(typed: "01/" + text)
    }

    // MARK: Showing

    private func field(_ name: Name, _ label: String, help: String? = nil) -> Field {
        Field(
            name.rawValue, label, aide: help,
            faute: faults.words(at: name.rawValue), value(name))
    }

    var fields: [Field] {
        [
            field(.mois, "Mois de réception des fiches", help: "Par exemple 11/2026."),
            field(.departement, "Département", help: "Son numéro ou son nom, par exemple 38."),
            field(
                .au, "À valider par la DT OFII au",
                help: "Par exemple 30/11/2026 ; rien : le dernier jour du mois."),
        ]
    }

    var capacities: [SendPage.Choice] {
        Self.capacities.enumerated().map { index, words in
            SendPage.Choice(
                id: "capacite-\(index)", nom: Name.capacite.rawValue, valeur: words,
                libelle: words, pris: value(.capacite) == words)
        }
    }

    var otherCapacity: Field { field(.autrement, "Ou en d'autres mots") }

    /// What was typed, for the page that follows.
    var kept: [LockPage.Kept] {
        Name.allCases.map { .init(nom: $0.rawValue, tape: TypedText(value($0))) }
    }
}
