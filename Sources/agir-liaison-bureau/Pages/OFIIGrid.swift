import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// The persons of a month, with what their fiches do not say and the table asks for: what is typed is kept at
/// once, empty cells are marked.
struct OFIIGrid {
    struct Person: Sendable {
        let nom: String
        let partenaire: String
        let connu: [SendPage.Fact]
        let champs: [Field]
        /// «2 cases vides».
        let vides: String?
        let sauf: SendPage.Choice
    }

    /// Under which a fiche is left out.
    static let without = "sauf"

    let found: MonthlyProposals
    private let session: Session
    private let handles: Handles
    private var completions: [TableCompletion]
    private(set) var faults: [Fault] = []
    /// What does not fit, as it was typed.
    private var refused: [String: (typed: String, why: String)] = [:]

    /// - Parameter left: fiches that the operator leaves out.
    init(
        _ month: CalendarDate, in departement: Departement, without left: [PliKey],
        handles: Handles, _ session: Session
    ) throws {
        found = try MonthlyProposals(
            month, in: departement, without: left.map(\.id.text), session)
        self.session = session
        self.handles = handles
        let repertoire = Repertoire(session)
        completions = found.proposals.map { TableCompletion($0, repertoire, session) }
    }

    private func word(_ index: Int) -> String {
        handles.handle(of: .pli(found.proposals[index].row.key))
    }

    private func cell(_ index: Int, _ question: Int) -> String {
        "case.\(word(index)).\(question)"
    }

    /// Takes what was typed, and keeps what fits. An emptied cell is forgotten.
    mutating func take(_ fields: FormFields) throws {
        let typed = Dictionary(
            fields.fields.filter { $0.name.hasPrefix("case.") }.map { ($0.name, $0.value) },
            uniquingKeysWith: { first, _ in first })
        guard !typed.isEmpty else { return }
        var changed: [TableCompletion] = []
        for index in completions.indices {
            var one = completions[index]
            var isChanged = false
            for (number, question) in one.completion.questions.enumerated() {
                let id = cell(index, number)
                guard let text = typed[id], text != question.current ?? "" else { continue }
                let isEmptied = text.allSatisfy(\.isWhitespace)
                if let why = one.completion.answer(isEmptied ? "-" : text, to: number) {
                    refused[id] = (text, why)
                    faults.append(Fault("\(Self.name(one)), \(question.label) : \(why)", at: id))
                } else {
                    isChanged = true
                }
            }
            guard isChanged else { continue }
            completions[index] = one
            changed.append(one)
        }
        guard !changed.isEmpty else { return }
        try TableCompletion.save(changed, session)
    }

    private static func name(_ one: TableCompletion) -> String {
        "\(one.fiche.nom) \(one.fiche.prenom)"
    }

    // MARK: Showing

    func persons(_ names: PartnerNames) -> [Person] {
        completions.enumerated().map { index, one in
            let row = OFIITable.Row(one.fiche, completed: one.completion.content)
            let bare = OFIITable.Row(one.fiche, completed: JSONObject())
            let asked = one.completion.questions
            let empty = row.emptyColumns.count
            let known = OFIITable.Column.allCases.filter {
                $0 != .nom && $0 != .prenom && !bare.text($0).isEmpty
            }
            return Person(
                nom: Self.name(one), partenaire: names.name(found.proposals[index].row.sender),
                connu: known.map { SendPage.Fact(nom: $0.label, dit: row.text($0)) },
                champs: asked.enumerated().map { number, question in
                    let id = cell(index, number)
                    return Field(
                        id, question.label,
                        aide: Self.help(question),
                        faute: refused[id]?.why, refused[id]?.typed ?? question.current ?? "")
                },
                vides: empty == 0 ? nil : Plural.of(empty, "case vide", "cases vides"),
                sauf: choice(word(index), "Laisser de côté", isTaken: false))
        }
    }

    /// What the form says of it, then how it is answered.
    private static func help(_ question: InterviewQuestion) -> String? {
        let said = [
            question.about, question.format.isEmpty ? nil : "Attendu : \(question.format).",
        ].compactMap { $0 }
        return said.isEmpty ? nil : said.joined(separator: " ")
    }

    /// Those that are left out; and those that could not be read, without which no table is made.
    func others(
        _ left: [PliKey], _ session: Session, _ daemon: DaemonWords
    ) -> [SendPage.Choice] {
        let lines = Repertoire(session).all
        return left.map { key in
            choice(
                handles.handle(of: .pli(key)),
                "Laissée de côté : \(lines[key]?.name ?? "une fiche sans nom")", isTaken: true)
        }
            + found.unread.map { key, why in
                choice(
                    handles.handle(of: .pli(key)),
                    "Illisible, à laisser de côté : \(daemon.told(why.message))", isTaken: false)
            }
    }

    private func choice(_ word: String, _ label: String, isTaken: Bool) -> SendPage.Choice {
        SendPage.Choice(
            id: "sauf-\(word)", nom: Self.without, valeur: word, libelle: label, pris: isTaken)
    }
}
