import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct ContactLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les partenaires connus.",
        discussion: "agir-liaison contact lister --json")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let rows = try Contact.all(options.context)
        if options.json { return Output.json(.array(rows.map(Self.json))) }
        guard !rows.isEmpty else { return Output.line("Aucun contact.") }
        Output.table(
            [["STRUCTURE", "LIBELLÉ", "TYPE", "SÉRIE", "VÉRIFIÉ", "EXPIRE"]]
                + rows.map { row in
                    [
                        row.card.structure.text, Output.visible(row.card.libelle),
                        row.card.typeFrench, String(row.card.serie),
                        row.isVerified ? "oui" : "NON",
                        ParisTime.date(at: row.card.expire).french,
                    ]
                })
    }

    static func json(_ contact: Contact) -> JSONValue {
        let card = contact.card
        return .row([
            ("structure", .text(card.structure)), ("libelle", .string(card.libelle)),
            ("type", .string(card.typeInconnu ?? card.type.rawValue)),
            ("serie", .count(card.serie)), ("verifie", .bool(contact.isVerified)),
            ("expire", .text(card.expire)),
        ])
    }
}
