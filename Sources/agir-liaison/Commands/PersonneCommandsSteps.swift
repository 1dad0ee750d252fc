import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// What every step takes: which request, and how it is told.
private struct RequestStep {
    let session: Session
    let requests: Requests

    init(_ n: Int, _ options: CommonOptions) throws {
        session = try Session.open(try options.context).synchronize()
        try session.require(.handleRequest)
        guard n >= 0 else { throw Failure(.usage, "Un numéro n'est pas négatif.") }
        requests = Requests(session: session)
    }

    func sealed(_ text: String) throws -> SealedText {
        try Retention(session: session).sealed(text)
    }

    static func due(_ answer: JSONObject) -> String {
        answer["echeance"]?.string.flatMap { CalendarDate($0) }?.french ?? ""
    }
}

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
        let step = try RequestStep(n, options)
        let answer = try step.requests.enter(.identite(moyen), n)
        if options.json { return Output.json(.object(answer)) }
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
        let step = try RequestStep(n, options)
        let answer = try step.requests.enter(.prolongation(motif: step.sealed(motif)), n)
        if options.json { return Output.json(.object(answer)) }
        Output.line("Demande n° \(n) prolongée : à répondre le \(RequestStep.due(answer)).")
        Output.note(
            "Prévenez la personne de ce délai et de son motif, avant la fin du premier mois.")
    }
}

struct DemandeExecuter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "executer",
        abstract: "Agit ici, et le dit à chaque structure qui a reçu une fiche de la personne.",
        discussion: "agir-liaison personne demande executer 3")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @Flag(help: "Accepte des destinataires à clé classique parmi des hybrides.")
    var classique = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let step = try RequestStep(n, options)
        let dossier = try step.requests.dossier(n)
        let outcome = try RequestExecution(session: step.session, classical: classique).run(dossier)
        outcome.say(dossier.request)
        if options.json {
            Output.json(.object(outcome.object(n)))
        } else {
            Output.line(
                outcome.told.isEmpty
                    ? "Demande n° \(n) : personne de plus n'est à prévenir par un pli."
                    : "Demande n° \(n) : \(outcome.told.count) structure(s) prévenues.")
        }
        try outcome.requireAll()
    }
}

extension RequestExecution.Outcome {
    fileprivate func object(_ n: Int) -> JSONObject {
        var object = JSONObject()
        object["n"] = .integer(Int64(n))
        object["executee"] = .bool(true)
        object["dues"] = .integer(due)
        object["contentieux"] = contentieux.map { .integer(Int64($0)) }
        object["tableaux"] = .array(tables.map { .string($0.text) })
        object["prevenues"] = .array(told.map { .string($0.text) })
        object["autrement"] = .array(elsewhere.map { .string($0.text) })
        object["nonPrevenues"] = .array(failures.map { .string($0.name.text) })
        return object
    }

    fileprivate func requireAll() throws {
        guard failures.isEmpty else {
            throw Failure(
                .notAllowed, "\(failures.count) structure(s) n'ont pas pu être prévenues.",
                next: "Recommencez quand ce qui est dit ci-dessus est réglé : le reste est fait.")
        }
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

    @Flag(help: "Accepte des destinataires à clé classique parmi des hybrides.")
    var classique = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let step = try RequestStep(n, options)
        let dossier = try step.requests.dossier(n)
        let request = dossier.request
        if request.isOpen, request.droit != .acces {
            let outcome = try RequestExecution(session: step.session, classical: classique)
                .run(dossier)
            outcome.say(request)
            // With a reason the DPO answers for it: the person told them by letter, or they are no more.
            if motif == nil { try outcome.requireAll() }
        }
        if request.isOpen, request.droit == .acces, request.reponses.isEmpty {
            Output.note("Attention : aucun référent n'a assemblé de réponse à cette demande.")
        }
        let answer = try step.requests.enter(.cloture(motif: motif.map(step.sealed)), n)
        if options.json { return Output.json(.object(answer)) }
        Output.line("Demande n° \(n) close.")
        if let hold = request.contentieux {
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
        let step = try RequestStep(n, options)
        let answer = try step.requests.enter(.refus(motif: step.sealed(motif)), n)
        if options.json { return Output.json(.object(answer)) }
        Output.line("Demande n° \(n) refusée.")
        Output.note(
            "Dites à la personne pourquoi, avant le \(RequestStep.due(answer)), et qu'elle peut saisir la "
                + "CNIL ou le juge (RGPD, art. 12(4)).")
    }
}
