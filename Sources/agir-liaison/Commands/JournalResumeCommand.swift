import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct JournalResume: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "resume",
        abstract: "Le résumé des derniers jours, ou la page d'un mois pour le registre.",
        discussion: "agir-liaison journal resume --mois 2026-11 -o novembre.html")

    @Option(help: "Sur combien de jours, celui-ci compris (défaut : 1).")
    var jours: Int?

    @Option(help: "Sur un mois : AAAA-MM.")
    var mois: String?

    @Option(
        name: [.customShort("o"), .customLong("sortie")],
        help: "Page à imprimer (HTML), avec le point de contrôle.")
    var sortie: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let days = try days()
        let session = try Session.open(try options.context)
        try session.require(.readLog)
        let summary = LogSummary(try records(days, session))
        let unverified = try unverified(session)
        let state = try JSONValue.parse(session.client.request("GET", Routes.localState).body)
        let oldest = state.object?["plusAncien"]?.integer.map { Now.instant + -$0 }
        if let sortie {
            let reader = LogReader(session: session, reason: nil)
            guard let point = try reader.points(isFresh: true).last else {
                throw Failure(
                    .notAllowed, "Le journal n'a pas de point de contrôle à imprimer.",
                    next: "Après une restauration : « agir-liaison structure renouveler ».")
            }
            let trust = LogTrust(session)
            let page = LogRegisterPage(
                summary: summary, card: session.own, days: days, oldest: oldest,
                unverified: unverified, point: try trust.verified(point),
                witnesses: trust.witnesses(of: point), printed: Now.instant)
            try PrivateFile.write(Array(page.html.utf8), to: sortie)
            if !options.json { Output.line("Page écrite dans \(sortie) : imprimez-la.") }
        }
        if options.json { return Output.json(json(summary, oldest, unverified)) }
        if sortie == nil { show(summary, since: days.lowerBound, oldest, unverified) }
    }

    private func days() throws -> ClosedRange<CalendarDate> {
        let today = ParisTime.date(at: Now.instant)
        guard let mois else {
            let count = jours ?? 1
            guard (1...366).contains(count) else {
                throw Failure(.usage, "--jours va de 1 à 366.", next: "Un jour, par défaut.")
            }
            return today.adding(days: 1 - count)...today
        }
        let first = try DayOption.month(mois)
        guard jours == nil, first <= today else {
            throw Failure(
                .usage, "--mois est un mois commencé, et ne va pas avec --jours.",
                next: "Par exemple : --mois \(today.description.prefix(7)).")
        }
        return first...min(today, first.adding(months: 1).adding(days: -1))
    }

    private func records(
        _ days: ClosedRange<CalendarDate>, _ session: Session
    ) throws -> [LogRecord] {
        var records: [LogRecord] = []
        var before = ""
        while true {
            let answer = try session.client.request(
                "GET",
                "\(Routes.localLogRecords)?depuis=\(days.lowerBound)&jusqua=\(days.upperBound)"
                    + "&nombre=10000&motif=controle\(before)")
            let lines = answer.body.split(separator: 0x0A)
            let page = lines.compactMap {
                try? LogRecord(line: String(decoding: $0, as: UTF8.self))
            }
            if page.count < lines.count {
                Output.note("\(lines.count - page.count) enregistrement(s) illisibles.")
            }
            records = page + records
            guard lines.count == 10_000, let first = page.first else { return records }
            before = "&avant=\(first.n)"
        }
    }

    private func unverified(_ session: Session) throws -> [String] {
        try session.folder.contactNames().filter { name in
            guard let card = try session.folder.contact(name)?.carte else { return false }
            return try !Session.isVerified(card, own: session.own, folder: session.folder)
        }.map(\.text).sorted()
    }

    private func json(
        _ summary: LogSummary, _ oldest: Instant?, _ unverified: [String]
    ) -> JSONValue {
        func table(_ rows: LogSummary.Counts) -> JSONValue {
            var object = JSONObject()
            for row in rows { object[row.key] = .integer(Int64(row.value)) }
            return .object(object)
        }
        var object = JSONObject()
        object["lectures"] = table(summary.readings)
        object["refus"] = table(summary.refusals)
        object["alarmes"] = .array(summary.alarms.map(\.json))
        object["nonRemis"] = .integer(Int64(summary.expired))
        object["elagues"] = .integer(Int64(summary.pruned))
        object["plusAncien"] = oldest.map { .string($0.description) }
        object["contactsNonVerifies"] = .array(unverified.map { .string($0) })
        return .object(object)
    }

    private func show(
        _ summary: LogSummary, since first: CalendarDate, _ oldest: Instant?,
        _ unverified: [String]
    ) {
        Output.line("Depuis le \(first.french) :")
        for alarm in summary.alarms {
            Output.line(
                "ALARME, \(Output.local(alarm.le)) : \(alarm.frenchResult) "
                    + "(\(alarm.ref ?? alarm.acteur), enregistrement \(alarm.n))")
        }
        if summary.alarms.isEmpty { Output.line("  aucune alarme") }
        section("Fiches lues", summary.readings)
        section("Demandes refusées", summary.refusals)
        Output.line("Abandonnées sans être remises : \(summary.expired).")
        Output.line(
            "Plus ancien pli non remis : "
                + (oldest.map { "déposé le \(Output.local($0))" } ?? "aucun") + ".")
        Output.line("Enregistrements élagués : \(summary.pruned).")
        Output.line(
            unverified.isEmpty
                ? "Tous les contacts sont vérifiés."
                : "Contacts non vérifiés : \(unverified.joined(separator: ", ")).")
    }

    private func section(_ title: String, _ rows: LogSummary.Counts) {
        Output.line("\(title) : \(rows.reduce(0) { $0 + $1.value }).")
        for row in rows { Output.line("  \(row.value) × \(Output.visible(row.key))") }
    }
}
