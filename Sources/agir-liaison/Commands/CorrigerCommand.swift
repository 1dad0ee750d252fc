import ArgumentParser
import LiaisonAgent

struct CorrigerCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "corriger",
        abstract: "Reprend une fiche envoyée pour la remplacer par une autre.",
        discussion: "agir-liaison corriger 1 -o correction.json")

    @OptionGroup var linked: LinkedFicheOptions

    func run() throws { try linked.fill { try .correction(of: $0, $1) } }
}
