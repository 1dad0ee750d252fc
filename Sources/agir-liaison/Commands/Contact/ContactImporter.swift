import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct ContactImporter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "importer", abstract: "Importe la carte d'un partenaire, à vérifier ensuite.",
        discussion: "agir-liaison contact importer ml-grenoble.carte")

    @Argument(help: "Fichier de la carte, ou adresse https:// du service du partenaire.")
    var source: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let source = try readSource()
        var file: String?
        if case .file = source { file = self.source }
        switch try ContactImport.run(source, named: file, options.context) {
        case .imported(let contact): report(contact)
        case .setAside(let contact):
            if options.json { Output.json(contact.json) }
        }
    }

    private func readSource() throws -> ContactImport.Source {
        guard source.hasPrefix("http://") || source.hasPrefix("https://") else {
            return .file { [source] in try PrivateFile.read(source, limit: Acte.limit) }
        }
        return .service(try Typed.address(source))
    }

    private func report(_ contact: Contact) {
        if options.json { return Output.json(contact.json) }
        let card = contact.card
        Output.line("Carte de \(card.structure) (\(Output.visible(card.libelle))) importée.")
        if let line = card.hostingFrench { Output.line(line) }
        guard !contact.isVerified else { return }
        Output.line("Elle n'est pas vérifiée. Appelez la structure, à un numéro qui ne vient pas")
        Output.line("de la carte, et comparez l'empreinte :")
        Output.line("    agir-liaison contact verifier \(card.structure)")
    }
}
