import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct CarteGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carte", abstract: "La carte de la structure.",
        discussion: "agir-liaison carte exporter -o agir38.carte", subcommands: [CarteExporter.self]
    )
}

struct CarteExporter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "exporter", abstract: "Écrit la carte à remettre aux partenaires.",
        discussion: "agir-liaison carte exporter -o agir38.carte")

    @Option(name: .shortAndLong, help: "Fichier à écrire (sinon : sortie standard).")
    var output: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let card = try options.folder.ownCard()
        guard let output else {
            return StandardStream.output.write(String(decoding: card.bytes, as: UTF8.self))
        }
        try PrivateFile.write(card.bytes, to: output)
        Output.note("Carte écrite dans \(output). Son empreinte se dit par un autre canal.")
    }
}

struct EmpreinteCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "empreinte",
        abstract: "Montre l'empreinte d'une structure (la vôtre sans nom), à lire au téléphone.",
        discussion: "agir-liaison empreinte")

    @Argument(help: "Structure.")
    var id: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let folder = try options.folder
        let card = try (id.map { try folder.card(of: $0) } ?? folder.ownCard()).carte
        let fingerprint = Fingerprint(structure: card.cleStructure)
        if options.json {
            return Output.json([
                ("structure", .text(card.structure)), ("empreinte", .text(fingerprint)),
                ("serie", .count(card.serie)), ("emise", .text(card.emise)),
            ])
        }
        Output.line("\(card.structure) : \(fingerprint)")
        Output.line(card.series)
    }
}
