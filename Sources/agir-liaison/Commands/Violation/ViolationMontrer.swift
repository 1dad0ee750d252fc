import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct ViolationMontrer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "montrer", abstract: "Montre tout ce que l'on sait d'un incident.",
        discussion: "agir-liaison violation montrer 1")

    @Argument(help: "Numéro de l'incident.")
    var n: Int

    @Flag(help: "La fiche à recopier dans le téléservice de la CNIL.")
    var cnil = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let incidents = try Incidents.handling(try options.context)
        let file = try incidents.file(n, isReading: true)
        if options.json { return Output.json(file.wholeJSON) }
        if cnil {
            let contact = ViolationActe.Contact(incidents.session)
            return StandardStream.output.write(
                IncidentRegister.sheet(file.entry, contact: contact))
        }
        StandardStream.output.write(IncidentRegister.text(file.entry))
    }
}
