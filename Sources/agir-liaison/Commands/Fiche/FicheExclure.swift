import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct FicheGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fiche", abstract: "À qui une fiche se rattache, et jusqu'à quand elle sert.",
        discussion: "agir-liaison fiche rattacher 1",
        subcommands: [FicheRattacher.self, FicheExclure.self, FicheUsage.self])
}

struct FicheRattacher: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "rattacher",
        abstract: "Rattache une fiche à une personne, dont le numéro AGDREF est demandé.",
        discussion: "agir-liaison fiche rattacher 1")

    @Argument(help: "Fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let plan = try FicheAttachment.plan(fiche, options.context)
        try FicheAttachment.execute(plan, number: PersonOption.read("-"))
        if options.json {
            return Output.json([("id", .text(plan.fiche.id))])
        }
        Output.line("Fiche \(plan.fiche.id) rattachée.")
    }
}

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

struct FicheUsage: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "usage",
        abstract: "Dit jusqu'à quand une fiche sert : elle est détruite ensuite.",
        discussion: "agir-liaison fiche usage 1 --jusqua 2027-01-31")

    @Argument(help: "Fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @Option(
        name: [.customLong("jusqua"), .customLong("jusquA")], help: "Dernier jour où elle sert.")
    var jusqua: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try DayOption.required(jusqua)
        let (pli, outcome) = try FicheRetention.limit(fiche, until: day, options.context)
        outcome.say()
        if options.json {
            return Output.json([
                ("id", .text(pli.id)), ("jusquA", .text(day)), ("dues", .count(outcome.due)),
            ])
        }
        Output.line(
            "Fiche \(pli.id) : elle ne sert plus après le \(day.french) ; seul un contentieux ou une "
                + "exception la garderait.")
    }
}
