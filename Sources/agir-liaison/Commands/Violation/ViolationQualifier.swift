import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct ViolationQualifier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "qualifier",
        abstract: "Précise ou corrige un incident, et décide qui prévenir.",
        discussion: "agir-liaison violation qualifier 1 --risque eleve --mesures \"Clés changées\"")

    @Argument(help: "Numéro de l'incident.")
    var n: Int

    @Option(help: "Moment corrigé de la découverte ; demande un motif.")
    var decouverte: String?

    @Option(help: "Moment corrigé de la réception d'une plainte ; demande un motif.")
    var recue: String?

    @Option(help: "Moment où l'on a été sûr que des données sont touchées ; demande un motif.")
    var connaissance: String?

    @Option(help: "Moment du premier soupçon ; demande un motif.")
    var soupcon: String?

    @OptionGroup var scope: IncidentScopeOptions

    @Option(parsing: .upToNextOption, help: "Partenaires non concernés ; demande un motif.")
    var sansPartenaire: [String] = []

    @Option(help: "Risque pour les personnes : aucun (demande un motif), limite ou eleve.")
    var risque: String?

    @Option(help: "Si des données de l'OFII sont touchées : oui, ou non (demande un motif).")
    var ofii: OuiNon?

    @Option(help: "Nombre approximatif de personnes.")
    var personnes: Int?

    @Option(help: "Nombre approximatif d'enregistrements.")
    var enregistrements: Int?

    @Option(help: "Ce qui s'est passé, sans nommer personne ; « - » : lu sur l'entrée standard.")
    var faits: String?

    @Option(help: "Catégories de personnes et de données.")
    var categories: String?

    @Option(help: "Conséquences probables.")
    var consequences: String?

    @Option(help: "Mesures prises.")
    var mesures: String?

    @Option(parsing: .upToNextOption, help: "Ce qui n'est pas encore connu (remplace).")
    var inconnu: [String] = []

    @Flag(help: "Plus rien n'est inconnu.")
    var toutConnu = false

    @Option(parsing: .upToNextOption, help: "Partenaires à qui plus aucune fiche ne part.")
    var arreterEnvois: [String] = []

    @Option(parsing: .upToNextOption, help: "Partenaires à qui les fiches partent de nouveau.")
    var reprendreEnvois: [String] = []

    @Option(help: "Motif, scellé pour les DPO ; il entre au registre.")
    var motif: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let incidents = try Incidents.handling(try options.context)
        let qualification = QualifyIncident(incidents)
        let plan = try qualification.plan(try input(incidents))
        let reason = plan.questions.isEmpty ? nil : Terminal.ask("Motif : ")
        let file = try qualification.execute(plan, reason: reason)
        IncidentPrinter.show(
            file, "Incident n° \(n) \(plan.isOnlyStops ? "à jour" : "qualifié").", options)
    }

    private func input(_ incidents: Incidents) throws -> QualifyIncident.Input {
        var input = QualifyIncident.Input(n: n)
        input.said.moments = try .init(
            soupcon: soupcon.map(Typed.moment),
            decouverte: decouverte.map(Typed.moment),
            reception: recue.map(Typed.moment),
            connaissance: connaissance.map(Typed.moment))
        input.said.natures = scope.nature.isEmpty ? nil : try Typed.natures(scope.nature)
        input.said.portee = try scope.scope(incidents)
        input.said.sans = try sansPartenaire.map(Typed.structure)
        input.said.risque = try risque.map { text in
            guard let risk = IncidentRisk(rawValue: text) else {
                throw Failure(.usage, "Le risque est aucun, limite ou eleve.")
            }
            return risk
        }
        input.said.ofii = ofii.map { $0 == .oui }
        (input.said.personnes, input.said.enregistrements) = (personnes, enregistrements)
        guard (personnes ?? 0) >= 0, (enregistrements ?? 0) >= 0 else {
            throw Failure(.usage, "Un nombre n'est pas négatif.")
        }
        input.texts.faits = try faits.map(Typed.text)
        input.texts.categories = categories
        (input.texts.consequences, input.texts.mesures) = (consequences, mesures)
        input.texts.inconnu = toutConnu ? [] : inconnu.isEmpty ? nil : inconnu
        input.reason = motif
        input.stopped = try arreterEnvois.map(Typed.structure)
        input.resumed = try reprendreEnvois.map(Typed.structure)
        return input
    }
}
