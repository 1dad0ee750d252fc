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
        var query: [(String, String)] = [("nombre", String(nombre))]
        func add(_ key: String, _ value: String?, _ isRight: (String) -> Bool) throws {
            guard let value else { return }
            guard isRight(value) else {
                throw Failure(
                    .usage,
                    "--\(key) : « \(Output.visible(value)) » n'est pas de la forme attendue.",
                    next: "Voyez « agir-liaison journal lister --help ».")
            }
            query.append((key, value))
        }
        try add("depuis", DayOption.read(depuis)?.description) { _ in true }
        try add("jusqua", DayOption.read(jusquA)?.description) { _ in true }
        try add("acteur", acteur) { KeyName($0) != nil }
        try add("acte", acte) { $0.utf8.allSatisfy { (97...122).contains($0) || $0 == 45 } }
        try add("fiche", fiche) { text in
            text.utf8.count >= 4
                && text.utf8.allSatisfy {
                    (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46
                }
        }
        try add("avant", avant.map(String.init)) { _ in true }
        guard (1...10_000).contains(nombre) else {
            throw Failure(
                .usage, "--nombre va de 1 à 10000.", next: "Lisez page par page : --avant.")
        }
        let reason = try LogReason.ask(motif)
        if let reason { query.append(("motif", reason.rawValue)) }
        let number = try personne.map(PersonOption.read)
        var session = try Session.open(try options.context)
        if let number {
            // A colleague may have sealed the key meanwhile.
            session = try session.synchronize()
            let versions = try IndexKeyring.required(session).indices(of: number)
                .map(\.description)
            query.append(("personne", versions.joined(separator: ",")))
        }
        let text = query.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        let answer = try session.client.request("GET", "\(Routes.localLogRecords)?\(text)")
        let lines = answer.body.split(separator: 0x0A)
        let records = lines.compactMap {
            try? LogRecord(line: String(decoding: $0, as: UTF8.self))
        }
        if records.count < lines.count {
            Output.note("\(lines.count - records.count) enregistrement(s) illisibles.")
        }
        if options.json { return Output.json(.array(records.map(\.json))) }
        Output.table(
            [["N°", "QUAND", "ACTE", "ACTEUR", "RÉSULTAT", "RÉFÉRENCE"]]
                + records.map { record in
                    [
                        String(record.n), Output.local(record.le), record.frenchActe,
                        record.acteur, record.frenchResult, record.ref ?? "",
                    ]
                })
        if lines.count == nombre, let first = records.first {
            Output.note("Il y en a peut-être d'autres avant : --avant \(first.n).")
        }
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
        var object = JSONObject()
        object["n"] = .integer(Int64(n))
        object["le"] = .string(le.description)
        object["acteur"] = .string(acteur)
        object["acte"] = .string(acte)
        object["ref"] = ref.map { .string($0) }
        object["personne"] = personne.map { .string($0) }
        object["resultat"] = .string(resultat)
        object["detail"] = detail.map { .string($0) }
        object["nombre"] = nombre.map { .integer(Int64($0)) }
        return .object(object)
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
        let session = try Session.open(try options.context)
        let reader = LogReader(session: session, reason: try LogReason.ask(motif))
        let trust = LogTrust(session)
        let kept = try point.map { path -> LogVerifier.Watched in
            let note = try SignedNote(PrivateFile.read(path, limit: SignedNote.limit))
            return LogVerifier.Watched(tree: try trust.verified(note), what: "le point \(path)")
        }
        var points = try reader.points()
        // A log that was just begun has none yet.
        if points.isEmpty { points = try reader.points(isFresh: true) }
        let trees = try points.map { try trust.verified($0) }
        guard let point = points.last, let last = trees.last else {
            throw Failure(
                .data,
                "Le service ne montre aucun point de contrôle signé : rien ne dit que ce "
                    + "journal est entier.",
                next: .sentence(
                    "Prévenez l'administrateur ; après une restauration : « structure "
                        + "renouveler »."))
        }
        var watched = trees.map {
            LogVerifier.Watched(tree: $0, what: "un point signé par le service")
        }
        watched += [kept].compactMap(\.self)
        let seen = try session.folder.anchor()?.point
        // Another époque's: what was restored may hold less than what was seen.
        let isMemory = seen.map { !trust.isCurrent($0) } ?? false
        if let seen, !isMemory {
            watched.append(.init(tree: seen, what: "le dernier point que vous avez vu"))
        }
        var verifier = try LogVerifier(
            watched, memory: isMemory ? seen : nil, today: ParisTime.date(at: Now.instant))
        let tree = try reader.read { try verifier.add($0) }
        let result = try verifier.finish(
            size: tree.size, root: tree.root,
            isSigned: { size in trees.contains { $0.size == size } },
            attested: { size, date in
                points.contains { trust.isAttested($0, size: size, by: date) }
            })
        if trust.isCurrent(last) { try session.folder.see(last) }
        report(result, point, last, trust)
    }

    private func report(
        _ result: LogVerifier.Result, _ point: SignedNote, _ last: Checkpoint, _ trust: LogTrust
    ) {
        let witnesses = trust.witnesses(of: point)
        if options.json {
            var object = JSONObject()
            object["valide"] = .bool(true)
            object["enregistrements"] = .integer(Int64(result.size))
            object["racine"] = .string(Base64.encode(result.root))
            object["presents"] = .integer(Int64(result.present))
            object["purges"] = .integer(Int64(result.pruned))
            object["manquants"] = .integer(0)
            object["nonAttestes"] = .integer(Int64(result.unattested))
            object["signes"] = .integer(Int64(last.size))
            object["temoins"] = .array(witnesses.map { .string($0.name) })
            return Output.json(.object(object))
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
        if !trust.isCurrent(last) {
            Output.line("ATTENTION : la carte ne nomme pas l'époque de ce journal.")
        }
        Output.line("Signé par le service jusqu'à \(last.size) entrées.")
        Output.line(
            witnesses.isEmpty
                ? "Aucun partenaire n'a cosigné le dernier point de contrôle."
                : witnesses.map { "Cosigné par \($0.name), \(Output.local($0.time))." }
                    .joined(separator: "\n"))
    }
}
