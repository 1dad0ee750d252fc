import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct ContactLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les partenaires connus.",
        discussion: "agir-liaison contact lister --json")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let (rows, declared) = try Contact.all(options.context)
        if options.json {
            return Output.json(rows.map(\.json) + declared.map(\.json))
        }
        guard !rows.isEmpty || !declared.isEmpty else { return Output.line("Aucun contact.") }
        Output.table(
            [["STRUCTURE", "LIBELLÉ", "TYPE", "SÉRIE", "VÉRIFIÉ", "EXPIRE"]]
                + rows.map { row in
                    [
                        row.card.structure.text, Output.visible(row.card.libelle),
                        row.card.typeFrench, String(row.card.serie),
                        row.isVerified ? "oui" : "NON",
                        ParisTime.date(at: row.card.expire).french,
                    ]
                }
                + declared.map { contact in
                    [
                        contact.structure.text, Output.visible(contact.libelle),
                        contact.type.french, "—", contact.suite.map { "→ \($0)" } ?? "sans clé",
                        contact.voie?.french ?? "",
                    ]
                })
        for line in rows.compactMap(\.card.hostingFrench) { Output.line(line) }
    }
}
