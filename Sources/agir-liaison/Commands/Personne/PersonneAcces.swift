import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct PersonneAcces: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "acces",
        abstract: "Écrit ce qui est remis à la personne : acces.html et acces.json.",
        discussion: "agir-liaison personne acces 3 -o reponse")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @Option(name: .sortie, help: "Dossier où écrire.")
    var output: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let reply = try AccessReply(n, try options.context)
        let files = ["acces.html", "acces.json"].map { "\(output)/\($0)" }
        for path in files { try OutputFile.requireNew(path) }
        let document = try reply.document()
        try PrivateFile.makeFolder(output)
        for (path, text) in zip(files, [document.html, document.json.text + "\n"]) {
            try PrivateFile.write(text.utf8, to: path)
            reply.record(path, of: document)
        }
        report(document, files, reply)
    }

    private func report(_ document: AccessDocument, _ files: [String], _ reply: AccessReply) {
        let missing = document.manquants.count
        if options.json {
            Output.json([
                ("n", .count(n)), ("fichiers", .texts(files)),
                ("plis", .count(document.plis.count)), ("nonLus", .count(missing)),
            ])
        } else {
            for path in files { Output.line(Output.visible(path)) }
        }
        Output.note(
            "Relisez les textes libres avant de remettre ces fichiers : un tiers peut y être nommé."
        )
        if missing > 0 {
            Output.note(
                Plural.of(
                    missing,
                    "pli n'est pas dans la réponse : aucun référent qui a répondu ne peut l'ouvrir.",
                    "plis ne sont pas dans la réponse : aucun référent qui a répondu ne peut les ouvrir."
                ))
        }
        RequestPrinter.say(toExamine: reply.toExamine, n: n)
    }
}
