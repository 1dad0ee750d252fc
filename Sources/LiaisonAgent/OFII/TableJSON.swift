package import LiaisonBase
import LiaisonSchema

extension MonthlyTable.Plan {
    /// What `ofii tableau --json` prints (cli.md): of each row the fiche, and the cells under their headings.
    package var json: JSONValue {
        .rows(
            zip(fiches, table.rows).map { fiche, row in
                [("id", .text(fiche.id))]
                    + OFIITable.Column.allCases.map { ($0.label, .string(row.text($0))) }
            })
    }
}
