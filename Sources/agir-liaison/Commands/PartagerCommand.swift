import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct PartagerCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "partager",
        abstract: "Donne des fiches à un collègue, telles qu'elles ont été signées.",
        discussion: "agir-liaison partager 1 2 --avec sara.martin")

    @Argument(help: "Fiches des boîtes (numéros de ligne, identifiants).")
    var fiches: [String] = []

    @Flag(help: "Toutes les fiches des deux boîtes que vous pouvez ouvrir.")
    var tout = false

    @Option(help: "Collègue : son nom dans la carte de votre structure.")
    var avec: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        guard fiches.isEmpty == tout else {
            throw Failure(
                .usage, "Il faut des fiches, ou --tout.",
                next: "Par exemple : « agir-liaison partager 1 2 --avec COLLEGUE ».")
        }
        let session = try Session.open(try options.context).synchronize()
        let share = try ShareFiches(session)
        let plan = try share.plan(tout ? nil : fiches, with: avec)
        for case .shareAll(let count, let name) in plan.questions where Terminal.isInteractive {
            guard Terminal.confirms("Partager \(Plural.of(count, "fiche")) avec \(name) ?") else {
                throw Failure(.usage, "Rien n'est partagé.")
            }
        }
        try report(share.execute(plan), with: plan.colleague.nom)
    }

    private func report(_ result: ShareFiches.Result, with colleague: KeyName) throws {
        if options.json {
            Output.json(result.json)
        } else {
            Output.line(
                Plural.of(result.shared.count, "fiche partagée", "fiches partagées")
                    + " avec \(colleague).")
        }
        for again in result.again {
            Output.note(
                "\(again.fiche.text.prefix(8)) : déjà partagée avec \(colleague.local), le "
                    + "\(ParisTime.date(at: again.le).french) ; elle n'est pas redonnée.")
        }
        if result.held > 0 {
            Output.note(
                Plural.of(result.held, "fiche") + " : \(colleague) "
                    + Plural.word(result.held, "l'ouvre déjà.", "les ouvre déjà."))
        }
        if result.unread > 0 {
            Output.note(
                Plural.of(
                    result.unread, "fiche ne vous est pas adressée : elle n'est pas donnée.",
                    "fiches ne vous sont pas adressées : elles ne sont pas données."))
        }
        try result.requireAll()
    }
}
