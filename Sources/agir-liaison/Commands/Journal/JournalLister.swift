import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct JournalLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister",
        abstract: "Liste les derniers enregistrements du journal, mille au plus.",
        discussion: "agir-liaison journal lister --depuis 2026-11-01 --json")

    @Option(help: "Depuis ce jour (AAAA-MM-JJ).")
    var depuis: String?

    @Option(name: .customLong("jusquA"), help: "Jusqu'à ce jour compris (AAAA-MM-JJ).")
    var jusquA: String?

    @Option(help: "Acteur : nom de clé, ou nom court d'un agent de votre structure.")
    var acteur: String?

    @Option(help: "Acte, par son code : « journal actes » les donne.")
    var acte: String?

    @Option(help: "Identifiant de la fiche, ou son début (4 signes au moins).")
    var fiche: String?

    @Option(help: "« - » : une personne, dont le numéro AGDREF est demandé.")
    var personne: String?

    @Option(help: "Motif de la lecture : controle, demande, incident, audit, autre.")
    var motif: LogReason?

    @Option(help: "Combien, les derniers (10000 au plus).")
    var nombre = 1_000

    @Option(help: "Ceux d'avant ce numéro : la page précédente.")
    var avant: UInt64?

    @OptionGroup var options: CommonOptions

    func run() throws {
        guard LogQuery.counts.contains(nombre) else {
            throw Failure(
                .usage, "--nombre va de 1 à 10000.", next: "Lisez page par page : --avant.")
        }
        var query = LogQuery(count: nombre)
        query.since = try depuis.map(Typed.day)
        query.until = try jusquA.map(Typed.day)
        query.actor = acteur
        query.acte = try acte.map(Self.known)
        query.reference = try fiche.map(Self.reference)
        query.before = avant
        query.reason = try LogReason.ask(motif)
        query.person = try personne.map(PersonOption.read)
        let page = try LogListing.read(query, options.context)
        let records = page.records
        if options.json { return Output.json(records.map(\.json)) }
        Output.table(["N°", "QUAND", "ACTE", "ACTEUR", "RÉSULTAT", "RÉFÉRENCE"], records) {
            record in
            [
                String(record.n), Output.local(record.le), record.frenchActe,
                record.acteur, record.frenchResult, record.ref ?? "",
            ]
        }
        if page.isFull, let first = records.first {
            Output.note("Il y en a peut-être d'autres avant : --avant \(first.n).")
        }
    }

    private static func known(_ text: String) throws -> LogActe {
        if let acte = LogActe(rawValue: text) { return acte }
        let near = Likeness.near(text, in: LogActe.allCases.map(\.rawValue))
        let suggestion =
            near.isEmpty
            ? "" : "Vouliez-vous dire \(near.map { "« \($0) »" }.joined(separator: " ou ")) ? "
        throw Failure(
            .usage, "--acte : « \(Output.visible(text)) » n'est pas un acte du journal.",
            next: NextStep.sentence("\(suggestion)« agir-liaison journal actes » les donne tous."))
    }

    private static func reference(_ text: String) throws -> LogQuery.Word {
        guard let word = LogQuery.Word(reference: text) else {
            throw Failure(
                .usage,
                "--fiche : « \(Output.visible(text)) » n'est pas de la forme attendue.",
                next: "Voyez « agir-liaison journal lister --help ».")
        }
        return word
    }
}
