import ArgumentParser
import LiaisonAgent

struct ContactRattacher: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "rattacher",
        abstract: "Dit sous quel nom un partenaire déclaré a sa carte, désormais vérifiée.",
        discussion:
            "agir-liaison contact rattacher voiron.france-travail.example france-travail.example")

    @Argument(help: "Nom sous lequel il était déclaré.")
    var ancien: String

    @Argument(help: "Nom que porte sa carte.")
    var nouveau: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let contact = try ContactDeclaration(try options.context).attach(
            Typed.structure(ancien), to: Typed.structure(nouveau))
        if options.json { return Output.json(contact.json) }
        Output.line(
            "\(ancien) est désormais \(nouveau) : ce qui fut échangé reste, la suite va à \(nouveau)."
        )
    }
}
