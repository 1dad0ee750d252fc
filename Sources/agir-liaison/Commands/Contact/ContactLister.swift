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
        let (rows, declared) = try Contact.all(options.context)
        if options.json {
            return Output.json(.array(rows.map(Self.json) + declared.map(Self.json)))
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

    static func json(_ contact: DeclaredContact) -> JSONValue {
        .row([
            ("structure", .text(contact.structure)), ("libelle", .string(contact.libelle)),
            ("type", .code(contact.type)), ("declare", .bool(true)),
            ("courriel", contact.courriel.map { .string($0) }),
            ("telephone", contact.telephone.map { .string($0) }),
            ("telephoneSource", .code(contact.telephoneSource)), ("voie", .code(contact.voie)),
            ("suite", .text(contact.suite)),
        ])
    }

    static func json(_ contact: Contact) -> JSONValue {
        let card = contact.card
        return .row([
            ("structure", .text(card.structure)), ("libelle", .string(card.libelle)),
            ("type", .string(card.typeInconnu ?? card.type.rawValue)),
            ("serie", .count(card.serie)), ("verifie", .bool(contact.isVerified)),
            ("expire", .text(card.expire)), ("bureauHeberge", .text(card.bureauHeberge)),
        ])
    }
}
