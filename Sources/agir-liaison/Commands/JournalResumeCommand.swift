import ArgumentParser
import FrenchArguments
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct JournalResume: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "resume", abstract: "Le résumé des derniers jours : lectures, refus, alarmes.",
        discussion: "agir-liaison journal resume --jours 7")

    @Option(help: "Sur combien de jours.")
    var jours = 1

    @OptionGroup var options: CommonOptions

    func run() throws {
        guard (1...366).contains(jours) else {
            throw Failure(.usage, "--jours va de 1 à 366.", hint: "Un jour, par défaut.")
        }
        let session = try Session.open(options)
        let first = ParisTime.date(at: Now.instant).adding(days: 1 - jours)
        var records: [LogRecord] = []
        var before = ""
        while true {
            let answer = try session.client.request(
                "GET",
                "\(Routes.localLogRecords)?depuis=\(first)&nombre=10000&motif=controle\(before)")
            let page = answer.body.split(separator: 0x0A).compactMap {
                try? LogRecord(line: String(decoding: $0, as: UTF8.self))
            }
            records = page + records
            guard page.count == 10_000, let first = page.first else { break }
            before = "&avant=\(first.n)"
        }
        let summary = Summary(records, unverified: try unverified(session))
        if options.json { return Output.json(summary.json) }
        summary.show(since: first)
    }

    private func unverified(_ session: Session) throws -> [String] {
        try session.folder.contactNames().filter { name in
            guard let card = try session.folder.contact(name)?.carte else { return false }
            return try !Session.isVerified(card, own: session.own, folder: session.folder)
        }.map(\.text).sorted()
    }

    /// Counts by code and by agent.
    private struct Summary {
        private let readings: [(key: String, value: Int)]
        private let refusals: [(key: String, value: Int)]
        private let alarms: [LogRecord]
        private let expired: Int
        private let pruned: Int
        private let unverified: [String]

        init(_ records: [LogRecord], unverified: [String]) {
            func counts(_ records: [LogRecord], _ key: (LogRecord) -> String) -> [(
                key: String, value: Int
            )] {
                Dictionary(grouping: records, by: key)
                    .mapValues { $0.reduce(0) { $0 + ($1.nombre ?? 1) } }
                    .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            }
            readings = counts(records.filter { $0.acte == LogActe.lecture.rawValue }) { $0.acteur }
            refusals = counts(records.filter { $0.resultat == LogResultat.refuse.rawValue }) {
                LogDetail(rawValue: $0.detail ?? "")?.french ?? "autre"
            }
            alarms = records.filter { $0.acte == LogActe.alarme.rawValue }
            expired = records.count { $0.detail == LogDetail.delaiDepasse.rawValue }
            pruned = records.compactMap(\.pruning).flatMap(\.plages).reduce(0) { $0 + $1.count }
            self.unverified = unverified
        }

        var json: JSONValue {
            func table(_ rows: [(key: String, value: Int)]) -> JSONValue {
                var object = JSONObject()
                for row in rows { object[row.key] = .integer(Int64(row.value)) }
                return .object(object)
            }
            var object = JSONObject()
            object["lectures"] = table(readings)
            object["refus"] = table(refusals)
            object["alarmes"] = .array(alarms.map(\.json))
            object["nonRemis"] = .integer(Int64(expired))
            object["elagues"] = .integer(Int64(pruned))
            object["contactsNonVerifies"] = .array(unverified.map { .string($0) })
            return .object(object)
        }

        func show(since first: CalendarDate) {
            Output.line("Depuis le \(first.french) :")
            for alarm in alarms {
                Output.line(
                    "ALARME, \(Output.local(alarm.le)) : \(alarm.frenchResult) "
                        + "(\(alarm.ref ?? alarm.acteur), enregistrement \(alarm.n))")
            }
            if alarms.isEmpty { Output.line("  aucune alarme") }
            section("Fiches lues", readings)
            section("Demandes refusées", refusals)
            Output.line("Abandonnées sans être remises : \(expired).")
            Output.line("Enregistrements élagués : \(pruned).")
            Output.line(
                unverified.isEmpty
                    ? "Tous les contacts sont vérifiés."
                    : "Contacts non vérifiés : \(unverified.joined(separator: ", ")).")
        }

        private func section(_ title: String, _ rows: [(key: String, value: Int)]) {
            Output.line("\(title) : \(rows.reduce(0) { $0 + $1.value }).")
            for row in rows { Output.line("  \(row.value) × \(Output.visible(row.key))") }
        }
    }
}
