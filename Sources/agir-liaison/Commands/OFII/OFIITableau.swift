import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct OFIITableau: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "tableau",
        abstract: "Dresse le tableau des personnes que les partenaires ont orientées ce mois-là.",
        discussion: "agir-liaison ofii tableau --mois 2026-11 --departement Isère -o tableau.csv")

    @Option(help: "Mois de réception des fiches (AAAA-MM).")
    var mois: String

    @Option(parsing: .upToNextOption, help: "Fiches à laisser de côté.")
    var sauf: [String] = []

    @Option(
        help: "Département, son numéro ou son nom : les personnes d'un autre n'y sont pas.")
    var departement: String?

    @Option(help: "Date de la validation demandée (défaut : le dernier jour du mois).")
    var au: String?

    @Option(help: "Capacité de l'opérateur : en capacité d'accueillir, ou à séquencer.")
    var capacite: String?

    @Option(name: .sortie, help: "Fichier à écrire : .csv, ou .html.")
    var output: String?

    @Option(name: .customLong("a"), help: "DT OFII à qui l'envoyer, scellé.")
    var a: String?

    @Option(help: "Avec --a : dit si le CIR est signé, de qui rien ne le dit : oui ou non.")
    var cirSigne: OuiNon?

    @Flag(help: "Avec --a : envoie le tableau avec ses cases vides.")
    var confirmerAvertissements = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let month = try Typed.month(mois)
        let au = try au.map(Typed.day) ?? month.adding(months: 1).adding(days: -1)
        try OutputFile.requireNew(output)
        let session = try Session.open(try options.context).synchronize()
        let monthly = try MonthlyTable(session)
        var input = MonthlyTable.Input(month: month, au: au)
        input.without = sauf
        input.departement = departement ?? Self.askedDepartment() ?? ""
        input.capacite = capacite ?? Self.askedCapacity() ?? ""
        input.office = a
        let plan = try monthly.plan(input)
        preview(plan)
        // Asked before the file is there: who completes the cells first writes it under the same name.
        let isSigned = plan.office == nil || saysCIRSigned(plan)
        let isAgreed = isSigned && (plan.office == nil || confirms(plan))
        if isAgreed, let output {
            try PrivateFile.write(
                output.hasSuffix(".html") ? Array(plan.table.html.utf8) : plan.table.csv, to: output
            )
            monthly.written(plan, to: output)
        }
        guard let office = plan.office else { return show(plan) }
        let (id, made) = try monthly.execute(
            plan, cirSigned: isSigned, withEmptyCells: isAgreed, by: .init())
        if let made { HandingReport.note([made]) }
        if options.json {
            let statut: EnvoiStatut = made == nil ? .enAttente : .aTransmettre
            return Output.json([
                ("id", .text(id)), ("statut", .code(statut)),
                ("voie", .code(made?.voie ?? .service)),
            ])
        }
        Output.line(
            "Tableau de \(Plural.of(plan.fiches.count, "personne")) scellé pour \(office) (\(id)).")
    }

    /// The two answers of guide AGIR 2022, 1.3.2.2, or others words.
    private static func askedCapacity() -> String? {
        let usual = ["en capacité d'accueillir", "à séquencer"]
        guard Terminal.isInteractive else { return nil }
        Terminal.say("Capacité de l'opérateur :", choices: usual)
        while let typed = Terminal.line("Un numéro, ou d'autres mots : ") {
            switch NavigationWord(typed) {
            case .back, .leave: return nil
            case .help: break
            case nil:
                if let line = TypedChoice.line(typed, of: usual) { return usual[line] }
                guard Int(typed.trimmingLine) != nil else { return typed }
            }
            Terminal.say("Tapez 1 ou 2, ou d'autres mots ; « quitter » arrête.")
        }
        return nil
    }

    private static func askedDepartment() -> String? {
        while let typed = Terminal.ask("Département : ") {
            switch NavigationWord(typed) {
            case .back, .leave: return nil
            case .help: Terminal.say("Tapez son numéro ou son nom ; « quitter » arrête.")
            case nil where Departement(typed: typed) != nil: return typed
            // At the end of the input there is nobody to ask again.
            case nil where typed.isEmpty: return nil
            case nil: Terminal.say(Departement.refusal)
            }
        }
        return nil
    }

    /// The empty cells, before anything goes: the DT OFII would have to ask for each.
    private func preview(_ plan: MonthlyTable.Plan) {
        guard !plan.emptyCells.isEmpty else { return }
        let count = plan.emptyCells.reduce(0) { $0 + $1.columns.count }
        Output.note(
            "\(Plural.of(count, "case vide", "cases vides")) : « agir-liaison ofii completer FICHE »."
        )
        for row in plan.emptyCells {
            let columns = row.columns.map(\.label).joined(separator: ", ")
            // A name is for who sits there, never for a file of diagnostics.
            let name = Terminal.showsErrors ? " " + Output.visible(row.name) : ""
            Output.note(
                FicheText.wrapped(
                    "\(row.fiche.id.text.prefix(8))\(name) : \(columns)", indent: 2, hanging: 2))
        }
    }

    /// Of those whom a notice named.
    private func saysCIRSigned(_ plan: MonthlyTable.Plan) -> Bool {
        if plan.withoutCIR.isEmpty { return true }
        return cirSigne.map { $0 == .oui }
            ?? Terminal.confirms("Leur CIR est-il signé, pour chacune de ces personnes ?")
    }

    private func confirms(_ plan: MonthlyTable.Plan) -> Bool {
        plan.emptyCells.isEmpty || confirmerAvertissements
            || Terminal.confirms("Envoyer le tableau avec ces cases vides ?")
    }

    private func show(_ plan: MonthlyTable.Plan) {
        if options.json { return Output.json(plan.json) }
        guard output != nil else {
            return StandardStream.output.write(String(decoding: plan.table.csv, as: UTF8.self))
        }
        Output.line(
            plan.fiches.isEmpty
                ? "Aucune personne n'est à proposer pour ce mois : le tableau est vide."
                : Plural.of(plan.fiches.count, "personne") + " dans le tableau.")
    }
}
