public import LiaisonBase

/// The register of incidents (RGPD, art. 33(5)): every one, notified or not, with facts, effects, measures,
/// decisions and their reasons.
public struct IncidentRegister: Sendable {
    /// What one column holds of one incident.
    public enum Cell: Sendable, Equatable {
        case text(String)
        case count(Int)
        case moment(Instant)
        case lines([String])
    }

    /// The columns, in their order; a column that is not known of an incident is left out of it.
    public enum Column: String, Sendable, CaseIterable {
        case n, type, statut, origine, decouverte, reception, soupcon, connaissance, declaration
        case declarePar = "declare-par"
        case natures, faits, categories, personnes, enregistrements, consequences, mesures, inconnu
        case partenaires, risque, echeances, notifications, decisions, cloture

        public var label: String {
            switch self {
            case .n: "N°"
            case .type: "Type"
            case .statut: "État"
            case .origine: "Appris de"
            case .decouverte: "Découverte"
            case .reception: "Plainte reçue"
            case .soupcon: "Premier soupçon"
            case .connaissance: "Connaissance"
            case .declaration: "Déclaration"
            case .declarePar: "Déclaré par"
            case .natures: "Atteinte"
            case .faits: "Faits"
            case .categories: "Catégories de personnes et de données"
            case .personnes: "Personnes (environ)"
            case .enregistrements: "Enregistrements (environ)"
            case .consequences: "Conséquences probables"
            case .mesures: "Mesures prises"
            case .inconnu: "Pas encore connu"
            case .partenaires: "Partenaires concernés"
            case .risque: "Risque pour les personnes"
            case .echeances: "Délais"
            case .notifications: "Notifications"
            case .decisions: "Décisions et motifs"
            case .cloture: "Clôture"
            }
        }
    }

    public typealias Entry = [Column: Cell]

    private let structure: StructureName
    private let etabli: Instant
    private let entries: [Entry]

    public init(_ entries: [Entry], of structure: StructureName, etabli: Instant) {
        self.entries = entries
        self.structure = structure
        self.etabli = etabli
    }

    /// As a file holds it, whose name ends so.
    public enum Format: String, Sendable, CaseIterable { case json, csv, html }

    public func content(_ format: Format) -> [UInt8] {
        switch format {
        case .json: Array((json.text + "\n").utf8)
        case .csv: csv
        case .html: Array(html.utf8)
        }
    }

    /// An array of objects: numbers, texts, lists of texts; moments in RFC 3339.
    public var json: JSONValue { .array(entries.map { .object(Self.json($0)) }) }

    /// One incident of it.
    public static func json(_ entry: Entry) -> JSONObject {
        var object = JSONObject()
        for column in Column.allCases {
            switch entry[column] {
            case nil: break
            case .text(let text): object[column.rawValue] = .string(text)
            case .count(let count): object[column.rawValue] = .integer(Int64(count))
            case .moment(let moment): object[column.rawValue] = .string(moment.description)
            case .lines(let lines):
                object[column.rawValue] = .array(lines.map { .string($0) })
            }
        }
        return object
    }

    /// The same texts, a list's lines one below the other.
    public var csv: [UInt8] {
        let heading = Column.allCases.map { SemicolonTable.Cell.text($0.label) }
        return SemicolonTable(
            rows: [heading]
                + entries.map { entry in
                    Column.allCases.map { Self.cell(Self.text(entry[$0], isForPeople: false)) }
                }
        ).bytes
    }

    /// A reference may be digits with zeros before them.
    private static func cell(_ text: String) -> SemicolonTable.Cell {
        text.utf8.count > 1 && text.utf8.first == UInt8(ascii: "0") ? .digits(text) : .text(text)
    }

    /// One self-contained page that prints on A4.
    public var html: String {
        var page = HTMLPage()
        page.heading(
            "Registre des violations de données et des plaintes", level: .title, value: nil)
        page.add(
            "\(structure), établi le \(ParisTime.french(etabli)) (RGPD, art. 33(5)).", indent: 0,
            hanging: 0)
        if entries.isEmpty {
            page.add("Aucun incident, aucune plainte.", indent: 0, hanging: 0)
        } else {
            page.table(
                columns: Self.summary.map(\.label),
                rows: entries.map { entry in
                    Self.summary.map { Self.text(entry[$0], isForPeople: true) }
                })
        }
        for entry in entries { Self.write(entry, into: &page) }
        return page.document(title: "Registre des violations — \(structure)")
    }

    /// One incident, as a page of its own.
    public static func text(_ entry: Entry) -> String {
        var page = TextPage()
        for column in Column.allCases {
            let text = text(entry[column], isForPeople: true)
            if !text.isEmpty { page.add(label: column.label, value: text) }
        }
        return page.text
    }

    /// What is read of all of them at a glance.
    private static let summary: [Column] = [
        .n, .type, .statut, .decouverte, .personnes, .risque, .cloture,
    ]

    /// The columns as a reader asks for them; each but `n`, once.
    package static let parts: [(title: String, columns: [Column])] = [
        ("Ce que c'est", [.type, .statut, .natures, .risque, .origine, .partenaires]),
        (
            "Quand",
            [
                .decouverte, .reception, .soupcon, .connaissance, .declaration, .declarePar,
                .cloture,
            ]
        ),
        ("Les faits et leurs suites", [.faits, .consequences, .mesures, .inconnu]),
        ("Les personnes et les données", [.categories, .personnes, .enregistrements]),
        ("Qui est prévenu, et dans quel délai", [.echeances, .notifications]),
        ("Décisions et motifs", [.decisions]),
    ]

    private static func write(_ entry: Entry, into page: inout HTMLPage) {
        page.heading(
            "Incident n° \(text(entry[.n], isForPeople: true))", level: .section, value: nil)
        for part in parts {
            let lines = part.columns.map { ($0.label, text(entry[$0], isForPeople: true)) }
                .filter { !$0.1.isEmpty }
            guard !lines.isEmpty else { continue }
            page.heading(part.title, level: .subsection, value: nil)
            for (label, value) in lines {
                guard label == part.title else {
                    page.add(label: label, value: value, indent: 0)
                    continue
                }
                // The heading is its label.
                for line in value.split(separator: "\n") {
                    page.add(String(line), indent: 0, hanging: 0)
                }
            }
        }
    }

    private static func text(_ cell: Cell?, isForPeople: Bool) -> String {
        switch cell {
        case nil: ""
        case .text(let text): text
        case .count(let count): String(count)
        case .moment(let moment): isForPeople ? ParisTime.french(moment) : moment.description
        case .lines(let lines): lines.joined(separator: "\n")
        }
    }

    /// What the CNIL's form asks for, in the words of RGPD, art. 33(3), ready to be copied.
    public static func sheet(_ entry: Entry, contact: ViolationActe.Contact) -> String {
        func value(_ column: Column) -> String {
            let text = text(entry[column], isForPeople: true)
            return text.isEmpty ? "(pas encore connu)" : text
        }
        var page = TextPage()
        page.heading("Fiche pour la notification à la CNIL", level: .title, value: nil)
        page.add("À recopier dans le téléservice « notifier une violation » de cnil.fr.")
        page.gap()
        for (label, column) in [
            ("Date et heure de la découverte", Column.decouverte),
            ("Date et heure de la prise de connaissance", .connaissance),
            ("Nature de la violation (a)", .natures), ("Circonstances", .faits),
            ("Catégories de personnes et de données (a)", .categories),
            ("Nombre approximatif de personnes (a)", .personnes),
            ("Nombre approximatif d'enregistrements (a)", .enregistrements),
        ] { page.add(label: label, value: value(column)) }
        page.add(
            label: "Délégué à la protection des données ou contact (b)",
            value: [contact.nom, contact.telephone, contact.courriel].filter { !$0.isEmpty }
                .joined(separator: "\n"))
        for (label, column) in [
            ("Conséquences probables (c)", Column.consequences),
            ("Mesures prises ou proposées (d)", .mesures), ("Risque pour les personnes", .risque),
            ("Notifications déjà faites", .notifications),
            ("Ce qui n'est pas encore connu (art. 33(4))", .inconnu),
        ] { page.add(label: label, value: value(column)) }
        return page.text
    }
}
