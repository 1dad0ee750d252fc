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

    @Option(help: "Acteur : nom de clé.")
    var acteur: String?

    @Option(help: "Acte.")
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
        query.since = try DayOption.read(depuis)
        query.until = try DayOption.read(jusquA)
        query.actor = try read("acteur", acteur) { KeyName($0) }
        query.acte = try read("acte", acte, LogQuery.Word.init(acte:))
        query.reference = try read("fiche", fiche, LogQuery.Word.init(reference:))
        query.before = avant
        query.reason = try LogReason.ask(motif)
        query.person = try personne.map(PersonOption.read)
        let page = try LogListing.read(query, options.context)
        let records = page.records
        if options.json { return Output.json(.array(records.map(\.json))) }
        Output.table(
            [["N°", "QUAND", "ACTE", "ACTEUR", "RÉSULTAT", "RÉFÉRENCE"]]
                + records.map { record in
                    [
                        String(record.n), Output.local(record.le), record.frenchActe,
                        record.acteur, record.frenchResult, record.ref ?? "",
                    ]
                })
        if page.isFull, let first = records.first {
            Output.note("Il y en a peut-être d'autres avant : --avant \(first.n).")
        }
    }

    private func read<Value>(
        _ option: String, _ text: String?, _ read: (String) -> Value?
    ) throws -> Value? {
        guard let text else { return nil }
        guard let value = read(text) else {
            throw Failure(
                .usage,
                "--\(option) : « \(Output.visible(text)) » n'est pas de la forme attendue.",
                next: "Voyez « agir-liaison journal lister --help ».")
        }
        return value
    }
}
