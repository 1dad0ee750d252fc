import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct HebergementPublier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "publier",
        abstract: "Dit dans la carte ce que le DPO a décidé des bureaux hébergés.",
        discussion: "agir-liaison hebergement publier")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let plan = try HostingPublication.plan(options.context)
        let card = try HostingPublication.execute(plan)
        let what = plan.isNeeded ? "La carte dit" : "La carte dit déjà"
        card.report(
            plan.decided.map { "\(what) les bureaux hébergés, à partir du \($0.french)." }
                ?? "\(what) qu'aucun bureau n'est hébergé.",
            json: options.json)
    }
}
