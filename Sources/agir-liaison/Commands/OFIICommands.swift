import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

struct OFIIGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ofii", abstract: "Le tableau mensuel des orientations, pour la DT OFII.",
        discussion: "agir-liaison ofii tableau --mois 2026-11 -o tableau.csv",
        subcommands: [OFIITableau.self, OFIICompleter.self, OFIICorriger.self])
}

struct OFIITableau: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "tableau",
        abstract: "Dresse le tableau des personnes que les partenaires ont orientées ce mois-là.",
        discussion: "agir-liaison ofii tableau --mois 2026-11 --departement Isère -o tableau.csv")

    @Option(help: "Mois de réception des fiches (AAAA-MM).")
    var mois: String

    @Option(parsing: .upToNextOption, help: "Fiches à laisser de côté.")
    var sauf: [String] = []

    @Option(help: "Département.")
    var departement: String?

    @Option(help: "Date de la validation demandée (défaut : le dernier jour du mois).")
    var au: String?

    @Option(help: "Capacité de l'opérateur : en capacité d'accueillir, ou à séquencer.")
    var capacite: String?

    @Option(name: .shortAndLong, help: "Fichier à écrire : .csv, ou .html.")
    var output: String?

    @Option(name: .customLong("a"), help: "DT OFII à qui l'envoyer, scellé.")
    var a: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let month = try DayOption.month(mois)
        let au = try DayOption.read(au) ?? month.adding(months: 1).adding(days: -1)
        if let output, PrivateFile.exists(output) {
            throw Failure(
                .exists, "Le fichier \(Output.visible(output)) existe déjà ; rien n'est écrit.",
                next: "Donnez un autre nom avec -o.")
        }
        let session = try Session.open(try options.context).synchronize()
        let monthly = try MonthlyTable(session)
        var input = MonthlyTable.Input(month: month, au: au)
        input.without = sauf
        input.departement = departement ?? ""
        input.capacite = capacite ?? ""
        input.office = a
        let plan = try monthly.plan(input)
        if let output {
            try PrivateFile.write(
                output.hasSuffix(".html") ? Array(plan.table.html.utf8) : plan.table.csv, to: output
            )
            monthly.written(plan, to: output)
        }
        guard let office = plan.office else { return show(plan) }
        let id = try monthly.execute(plan)
        if options.json {
            return Output.json(
                .object(
                    JSONObject([
                        ("id", .string(id.text)),
                        ("statut", .string(EnvoiStatut.enAttente.rawValue)),
                    ])))
        }
        Output.line(
            "Tableau de \(plan.fiches.count) personne(s) scellé pour \(office.structure) "
                + "(\(id)). \(Self.lacking(plan))")
    }

    private func show(_ plan: MonthlyTable.Plan) {
        if options.json { return Output.json(Self.json(plan)) }
        guard output != nil else {
            return StandardStream.output.write(String(decoding: plan.table.csv, as: UTF8.self))
        }
        Output.line("\(plan.fiches.count) personne(s) dans le tableau. \(Self.lacking(plan))")
    }

    private static func lacking(_ plan: MonthlyTable.Plan) -> String {
        plan.emptyCells == 0
            ? ""
            : "\(plan.emptyCells) case(s) vide(s) : « agir-liaison ofii completer FICHE » les complète."
    }

    private static func json(_ plan: MonthlyTable.Plan) -> JSONValue {
        .array(
            zip(plan.table.rows, plan.fiches).map { row, fiche in
                .object(
                    JSONObject(
                        [("id", .string(fiche.id.text))]
                            + OFIITable.Column.allCases.map { ($0.label, .string(row.text($0))) }))
            })
    }
}

struct OFIICompleter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "completer",
        abstract: "Demande ce qu'une fiche ne dit pas et que le tableau de l'OFII veut.",
        discussion: "agir-liaison ofii completer 1")

    @Argument(help: "Fiche reçue (numéro de ligne, identifiant).")
    var fiche: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        _ = try MonthlyTable(session)
        var asked = try TableCompletion(fiche, session)
        guard !asked.completion.questions.isEmpty else {
            return Output.line("Cette fiche dit tout ce que le tableau demande.")
        }
        Terminal.say(
            "\(Output.visible("\(asked.fiche.nom) \(asked.fiche.prenom)")) : Entrée passe, « - » efface, Ctrl-D "
                + "arrête.")
        ask(&asked.completion)
        try asked.save(session)
        Output.line("Complété pour le tableau de l'OFII.")
    }

    /// What is answered before the input ends is kept.
    private func ask(_ completion: inout OFIICompletion) {
        for (index, question) in completion.questions.enumerated() {
            let format = question.format.isEmpty ? "" : " (\(question.format))"
            let current = question.current.map { " [\(Output.visible($0))]" } ?? ""
            Terminal.say("\(question.label)\(format)\(current)")
            while true {
                guard let typed = Terminal.line("> ") else { return }
                if typed.trimmingLine == "?" {
                    for line in question.help { Terminal.say("  " + line) }
                } else if let refusal = completion.answer(typed, to: index) {
                    Terminal.say("  " + refusal)
                } else {
                    break
                }
            }
        }
    }
}
