import ArgumentParser
import LiaisonAgent
import LiaisonBase

struct CopiesDetruire: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "detruire",
        abstract: "Détruit des fichiers en clair : leur contenu d'abord, puis leur nom.",
        discussion: "agir-liaison copies detruire --detruites")

    @Argument(help: "Numéros de la dernière liste montrée.")
    var numeros: [Int] = []

    @Flag(help: "Ceux dont la fiche est détruite.")
    var detruites = false

    @Flag(help: "Tous ceux de la liste.")
    var tout = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        guard [!numeros.isEmpty, detruites, tout].count(where: { $0 }) == 1 else {
            throw Failure(
                .usage, "Il faut des numéros de la liste, ou --detruites, ou --tout.",
                next: "Voyez « agir-liaison copies lister ».")
        }
        let copies = try DestroyCopies(Session.open(options.context))
        let plan = try copies.plan(detruites ? .destroyed : tout ? .all : .numbers(numeros))
        guard agreed(plan) else { return Output.note("Rien n'est détruit.") }
        let result = try copies.execute(plan)
        if options.json {
            Output.json(result.json)
        } else {
            Output.line(Plural.of(result.destroyed, "fichier détruit", "fichiers détruits") + ".")
        }
        if result.forgotten > 0 {
            Output.note(
                Plural.of(
                    result.forgotten,
                    "téléchargement ôté de la liste : vous dites qu'il est détruit.",
                    "téléchargements ôtés de la liste : vous dites qu'ils sont détruits."))
        }
        if result.destroyed > 0 { Output.note(FileDestruction.caution) }
        try result.requireAll()
    }

    private func agreed(_ plan: DestroyCopies.Plan) -> Bool {
        guard Terminal.isInteractive else { return true }
        for case .destroy(let files) in plan.questions {
            for file in files { Terminal.say(Output.visible(file)) }
            guard
                Terminal.confirms("Détruire \(Plural.of(files.count, "fichier")), pour toujours ?")
            else {
                return false
            }
        }
        return true
    }
}
