internal import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// Where an export is written.
package protocol LogExportFiles {
    /// The folder itself, or one in it.
    ///
    /// - Parameter name: empty for the folder itself.
    func makeFolder(_ name: String) throws
    /// Writes a file by pieces; complete, or not there.
    func write(
        _ name: String, _ body: (_ write: (String) throws -> Void) throws -> Void
    ) throws
}

/// The log, its leaves and its checkpoint, with all that somebody else needs to verify it (docs/journal.md).
package enum LogExport {
    private static let heading = [
        "n", "le", "acteur", "acte", "ref", "personne", "resultat", "detail", "nombre",
    ]

    package struct Result {
        /// How many entries were written: those that a signed checkpoint covers.
        package let written: UInt64
        /// How many the log has.
        package let size: UInt64
        /// How many checkpoints go with it, the exported one apart.
        package let points: Int
        /// Whose cards do, our own first.
        package let cards: [StructureName]
        /// What contradicts our log, and no DPO answered for yet.
        package let suspension: LogSuspension?
        /// Since when the entries that are not written go unsigned, where that is longer than a day.
        package let unsigned: Instant?

        /// Whether what is not written is what every export leaves out: the last minute.
        package var isSound: Bool { suspension == nil && unsigned == nil }
    }

    /// - Parameter kept: checkpoints that were kept elsewhere: they are compared, and go with it.
    /// - Throws: `.notAllowed` when no checkpoint fixes the log, or the card does not name its époque.
    package static func execute(
        _ reading: LogReading, reason: LogReason?, kept: [LogVerification.Kept] = [],
        to files: some LogExportFiles
    ) throws -> Result {
        let reader = reading.reader(reason)
        let points = try reader.points(isFresh: true)
        guard let point = points.last else {
            throw AgentError(
                .notAllowed, "Le journal n'a pas de point de contrôle à exporter.",
                next: .log(.renew))
        }
        let session = try LogTrust.session(reading.session, naming: point)
        let trust = LogTrust(session)
        let tree = try trust.verified(point)
        guard trust.isCurrent(tree) else {
            throw AgentError(
                .notAllowed, "La carte ne nomme pas encore l'époque de ce journal.",
                next: .log(.askToRenew))
        }
        let trees = try points.map { try trust.verified($0) }
        var watched = trees.map {
            LogVerifier.Watched(tree: $0, what: "un point signé par le service")
        }
        watched += try kept.map { try $0.watched(trust) }
        if let seen = try session.folder.anchor()?.point, trust.isCurrent(seen) {
            watched.append(.seen(seen))
        }
        let companions = try LogExportCompanions(session, points.dropLast(), kept)
        try files.makeFolder("")
        var verifier = try LogVerifier(watched, signed: tree.size, today: session.today)
        let state = try session.client.ask(ServiceState.self, "GET", Routes.localState)
        var size = tree.size
        try files.write("journal.jsonl") { lines in
            try files.write("feuilles.txt") { leaves in
                try files.write("journal.csv") { table in
                    try table(
                        SemicolonTable.head + SemicolonTable.line(heading.map { .text($0) }))
                    size = try reader.read(limit: tree.size) { leaf in
                        try verifier.add(leaf)
                        try leaves(Base64.encode(leaf.hash) + "\n")
                        guard let line = leaf.line.map({ String(decoding: $0, as: UTF8.self) })
                        else { return }
                        try lines(line + "\n")
                        if let record = try? LogRecord(line: line) {
                            try table(SemicolonTable.line(cells(record).map { .text($0) }))
                        }
                    }.size
                }
            }
        }
        _ = try verifier.finish(
            size: tree.size, root: tree.root,
            isSigned: { size in trees.contains { $0.size == size } }, attested: { _, _ in true })
        try companions.write(
            LogExportPage(
                card: session.own, point: tree, witnesses: trust.witnesses(of: point),
                kept: companions.points.count, made: session.now), to: files)
        // Last: without it nothing is an export.
        try files.write("point-de-controle") {
            try $0(String(decoding: point.bytes, as: UTF8.self))
        }
        try session.folder.locked { try session.folder.see(tree) }
        let unsigned = state.unsigned.map(Int64.init).flatMap {
            $0 > LogTail.patience ? session.now + -$0 : nil
        }
        return Result(
            written: tree.size, size: max(size, tree.size), points: companions.points.count,
            cards: companions.cards.map(\.carte.structure),
            suspension: state.suspensions.first { $0.structure == session.own.structure },
            unsigned: unsigned)
    }

    private static func cells(_ record: LogRecord) -> [String] {
        [
            String(record.n), record.le.description, record.acteur, record.acte, record.ref ?? "",
            record.personne ?? "", record.resultat, record.detail ?? "",
            record.nombre.map(String.init) ?? "",
        ]
    }
}
