import ArgumentParser
import LiaisonAgent
import LiaisonBase

struct JournalPreuve: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "preuve",
        abstract: "Écrit la preuve qu'un enregistrement est au journal.",
        discussion: "agir-liaison journal preuve 42 -o 42.tlog-proof")

    @Argument(help: "Numéro de l'enregistrement.")
    var numero: UInt64

    @Option(name: .sortie, help: "Fichier à écrire.")
    var sortie: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        try PrivateFile.write(LogProofs.of(numero, options.context), to: sortie)
        if !options.json { Output.line("Preuve écrite dans \(sortie).") }
    }
}
