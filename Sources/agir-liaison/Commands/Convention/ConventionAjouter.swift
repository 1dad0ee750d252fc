import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct ConventionAjouter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ajouter", abstract: "Enregistre une convention signée.",
        discussion:
            "agir-liaison convention ajouter --avec ml-grenoble.example --type spe "
            + "--reference SPE-38-2026 --debut 2026-01-01 --echeance accord-cadre")

    @Option(parsing: .upToNextOption, help: "Structures qu'elle lie à la vôtre.")
    var avec: [String]

    @Option(help: "Type : spe, pic-ipr, ofii ou autre.")
    var type: Convention.Kind

    @Option(help: "Référence.")
    var reference: String

    @Option(help: "Date de début (AAAA-MM-JJ).")
    var debut: String

    @Option(help: "Échéance : une date, accord-cadre ou programme.")
    var echeance: String

    @Option(help: "Contact du DPO du partenaire, s'il est seul.")
    var contactDpo: String?

    @Option(help: "Contact de la sécurité des systèmes d'information, de même.")
    var contactSsi: String?

    @Option(help: "Contact en cas d'incident, de même.")
    var contactIncident: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let names = try avec.map(Typed.structure)
        let contacts = Convention.Contacts(
            dpo: contactDpo, ssi: contactSsi, incident: contactIncident)
        guard contacts.isEmpty || names.count == 1 else {
            throw Failure(
                .usage,
                "Ces contacts sont-ils de \(names.map(\.text).joined(separator: " ou de ")) ?",
                next: .sentence(
                    "Enregistrez la convention sans eux, puis ceux de chaque structure : "
                        + "« agir-liaison convention contacts RÉFÉRENCE --de STRUCTURE »."))
        }
        let convention = Convention(
            reference: try Typed.reference(reference), type: type, avec: names,
            debut: try Typed.day(debut), echeance: try Typed.term(echeance),
            contacts: contacts.isEmpty ? [:] : [names[0]: contacts])
        try ConventionEntry.enter(.convention(convention), options)
    }
}
