import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct FicheExclure: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "exclure",
        abstract: "Met hors d'un contentieux ou d'une demande un pli qui ne le concerne pas.",
        discussion: "agir-liaison fiche exclure 1 --contentieux 12")

    @Argument(help: "Fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @Option(help: "Numéro du contentieux.")
    var contentieux: Int?

    @Option(help: "Ou numéro de la demande d'une personne.")
    var demande: Int?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let (excluded, what) = try excluded()
        let (pli, outcome) = try FicheRetention.exclude(fiche, from: excluded, options.context)
        if options.json {
            return Output.json([("id", .text(pli.id)), ("dues", .count(outcome?.due))])
        }
        Output.line("Fiche \(pli.id) mise hors \(what).")
    }

    private func excluded() throws -> (FicheRetention.Excluded, what: String) {
        switch (contentieux, demande) {
        case (let n?, nil) where n >= 0: return (.contentieux(n), "du contentieux n° \(n)")
        case (nil, let n?) where n >= 0: return (.demande(n), "de la demande n° \(n)")
        case (.some, nil), (nil, .some):
            throw Failure(.usage, "Un numéro n'est pas négatif.")
        default:
            throw Failure(.usage, "Il faut --contentieux N, ou --demande N, et un seul.")
        }
    }
}
