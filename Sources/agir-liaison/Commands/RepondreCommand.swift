import ArgumentParser
import LiaisonAgent

struct RepondreCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "repondre",
        abstract: "Commence la réponse à une fiche reçue : personne reprise, sens retourné.",
        discussion: "agir-liaison repondre 1 -o reponse.json")

    @OptionGroup var linked: LinkedFicheOptions

    func run() throws { try linked.fill { try .reply(to: $0, $1) } }
}
