import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct JournalGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Le journal de traçabilité, lu par le DPO.",
        discussion: "agir-liaison journal verifier",
        subcommands: [
            JournalLister.self, JournalVerifier.self, JournalPreuve.self, JournalExporter.self,
            JournalResume.self,
        ])
}

/// Why the log is read: recorded with the reading.
extension LogReason: ExpressibleByArgument {
    /// As given; asked for on a terminal (the reading is recorded with it).
    static func ask(_ given: LogReason?) throws -> LogReason? {
        guard given == nil, Terminal.isInteractive else { return given }
        let names = allCases.map(\.rawValue).joined(separator: ", ")
        let typed = Terminal.ask("Motif de la lecture (\(names)) : ") ?? ""
        guard let reason = LogReason(rawValue: typed.isEmpty ? controle.rawValue : typed) else {
            throw Failure(.usage, "Ce motif n'est pas connu.", next: "C'est l'un de : \(names).")
        }
        return reason
    }

    /// The answer to what a reading asks.
    static func answer(_ questions: [LogReading.Question]) throws -> LogReason? {
        questions.contains(.reason) ? try ask(nil) : nil
    }
}

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

extension LogRecord {
    var frenchActe: String { LogActe(rawValue: acte)?.french ?? Output.visible(acte) }

    var frenchResult: String {
        var text = LogResultat(rawValue: resultat)?.french ?? Output.visible(resultat)
        if let detail {
            text += " : \(LogDetail(rawValue: detail)?.french ?? Output.visible(detail))"
        }
        if let nombre { text += " (\(nombre))" }
        return text
    }

    var json: JSONValue {
        .object(
            JSONObject([
                ("n", .integer(Int64(n))), ("le", .string(le.description)),
                ("acteur", .string(acteur)), ("acte", .string(acte)),
                ("ref", ref.map { .string($0) }), ("personne", personne.map { .string($0) }),
                ("resultat", .string(resultat)), ("detail", detail.map { .string($0) }),
                ("nombre", nombre.map { .integer(Int64($0)) }),
            ]))
    }
}

struct JournalVerifier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "verifier",
        abstract: "Recalcule le journal et dit la première entrée fausse.",
        discussion: "agir-liaison journal verifier --point point-de-controle")

    @Option(help: "Un point de contrôle gardé ailleurs, à comparer.")
    var point: String?

    @Option(help: "Motif de la lecture : controle, demande, incident, audit, autre.")
    var motif: LogReason?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let reading = try LogReading.plan(options.context, reason: motif)
        let reason = try LogReason.answer(reading.questions)
        let kept = try point.map { path in
            LogVerification.Kept(
                name: path, bytes: try PrivateFile.read(path, limit: SignedNote.limit))
        }
        report(try LogVerification.execute(reading, reason: reason, kept: kept))
    }

    private func report(_ verification: LogVerification.Result) {
        let (result, witnesses) = (verification.tree, verification.witnesses)
        if options.json {
            return Output.json(
                .object(
                    JSONObject([
                        ("valide", .bool(true)),
                        ("enregistrements", .integer(Int64(result.size))),
                        ("racine", .string(Base64.encode(result.root))),
                        ("presents", .integer(Int64(result.present))),
                        ("purges", .integer(Int64(result.pruned))), ("manquants", .integer(0)),
                        ("nonAttestes", .integer(Int64(result.unattested))),
                        ("signes", .integer(Int64(verification.signed))),
                        ("temoins", .array(witnesses.map { .string($0.name) })),
                    ])))
        }
        Output.line(
            result.pruned == 0
                ? "Journal vérifié : \(result.size) enregistrements, tous présents et intacts."
                : "Journal vérifié : \(result.size) enregistrements : \(result.present) présents, "
                    + "\(result.pruned) purgés régulièrement, 0 manquant.")
        Output.line("Racine : \(Base64.encode(result.root))")
        if result.unattested > 0 {
            Output.line("\(result.unattested) élagage(s) : date non attestée par un témoin.")
        }
        if result.lost > 0 {
            Output.line(
                "ATTENTION : \(result.lost) entrée(s) que vous aviez vues ne sont plus là depuis la "
                    + "restauration.")
        }
        if !verification.isCurrent {
            Output.line("ATTENTION : la carte ne nomme pas l'époque de ce journal.")
        }
        Output.line("Signé par le service jusqu'à \(verification.signed) entrées.")
        Output.line(
            witnesses.isEmpty
                ? "Aucun partenaire n'a cosigné le dernier point de contrôle."
                : witnesses.map { "Cosigné par \($0.name), \(Output.local($0.time))." }
                    .joined(separator: "\n"))
    }
}
