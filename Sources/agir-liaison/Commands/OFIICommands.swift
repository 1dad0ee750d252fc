import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct OFIIGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ofii", abstract: "Le tableau mensuel des orientations, pour la DT OFII.",
        discussion: "agir-liaison ofii tableau --mois 2026-11 -o tableau.csv",
        subcommands: [OFIITableau.self, OFIICompleter.self])

    /// - Throws: exit 77 for who does not make this table.
    static func session(_ options: CommonOptions) throws -> Session {
        let session = try Session.open(try options.context).synchronize()
        try session.require(.readFiche)
        guard session.own.type == .operateurAGIR else {
            throw Failure(
                .notAllowed, "Ce tableau est celui d'un opérateur AGIR.",
                next: "Votre structure est : \(session.own.type.french).")
        }
        return session
    }
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
        let session = try OFIIGroup.session(options)
        let office = try a.map { try destination($0, session) }
        let found = try MonthlyProposals(month, without: sauf, session)
        let kept = found.proposals
        let repertoire = Repertoire(session)
        let table = OFIITable(
            operateur: session.own.libelle, departement: departement ?? "", au: au,
            capacite: capacite ?? "",
            rows: kept.map {
                OFIITable.Row($0.fiche, completed: repertoire.completed($0.row))
            })
        for (id, why) in found.unread { Output.note("\(id) : \(why.message)") }
        guard found.unread.isEmpty else {
            throw Failure(
                .data,
                "\(found.unread.count) fiche(s) du mois n'ont pas pu être lues : rien n'est "
                    + "écrit.",
                next: "Un collègue peut les partager avec vous ; ou laissez-les avec --sauf.")
        }
        if let output {
            let isPage = output.hasSuffix(".html")
            try PrivateFile.write(isPage ? Array(table.html.utf8) : table.csv, to: output)
            let source = Copie.Source(fiches: kept.map { FicheName($0.row.de, $0.row.id) })
            Copies.record(output, .tableau, source, session.context)
        }
        try deliver(table, kept, to: office, session)
    }

    private func destination(_ name: String, _ session: Session) throws -> Destination {
        let destination = try Destination(name, session: session, unverifiedReason: nil)
        guard destination.kind == .dtOFII else {
            throw Failure(
                .notAllowed, "\(Output.visible(name)) n'est pas une DT OFII : rien n'est envoyé.",
                next: "Le tableau ne va qu'à la direction territoriale de l'OFII.")
        }
        return destination
    }

    private func deliver(
        _ table: OFIITable, _ kept: [MonthlyProposals.Proposal], to office: Destination?,
        _ session: Session
    ) throws {
        guard let office, let card = office.card else {
            if options.json { return Output.json(Self.json(table, kept)) }
            if output == nil {
                return StandardStream.output.write(String(decoding: table.csv, as: UTF8.self))
            }
            return Output.line("\(kept.count) personne(s) dans le tableau. \(Self.lacking(table))")
        }
        guard !kept.isEmpty else {
            throw Failure(.data, "Le tableau de ce mois est vide : rien n'est envoyé.")
        }
        let sealer = Sealer(session: session, destinations: [office], classical: false)
        let sealed = try sealer.seal(table)
        try session.push(card.structure)
        for pli in try sealer.plis(sealed) {
            _ = try session.client.request("PUT", Routes.localSend, body: pli.bytes)
        }
        if options.json {
            var object = JSONObject()
            object["id"] = .string(sealed.manifest.id.text)
            object["statut"] = .string("en-attente")
            return Output.json(.object(object))
        }
        Output.line(
            "Tableau de \(kept.count) personne(s) scellé pour \(card.structure) "
                + "(\(sealed.manifest.id)). \(Self.lacking(table))")
    }

    /// How many cells nobody knows.
    private static func lacking(_ table: OFIITable) -> String {
        let empty = table.rows.reduce(0) { count, row in
            count + OFIITable.Column.completable.count { row.text($0).isEmpty }
        }
        return empty == 0
            ? "" : "\(empty) case(s) vide(s) : « agir-liaison ofii completer FICHE » les complète."
    }

    private static func json(
        _ table: OFIITable, _ kept: [MonthlyProposals.Proposal]
    ) -> JSONValue {
        .array(
            zip(table.rows, kept).map { row, proposal in
                var object = JSONObject()
                object["id"] = .string(proposal.row.id.text)
                for column in OFIITable.Column.allCases {
                    object[column.label] = .string(row.text(column))
                }
                return .object(object)
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
        let session = try OFIIGroup.session(options)
        let row = try BoxListing.find(fiche, session)
        let opened = try FicheSource.open(row, session)
        guard let fiche = opened.fiche, OFIITable.lists(fiche) else {
            throw Failure(
                .data,
                "Cette fiche n'est pas une orientation vers AGIR : le tableau ne la prend pas.",
                next: "Il prend les fiches génériques d'un partenaire, sans contrat AGIR.")
        }
        var completion = OFIICompletion(
            fiche, completed: Repertoire(session).completed(row), today: Now.today)
        guard !completion.questions.isEmpty else {
            return Output.line("Cette fiche dit tout ce que le tableau demande.")
        }
        Terminal.say(
            "\(Output.visible("\(fiche.nom) \(fiche.prenom)")) : Entrée passe, « - » efface, Ctrl-D "
                + "arrête.")
        ask(&completion)
        try Repertoire.update(session) { repertoire in
            if let pli = opened.pli { repertoire.add(fiche, pli) }
            repertoire.complete(row, completion.content)
        }
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
