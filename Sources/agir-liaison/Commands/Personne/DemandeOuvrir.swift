import ArgumentParser
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

struct DemandeOuvrir: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ouvrir",
        abstract: "Enregistre la demande d'une personne, dont le numéro AGDREF est demandé.",
        discussion: "agir-liaison personne demande ouvrir --droit acces --recue 2026-11-20")

    @Argument(help: "« - » : le numéro AGDREF est demandé, ou lu sur l'entrée standard.")
    var numero: String?

    @Option(help: "« - » : le même.")
    var personne: String?

    @Option(help: "Ou une fiche de cette personne, si vous pouvez l'ouvrir.")
    var fiche: String?

    @Option(help: "Droit : acces, rectification, effacement, limitation ou opposition.")
    var droit: Droit

    @Option(help: "Jour où la demande est arrivée : le mois court de là.")
    var recue: String

    @Option(help: "Ce que la personne demande, dans ses mots ; scellé pour les DPO.")
    var texte: String?

    @Option(help: "Identité : verifiee, ou a-verifier.")
    var identite: RequestFact.Identite = .verifiee

    @Option(help: "Fichier JSON des champs à rectifier : chemin dans la fiche, texte corrigé.")
    var champs: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try Typed.day(recue)
        let requests = try Requests.handling(try options.context)
        let session = requests.session
        let fields = try champs.map(Requests.fields(in:))
        guard fields == nil || droit == .rectification else {
            throw Failure(.usage, "--champs ne va qu'avec une rectification.")
        }
        let person = try PersonSelector.read(
            fiche == nil ? numero ?? personne ?? "-" : numero ?? personne, fiche: fiche, session)
        let answer = try requests.open(
            droit, recue: day, number: person.number, indices: person.indices,
            identite: identite, texte: texte, champs: fields)
        if options.json { return Output.json(answer.json) }
        report(answer)
    }

    private func report(_ answer: LocalRequestOutcome) {
        let n = answer.request.n
        Output.line(
            "Demande n° \(n) ouverte (\(droit.french)), à répondre le "
                + "\(answer.request.echeance.french) au plus tard.")
        if answer.request.isLate { Output.note("Attention : ce délai est déjà passé.") }
        if identite == .aVerifier {
            Output.note(
                "Vérifiez l'identité, puis : « agir-liaison personne demande identite \(n) --moyen piece »."
            )
        }
        RequestPrinter.say(toExamine: answer.aExaminer, n: n)
        Output.note(
            droit == .acces
                ? "Un référent assemble ce qui est conservé : « agir-liaison personne repondre \(n) »."
                : "Pour agir : « agir-liaison personne demande executer \(n) ».")
    }
}
