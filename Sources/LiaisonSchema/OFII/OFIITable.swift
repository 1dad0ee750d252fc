public import LiaisonBase

/// The monthly table in which an operator proposes persons to the DT OFII (guide AGIR 2022,
/// 1.3.2.2, annexe 4-1; fiches.md, «The monthly OFII table»).
public struct OFIITable: Sendable {
    /// The operator's name.
    public var operateur: String
    public var departement: String
    /// «à valider par la DT OFII au».
    public var au: CalendarDate
    /// «en capacité d'accueillir» or «à séquencer», in the operator's words.
    public var capacite: String
    public var rows: [Row]

    public init(
        operateur: String, departement: String, au: CalendarDate, capacite: String, rows: [Row]
    ) {
        self.operateur = operateur
        self.departement = departement
        self.au = au
        self.capacite = capacite
        self.rows = rows
    }

    /// A person proposed.
    public struct Row: Sendable {
        private let content: JSONObject

        /// - Parameter completed: what the operator added to the fiche; the fiche prevails.
        public init(_ fiche: Fiche, completed: JSONObject) {
            var content = fiche.content
            for column in Column.completable where content[path: column.path] == nil {
                if let value = completed[path: column.path] {
                    content.set(value, at: column.path.keys[...])
                }
            }
            self.content = content
        }

        /// The person, as lists name her.
        public var name: String { "\(text(.nom)) \(text(.prenom))" }

        /// What nobody knows of her.
        public var emptyColumns: [Column] { Column.completable.filter { text($0).isEmpty } }

        /// As people read it; empty where nobody knows.
        public func text(_ column: Column) -> String {
            guard let value = content[path: column.path] else { return "" }
            if let isTrue = value.bool { return isTrue ? "oui" : "non" }
            let text = value.string ?? ""
            return column.isDate ? PartialDate(text)?.french ?? text : text
        }
    }

    /// The columns of the annexe, in their order.
    public enum Column: Sendable, CaseIterable {
        case agdref, cir, nom, prenom, naissance, protection, signatureCIR, emploi, logement, cph
        case organisme

        /// As the annexe heads it: the form's label, unless the annexe has its own words.
        public var label: String {
            switch self {
            case .nom: "Nom"
            case .prenom: "Prénom"
            case .naissance: "date de naissance"
            case .protection: "Date d'obtention du statut BPI"
            case .organisme: "Organisme orienteur"
            case .emploi, .logement, .cph: formLabel + " oui/non"
            case .agdref, .cir, .signatureCIR: formLabel
            }
        }

        private var formLabel: String {
            FormDescription.generique.tree.leaf(path)?.champ ?? ""
        }

        public var path: FormPath {
            switch self {
            case .agdref: .numeroAGDREF
            case .cir: .numeroCIR
            case .nom: .nom
            case .prenom: .prenom
            case .naissance: .dateNaissance
            case .protection: .dateProtection
            case .signatureCIR: .dateSignatureCIR
            case .emploi: .emploi
            case .logement: .logement
            case .cph: .demandeCPH
            case .organisme: .structurePartenaire
            }
        }

        var isDate: Bool { [.naissance, .protection, .signatureCIR].contains(self) }
        var isNumber: Bool { [.agdref, .cir].contains(self) }

        /// Those that a fiche may lack: «ce qui manque» is asked of the operator.
        public static let completable: [Column] = [
            .agdref, .cir, .protection, .signatureCIR, .emploi, .logement, .cph,
        ]
    }

    /// Whether the table lists it: a partner orients a person who is not yet followed.
    public static func lists(_ fiche: Fiche) -> Bool {
        fiche.modele == .generique && fiche.sens == .partenaireVersAGIR
            && fiche.dateContratAGIR == nil
    }

    public static let programme = "Programme AGIR"
    static let operateurLabel = "Opérateur"

    /// The title of its page, as the annexe writes it.
    public var heading: String {
        "ORIENTATIONS BPI PAR LES OPERATEURS TIERS - à valider par la DT OFII au \(au.french)"
    }

    /// What stands above its columns.
    public var lines: [(label: String, value: String)] {
        [
            ("Département de", departement), (Self.operateurLabel, operateur),
            ("Capacité (en capacité d'accueillir / à séquencer)", capacite),
        ]
    }

    /// The part `tableau.csv`.
    public var csv: [UInt8] {
        var table = SemicolonTable()
        table.rows.append([.text(Self.programme)])
        table.rows += lines.map { [.text($0.label), .text($0.value)] }
        table.rows.append([.text(heading)])
        table.rows.append(Column.allCases.map { .text($0.label) })
        table.rows += rows.map { row in
            Column.allCases.map { $0.isNumber ? .digits(row.text($0)) : .text(row.text($0)) }
        }
        return table.bytes
    }

    /// From 0: numbers and dates, which are read whole.
    static let wholeColumns = Set(
        Column.allCases.indices.filter {
            Column.allCases[$0].isNumber || Column.allCases[$0].isDate
        })

    /// One self-contained page, printed on A4 in landscape.
    public var html: String {
        var page = HTMLPage()
        page.heading(Self.programme, level: .programme, value: nil)
        page.heading(heading, level: .title, value: nil)
        for line in lines { page.add(label: line.label, value: line.value, indent: 0) }
        page.table(
            columns: Column.allCases.map(\.label),
            rows: rows.map { row in Column.allCases.map { row.text($0) } },
            whole: Self.wholeColumns)
        return page.document(
            title: heading, isLandscape: true, foot: foot)
    }

    /// What each printed sheet of it is, and whose.
    public var foot: String { "Tableau OFII au \(au.french) — \(operateur)" }
}

/// What the fiche of a person does not say and the table asks for, question by question.
public struct OFIICompletion: Sendable {
    /// Only what was completed, at the paths of the form.
    public private(set) var content: JSONObject
    private let fiche: Fiche
    private let steps: [InterviewStep]
    private let today: CalendarDate

    public init(_ fiche: Fiche, completed: JSONObject, today: CalendarDate) {
        self.fiche = fiche
        self.today = today
        let lacking = Set(OFIITable.Column.completable.map(\.path))
            .filter { fiche.content[path: $0] == nil }
        steps = InterviewStep.steps(of: fiche.form).filter { lacking.contains($0.path) }
        content = JSONObject()
        for step in steps {
            if let value = completed[path: step.path] {
                content.set(value, at: step.path.keys[...])
            }
        }
    }

    /// In the form's order.
    public var questions: [InterviewQuestion] {
        steps.map {
            InterviewQuestion($0, value: content[path: $0.path], isNewHeading: false)
        }
    }

    /// Takes what was typed: nothing keeps what is known, `-` forgets it.
    ///
    /// - Parameter index: of the question.
    /// - Returns: why the answer does not fit.
    public mutating func answer(_ typed: String, to index: Int) -> String? {
        let step = steps[index]
        switch typed.trimmed {
        case "": return nil
        case "-":
            let kept = steps.filter { $0.path != step.path }
                .compactMap { other in content[path: other.path].map { (other.path, $0) } }
            content = JSONObject()
            for (path, value) in kept { content.set(value, at: path.keys[...]) }
            return nil
        default:
            switch TypedAnswer.read(typed, for: step.leaf, today: today) {
            case .success(let value):
                if let refusal = refusal(of: value, at: step.path) { return refusal }
                content.set(value, at: step.path.keys[...])
                return nil
            case .failure(let refusal): return refusal.message
            }
        }
    }

    /// What the fiche itself could not say (fiches.md, «Rules that cross fields»): a CIR signed tomorrow.
    private func refusal(of value: JSONValue, at path: FormPath) -> String? {
        var whole = fiche.content
        whole.set(value, at: path.keys[...])
        let report = Fiche.validate(Array(JSONValue.object(whole).text.utf8), today: today)
        let known = Fiche.validate(fiche.json, today: today).erreurs
        return report.erreurs.first { !known.contains($0) }?.words
    }
}
