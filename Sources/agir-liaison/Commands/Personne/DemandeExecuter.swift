import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

struct DemandeIdentite: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "identite", abstract: "Note que l'identité de la personne est vérifiée.",
        discussion: "agir-liaison personne demande identite 3 --moyen piece")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @Option(help: "Moyen : piece, connu ou autre.")
    var moyen: RequestFact.Moyen

    @OptionGroup var options: CommonOptions

    func run() throws {
        let answer = try Requests.handling(try options.context).enter(.identite(moyen), n)
        if options.json { return Output.json(RequestJSON.outcome(answer)) }
        Output.line("Demande n° \(n) : identité vérifiée.")
    }
}

struct DemandeProlonger: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "prolonger",
        abstract: "Ajoute deux mois, si le premier n'est pas fini ; la personne en est prévenue.",
        discussion: "agir-liaison personne demande prolonger 3 --motif \"Dossier complexe\"")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @Option(help: "Motif, scellé pour les DPO.")
    var motif: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let answer = try Requests.handling(try options.context).extend(n, reason: motif)
        if options.json { return Output.json(RequestJSON.outcome(answer)) }
        Output.line(
            "Demande n° \(n) prolongée : à répondre le \(answer.request.echeance.french).")
        Output.note(
            "Prévenez la personne de ce délai et de son motif, avant la fin du premier mois.")
    }
}

struct DemandeExecuter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "executer",
        abstract:
            "Montre ce qui sera fait, agit ici, et le dit à chaque structure qui a reçu une fiche.",
        discussion: "agir-liaison personne demande executer 3 --confirmer 5")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @Option(help: "Nombre de plis détruits, lu dans l'aperçu (demandé sur un terminal).")
    var confirmer: Int?

    @Flag(help: "Accepte des destinataires à clé classique parmi des hybrides.")
    var classique = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let requests = try Requests.handling(try options.context)
        let execution = RequestExecution(session: requests.session, classical: classique)
        let plan = try execution.plan(requests.dossier(n))
        plan.say()
        let outcome = try execution.run(plan, confirmed: plan.confirmation(confirmer))
        outcome.say(plan.dossier.request)
        if options.json {
            Output.json(RequestJSON.executed(outcome, n))
        } else {
            Output.line(
                outcome.told.isEmpty
                    ? "Demande n° \(n) : personne de plus n'est à prévenir par un pli."
                    : "Demande n° \(n) : \(outcome.told.count) structure(s) prévenues.")
        }
        try outcome.requireAll()
    }
}

struct DemandeClore: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "clore",
        abstract: "Clôt une demande ; elle est d'abord exécutée, si elle ne l'a pas été.",
        discussion: "agir-liaison personne demande clore 3")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @Option(help: "Ce qui a été répondu, ou pourquoi une structure n'est pas prévenue ; scellé.")
    var motif: String?

    @Option(help: "Nombre de plis détruits, lu dans l'aperçu (demandé sur un terminal).")
    var confirmer: Int?

    @Flag(help: "Accepte des destinataires à clé classique parmi des hybrides.")
    var classique = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let requests = try Requests.handling(try options.context)
        let closing = CloseRequest(requests)
        let plan = try closing.plan(n, reason: motif, classical: classique)
        plan.execution?.say()
        let answer = try closing.execute(
            plan, confirmed: plan.execution?.confirmation(confirmer), classical: classique
        ) { $0.say(plan.dossier.request) }
        if options.json { return Output.json(RequestJSON.outcome(answer)) }
        Output.line("Demande n° \(n) close.")
        if let hold = plan.dossier.request.contentieux {
            Output.note(
                "Le contentieux n° \(hold) reste ouvert, jusqu'à « contentieux clore \(hold) ».")
        }
    }
}

struct DemandeRefuser: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "refuser", abstract: "Refuse une demande, avec un motif dit à la personne.",
        discussion: "agir-liaison personne demande refuser 3 --motif \"Obligation légale FAMI\"")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @Option(help: "Motif, scellé pour les DPO.")
    var motif: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let answer = try Requests.handling(try options.context).refuse(n, reason: motif)
        if options.json { return Output.json(RequestJSON.outcome(answer)) }
        Output.line("Demande n° \(n) refusée.")
        Output.note(
            "Dites à la personne pourquoi, avant le \(answer.request.echeance.french), et qu'elle peut saisir la "
                + "CNIL ou le juge (RGPD, art. 12(4)).")
    }
}
