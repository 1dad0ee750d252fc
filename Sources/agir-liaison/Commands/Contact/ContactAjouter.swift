import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct ContactAjouter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ajouter",
        abstract: "Déclare un partenaire qui n'a pas de clé, et comment le joindre.",
        discussion: """
            agir-liaison contact ajouter voiron.france-travail.example --libelle "France Travail Voiron" \\
              --type france-travail --telephone "04 76 00 00 00" --telephone-source annuaire --voie archive
            """)

    @Argument(
        help:
            "Nom du partenaire, en forme de nom de domaine (sous celui de son réseau, s'il n'en a pas)."
    )
    var structure: String

    @Option(help: "Nom que les gens lisent.")
    var libelle: String?

    @Option(help: "Ce qu'elle est dans le programme : mission-locale, france-travail…")
    var type: String?

    @Option(help: "Adresse de courriel.")
    var courriel: String?

    @Option(
        help: "Téléphone où envoyer une phrase ; jamais celui que donne le courriel qui la demande."
    )
    var telephone: String?

    @Option(help: "D'où vient ce numéro : annuaire, convention, carte-de-visite ou deja-connu.")
    var telephoneSource: DeclaredContact.TelephoneSource?

    @Option(
        help:
            "La voie habituelle : guichet, archive ou papier ; service, pli ou fichier avec une carte."
    )
    var voie: Voie?

    @OptionGroup var options: CommonOptions

    func run() throws {
        var input = ContactDeclaration.Input(try Typed.structure(structure))
        input.libelle = libelle
        input.type = try type.map(Typed.kind)
        (input.courriel, input.telephone) = (courriel, telephone)
        (input.telephoneSource, input.voie) = (telephoneSource, voie)
        let contact = try ContactDeclaration(try options.context).add(input)
        if options.json { return Output.json(contact.json) }
        Output.line(
            "Contact \(contact.structure) (\(Output.visible(contact.libelle))) déclaré : il n'a pas de clé."
        )
    }
}
