import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct ContentieuxGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contentieux",
        abstract: "Ce qu'un litige garde de la destruction, et jusqu'à quand on le revoit.",
        discussion: "agir-liaison contentieux lister",
        subcommands: [
            ContentieuxOuvrir.self, ContentieuxClore.self, ContentieuxLister.self,
            HoldExceptionGroup.self,
        ])
}

struct ExceptionGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exception",
        abstract: "Ce qu'une obligation légale fait garder plus longtemps.",
        discussion: "agir-liaison contentieux lister", subcommands: [ExceptionAjouter.self])
}

/// The same under the name that cli.md may be read to give it.
struct HoldExceptionGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exception",
        abstract: "Ce qu'une obligation légale fait garder plus longtemps.",
        discussion: "agir-liaison exception ajouter --help", shouldDisplay: false,
        subcommands: [ExceptionAjouter.self])
}

/// What a hold or an exception is about: one of the three.
struct ScopeOptions: ParsableArguments {
    @Option(help: "Une fiche : numéro de ligne, ou identifiant.")
    var fiche: String?

    @Option(help: "« - » : une personne, dont le numéro AGDREF est demandé.")
    var personne: String?

    @Option(help: "Une convention : sa référence.")
    var convention: String?

    func scope(_ holds: Holds) throws -> RetentionFact.Portee {
        switch (fiche, personne, convention) {
        case (let text?, nil, nil):
            return try holds.fiche(text)
        case (nil, let text?, nil):
            return .personne(try PersonSelector.read(text, fiche: nil, holds.session).indices)
        case (nil, nil, let reference?):
            return .convention(try ConventionEntry.reference(reference))
        default:
            throw Failure(
                .usage, "Il faut --fiche ID, ou --personne -, ou --convention REF, et un seul.")
        }
    }
}

struct ContentieuxOuvrir: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ouvrir", abstract: "Suspend la destruction, le temps d'un contentieux.",
        discussion: "agir-liaison contentieux ouvrir --personne - --motif \"Recours contentieux\"")

    @OptionGroup var scope: ScopeOptions

    @Option(help: "Motif, scellé pour les DPO.")
    var motif: String

    @Option(help: "Date de revue, dans les six mois (défaut : six mois).")
    var revue: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let review = try DayOption.read(revue) ?? Now.today.adding(months: 6)
        let holds = try Holds(options.context)
        let outcome = try holds.open(scope.scope(holds), review: review, reason: motif)
        if options.json {
            return Output.json([
                ("n", .count(outcome.n)), ("suspendues", .count(outcome.changed)),
                ("aExaminer", outcome.toExamine.value),
            ])
        }
        Output.line(
            "Contentieux n° \(outcome.n) ouvert : \(outcome.changed) fiche(s) suspendues, à revoir le "
                + "\(review.french).")
        guard !outcome.toExamine.isEmpty else { return }
        Output.line(
            "\(outcome.toExamine.count) pli(s) que personne n'a encore ouverts sont suspendus aussi ; "
                + "un référent les ouvre, les rattache ou les exclut :")
        for pli in outcome.toExamine { Output.line("  \(pli.id)") }
    }
}

struct ContentieuxClore: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "clore",
        abstract: "Clôt un contentieux ou une exception : la purge reprend aussitôt.",
        discussion: "agir-liaison contentieux clore 12")

    @Argument(help: "Numéro.")
    var n: Int

    @OptionGroup var options: CommonOptions

    func run() throws {
        let holds = try Holds(options.context)
        guard n >= 0 else { throw Failure(.usage, "Un numéro n'est pas négatif.") }
        let outcome = try holds.close(n)
        if options.json {
            return Output.json([("n", .count(n)), ("dues", .count(outcome.due))])
        }
        Output.line("N° \(n) clos.")
        if outcome.due > 0 {
            Output.note(
                "\(outcome.due) fiche(s) sont détruites maintenant : leur échéance est passée.")
        }
    }
}

struct ContentieuxLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les contentieux et les exceptions en vigueur.",
        discussion: "agir-liaison contentieux lister")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let rows = try Holds(options.context).list().map { suspension, reason in
            (suspension, reason: reason ?? "(scellé pour un autre DPO)")
        }
        if options.json {
            return Output.json(.array(rows.map { .object($0.object(motif: $1)) }))
        }
        guard !rows.isEmpty else { return Output.line("Aucun contentieux en vigueur.") }
        Output.table(
            [["N°", "GENRE", "PORTÉE", "À REVOIR", "PAR", "MOTIF"]]
                + rows.map { row, reason in
                    [
                        String(row.n), row.genre.rawValue, Self.scope(row.portee),
                        row.jusquA.french, row.par.description, Output.visible(reason),
                    ]
                })
        for (row, _) in rows where !row.toExamine.isEmpty {
            Output.line(
                "N° \(row.n) : \(row.toExamine.count) pli(s) à ouvrir, rattacher ou exclure :")
            for pli in row.toExamine { Output.line("  \(pli.id)") }
        }
    }

    private static func scope(_ scope: RetentionFact.Portee) -> String {
        switch scope {
        case .convention(let reference): "convention \(Output.visible(reference))"
        case .fiche(_, let id): "fiche \(id.text.prefix(8))"
        case .personne: "une personne"
        }
    }
}

struct ExceptionAjouter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ajouter", abstract: "Fait garder plus longtemps ce qu'une loi demande.",
        discussion:
            "agir-liaison exception ajouter --convention SPE-38-2026 --base \"Règlement FAMI, art. 53\" "
            + "--document \"Pièces justificatives\" --jusqua 2031-12-31")

    @OptionGroup var scope: ScopeOptions

    @Option(help: "Base légale.")
    var base: String

    @Option(help: "Type de document.")
    var document: String

    @Option(name: [.customLong("jusqua"), .customLong("jusquA")], help: "Dernier jour.")
    var jusqua: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let end = try DayOption.required(jusqua)
        let holds = try Holds(options.context)
        let outcome = try holds.keep(
            scope.scope(holds), until: end, reason: "\(base) ; \(document)")
        if options.json {
            return Output.json([("n", .count(outcome.n)), ("changees", .count(outcome.changed))])
        }
        Output.line(
            "Exception n° \(outcome.n) : \(outcome.changed) fiche(s) gardées jusqu'au \(end.french)."
        )
    }
}
