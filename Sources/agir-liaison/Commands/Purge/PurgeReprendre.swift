import ArgumentParser
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

struct PurgeReprendre: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "reprendre",
        abstract: "Après une restauration : ce qui peut manquer, puis la purge reprend.",
        discussion: "agir-liaison purge reprendre")

    @Flag(help: "Tout est ressaisi : ne le demande pas.")
    var confirmer = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let plan = try PurgeResumption.plan(options.context)
        if options.json {
            Output.json(plan.lost.value)
        } else {
            show(plan.lost)
        }
        let isConfirmed =
            confirmer
            || Terminal.isInteractive && Terminal.confirms("Tout est ressaisi ; la purge reprend ?")
        try PurgeResumption.execute(plan, confirmed: isConfirmed)
        Output.note("La purge de chaque jour reprend ; c'est au journal.")
    }

    private func show(_ lost: LostEntries) {
        Output.line("Ce qui a été saisi \(lost.french) est perdu. Le service a, d'avant :")
        Output.table([
            ["conventions", String(lost.conventions)],
            ["contentieux et exceptions ouverts", String(lost.contentieux)],
            ["fins d'accompagnement", String(lost.fins)],
            ["incidents ouverts", String(lost.incidents)],
            ["demandes de personnes ouvertes", String(lost.demandes)],
        ])
        Output.line("Comparez avec vos dossiers, et saisissez de nouveau ce qui manque.")
        if !lost.unasked.isEmpty {
            let names = lost.unasked.map(\.text).joined(separator: ", ")
            Output.line("N'ont pas encore dit ce qu'ils savent détruit : \(names).")
        }
    }
}
