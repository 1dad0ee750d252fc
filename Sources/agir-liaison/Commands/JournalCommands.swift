import ArgumentParser
import FrenchArguments
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct JournalGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Le journal de traçabilité, lu par le DPO.",
        discussion: "agir-liaison journal verifier",
        subcommands: [JournalLister.self, JournalVerifier.self])
}

struct JournalLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les enregistrements du journal.",
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

    @OptionGroup var options: CommonOptions

    func run() throws {
        let from = try DayOption.read(depuis)
        let to = try DayOption.read(jusquA)
        let session = try Session.open(options)
        var records: [LogRecord] = []
        _ = try LogReader(session: session).read { leaf in
            guard let line = leaf.line, let record = try? LogRecord(line: line) else { return }
            if keeps(record, from: from, to: to) { records.append(record) }
        }
        if options.json { return Output.json(.array(records.map(Self.json))) }
        Output.table(
            [["N°", "QUAND", "ACTE", "ACTEUR", "RÉSULTAT", "RÉFÉRENCE"]]
                + records.map { record in
                    [
                        String(record.n), Output.local(record.le),
                        LogActe(rawValue: record.acte)?.french ?? record.acte, record.acteur,
                        Self.result(record), record.ref ?? "",
                    ]
                })
    }

    private func keeps(_ record: LogRecord, from: CalendarDate?, to: CalendarDate?) -> Bool {
        let date = ParisTime.date(at: record.le)
        if let from, date < from { return false }
        if let to, date > to { return false }
        if let acteur, record.acteur != acteur { return false }
        if let acte, record.acte != acte { return false }
        if let fiche { return fiche.utf8.count >= 4 && record.ref?.hasPrefix(fiche) == true }
        return true
    }

    private static func result(_ record: LogRecord) -> String {
        let result = LogResultat(rawValue: record.resultat)?.french ?? record.resultat
        guard let detail = record.detail else { return result }
        return "\(result) : \(LogDetail(rawValue: detail)?.french ?? detail)"
    }

    private static func json(_ record: LogRecord) -> JSONValue {
        var object = JSONObject()
        object["n"] = .integer(Int64(record.n))
        object["le"] = .string(record.le.description)
        object["acteur"] = .string(record.acteur)
        object["acte"] = .string(record.acte)
        object["ref"] = record.ref.map { .string($0) }
        object["personne"] = record.personne.map { .string($0) }
        object["resultat"] = .string(record.resultat)
        object["detail"] = record.detail.map { .string($0) }
        return .object(object)
    }
}

struct JournalVerifier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "verifier",
        abstract: "Recalcule le journal et dit la première entrée fausse.",
        discussion: "agir-liaison journal verifier")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(options)
        var verifier = LogVerifier()
        let tree = try LogReader(session: session).read { try verifier.add($0) }
        try verifier.finish(size: tree.size, root: tree.root)
        if options.json {
            var object = JSONObject()
            object["valide"] = .bool(true)
            object["enregistrements"] = .integer(Int64(tree.size))
            object["racine"] = .string(Base64.encode(tree.root))
            return Output.json(.object(object))
        }
        Output.line("Journal vérifié : \(tree.size) enregistrements, tous présents et intacts.")
        Output.line("Racine : \(Base64.encode(tree.root))")
    }
}
