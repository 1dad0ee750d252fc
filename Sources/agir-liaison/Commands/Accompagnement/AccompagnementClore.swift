import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct AccompagnementGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accompagnement",
        abstract: "La fin de l'accompagnement d'une personne : trois ans après, tout est détruit.",
        discussion: "agir-liaison accompagnement clore - --le 2026-11-20",
        subcommands: [AccompagnementClore.self, AccompagnementRouvrir.self])
}

/// Whose file it is.
struct PersonOptions: ParsableArguments {
    @Argument(help: "« - » : le numéro AGDREF est demandé.")
    var personne: String?

    @Option(help: "Ou une fiche de cette personne.")
    var fiche: String?

    func person(_ session: Session) throws -> Person {
        try PersonSelector.read(personne, fiche: fiche, session)
    }
}

struct AccompagnementClore: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "clore",
        abstract: "Clôt l'accompagnement, et le dit à chaque structure qui a reçu une fiche.",
        discussion: "agir-liaison accompagnement clore - --le 2026-11-20")

    @OptionGroup var person: PersonOptions

    @Option(help: "Dernier jour de l'accompagnement.")
    var le: String

    @Option(help: "DT OFII à prévenir, quand plusieurs sont de vos contacts.")
    var ofii: String?

    @Flag(help: "Accepte des destinataires à clé classique parmi des hybrides.")
    var classique = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try DayOption.required(le)
        let session = try Session.ready(options.context, for: .closeFile)
        let plan = try AccompagnementClosing.plan(
            person.person(session), until: day, office: ofii, session)
        let result = try AccompagnementClosing.execute(plan, classical: classique)
        let (told, failures) = (result.told, result.failures)
        result.outcome.say()
        for notice in plan.notices { Output.note(notice.words) }
        if options.json {
            Output.json([
                ("changees", .count(result.outcome.changed)), ("dues", .count(result.outcome.due)),
                ("prevenues", .texts(told)),
            ])
        } else {
            Output.line(
                "Accompagnement clos le \(day.french) ; ses fiches seront détruites dans les trois ans."
            )
            if !plan.knowing.isEmpty {
                Output.line(
                    "Déjà dite à : \(plan.knowing.map(\.text).joined(separator: ", ")), qui ne "
                        + "l'apprend pas deux fois.")
            }
            if !told.isEmpty {
                Output.line("Sortie dite à : \(told.map(\.text).joined(separator: ", ")).")
            } else if plan.knowing.isEmpty, failures.isEmpty {
                Output.line("Aucune structure n'avait reçu de fiche : personne n'est à prévenir.")
            }
        }
        guard failures.isEmpty else {
            for (name, why) in failures { Output.note("\(name) : \(why.message)") }
            throw Failure(
                .notAllowed, "\(failures.count) structure(s) n'ont pas pu être prévenues.",
                next: .sentence(
                    "L'accompagnement est clos ici ; recommencez quand ce qui est dit ci-dessus est "
                        + "réglé."))
        }
    }
}

struct AccompagnementRouvrir: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "rouvrir", abstract: "Rouvre un accompagnement clos ici, et dit pourquoi.",
        discussion: "agir-liaison accompagnement rouvrir - --le 2026-11-20 --motif \"Retour\"")

    @OptionGroup var person: PersonOptions

    @Option(help: "Jour de la reprise.")
    var le: String

    @Option(help: "Motif, scellé pour les DPO.")
    var motif: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try DayOption.required(le)
        let session = try Session.ready(options.context, for: .closeFile)
        let outcome = try AccompagnementClosing.reopen(
            person.person(session), on: day, reason: motif, session)
        outcome.say()
        if options.json {
            return Output.json([("changees", .count(outcome.changed))])
        }
        Output.line("Accompagnement rouvert le \(day.french). Ce qui a été détruit ne revient pas.")
        Output.note(
            "Les structures qui avaient appris la sortie ne l'apprennent pas d'elles-mêmes : prévenez-les."
        )
    }
}

struct SortieGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sortie", abstract: "Les sorties du programme que des partenaires disent.",
        discussion: "agir-liaison sortie confirmer 1", subcommands: [SortieConfirmer.self])
}

struct SortieConfirmer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "confirmer",
        abstract:
            "Confirme une sortie reçue : elle compte alors pour ce qui s'est échangé avec elle.",
        discussion: "agir-liaison sortie confirmer 1")

    @Argument(help: "Sortie de la boîte de réception (numéro de ligne, identifiant).")
    var sortie: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let result = try SortieConfirmation.confirm(sortie, options.context)
        let day = result.message.le
        result.outcome.say()
        if options.json {
            return Output.json([("le", .text(day)), ("changees", .count(result.outcome.changed))])
        }
        Output.line(
            result.isOperator
                ? "Sortie du \(day.french) confirmée : elle compte trente jours après sa réception, "
                    + "pour les fiches échangées avec \(result.de)."
                : "Sortie du \(day.french) notée. \(result.de) n'est pas un opérateur AGIR : c'est une "
                    + "information, qui ne change aucune échéance.")
    }
}
