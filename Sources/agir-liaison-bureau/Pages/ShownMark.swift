import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// What a page named that asks before something is done, in short, as its form carries it. At the click the plan is
/// made anew, and its mark compared: what is not what was shown is not done, nothing that was accepted of it counts,
/// and it is shown anew (bureau.md, «Shape»).
struct ShownMark: Equatable, Sendable {
    /// Of the hidden field.
    static let field = "marque"

    /// 32 hexadecimal signs.
    let text: String

    /// - Parameter named: what the page names, thing by thing, in an order that stays the same while nothing changes.
    init(_ named: [String]) {
        let bytes = JSONValue.array(named.map { .string($0) }).text.utf8
        text = String(Hex.encode(Hash.sha256(bytes)).prefix(32))
    }

    /// Whether the page that sent these fields showed just that.
    func isShown(in fields: FormFields) -> Bool { fields[Self.field] == text }
}

extension ShownMark {
    /// Of fiches that a page lists, in whatever order.
    init(_ fiches: [PliKey]) { self.init(fiches.map(\.description).sorted()) }

    /// Of drafts that a page names, or counts: which they are, and as they were last changed.
    init(_ drafts: [SealedDraft]) {
        self.init(
            drafts.map { "\($0.id) \($0.saved) \($0.pour?.text ?? "") \($0.person)" }.sorted())
    }

    /// Of what left the seals.
    init(_ copies: [Copie]) {
        self.init(
            copies.map { row in
                ([row.chemin, "\(row.ecrit)", "\(row.isOutside)"]
                    + row.source.fiches.map(\.description)).joined(separator: "\n")
            })
    }

    /// Of what a colleague is given, and who it is.
    init(_ plan: ShareFiches.Plan) {
        self.init([plan.colleague.nom.description] + plan.rows.map(\.key.description).sorted())
    }

    /// Who is in the table, and what of each: what lacks follows from it. Whom it goes to is said on its own page.
    init(_ plan: MonthlyTable.Plan) {
        self.init(
            [String(decoding: plan.table.csv, as: UTF8.self)] + plan.fiches.map(\.description))
    }

    /// Of an end: which fiches have their last day from it, who is told, who knows, who is left out.
    init(_ plan: AccompagnementClosing.Plan, _ exchanged: Exchanged) {
        let lists = [
            exchanged.received.rows.map(\.key.description).sorted(),
            exchanged.sent.rows.map(\.key.description).sorted(), plan.told.map(\.text),
            plan.knowing.map(\.text), plan.notices.map { "\($0)" },
        ]
        self.init(
            [plan.person.number.digits, "\(plan.day)"] + lists.flatMap { ["\($0.count)"] + $0 })
    }
}
