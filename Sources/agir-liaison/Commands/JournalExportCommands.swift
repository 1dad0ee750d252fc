import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct JournalPreuve: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "preuve",
        abstract: "Écrit la preuve qu'un enregistrement est au journal.",
        discussion: "agir-liaison journal preuve 42 -o 42.tlog-proof")

    @Argument(help: "Numéro de l'enregistrement.")
    var numero: UInt64

    @Option(name: [.customShort("o"), .customLong("sortie")], help: "Fichier à écrire.")
    var sortie: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context)
        let answer = try session.client.request("GET", Routes.localLogProof(numero))
        guard let proof = LogProof(answer.body), proof.index == numero, proof.isIncluded,
            try LogTrust(session).isCurrent(LogTrust(session).verified(proof.checkpoint))
        else {
            throw Failure(
                .data, "Le service n'a pas donné une preuve juste : rien n'est écrit.",
                next: "Vérifiez le journal : « agir-liaison journal verifier ».")
        }
        try PrivateFile.write(answer.body, to: sortie)
        if !options.json { Output.line("Preuve écrite dans \(sortie).") }
    }
}

struct JournalExporter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "exporter",
        abstract: "Écrit le journal, ses feuilles et son point de contrôle, pour un tiers.",
        discussion: "agir-liaison journal exporter -o export-journal")

    @Option(name: [.customShort("o"), .customLong("sortie")], help: "Dossier à créer.")
    var sortie: String

    @Option(help: "Motif de la lecture : controle, demande, incident, audit, autre.")
    var motif: LogReason?

    @OptionGroup var options: CommonOptions

    private static let heading = [
        "n", "le", "acteur", "acte", "ref", "personne", "resultat", "detail", "nombre",
    ]

    func run() throws {
        let session = try Session.open(try options.context)
        guard PrivateFile.names(in: sortie).isEmpty else {
            throw Failure(
                .exists, "Le dossier \(sortie) n'est pas vide.",
                next: "Donnez-en un nouveau avec -o.")
        }
        let reader = LogReader(session: session, reason: try LogReason.ask(motif))
        let points = try reader.points(isFresh: true)
        guard let point = points.last else {
            throw Failure(
                .notAllowed, "Le journal n'a pas de point de contrôle à exporter.",
                next: "Après une restauration : « agir-liaison structure renouveler ».")
        }
        let trust = LogTrust(session)
        let tree = try trust.verified(point)
        guard trust.isCurrent(tree) else {
            throw Failure(
                .notAllowed, "La carte ne nomme pas encore l'époque de ce journal.",
                next: "L'administrateur lance « agir-liaison structure renouveler ».")
        }
        let trees = try points.map { try trust.verified($0) }
        var watched = [LogVerifier.Watched(tree: tree, what: "le point exporté")]
        if let seen = try session.folder.anchor()?.point, trust.isCurrent(seen) {
            watched.append(.init(tree: seen, what: "le dernier point que vous avez vu"))
        }
        try PrivateFile.makeFolder(sortie)
        var verifier = try LogVerifier(watched, today: ParisTime.date(at: Now.instant))
        try write("journal.jsonl") { lines in
            try write("feuilles.txt") { leaves in
                try write("journal.csv") { table in
                    try table(
                        SemicolonTable.head + SemicolonTable.line(Self.heading.map { .text($0) }))
                    _ = try reader.read(limit: tree.size) { leaf in
                        try verifier.add(leaf)
                        try leaves(Base64.encode(leaf.hash) + "\n")
                        guard let line = leaf.line.map({ String(decoding: $0, as: UTF8.self) })
                        else { return }
                        try lines(line + "\n")
                        if let record = try? LogRecord(line: line) {
                            try table(SemicolonTable.line(Self.cells(record).map { .text($0) }))
                        }
                    }
                }
            }
        }
        _ = try verifier.finish(
            size: tree.size, root: tree.root,
            isSigned: { size in trees.contains { $0.size == size } }, attested: { _, _ in true })
        try PrivateFile.write(point.bytes, to: "\(sortie)/point-de-controle")
        try session.folder.see(tree)
        if options.json {
            var object = JSONObject()
            object["dossier"] = .string(sortie)
            object["enregistrements"] = .integer(Int64(tree.size))
            return Output.json(.object(object))
        }
        Output.line("Journal exporté dans \(sortie) : \(tree.size) enregistrements.")
        Output.line("Qui le reçoit le vérifie avec docs/journal.md.")
    }

    /// Writes a file by pieces; complete, or not there.
    private func write(_ name: String, _ body: ((String) throws -> Void) throws -> Void) throws {
        try PrivateFile.write(to: "\(sortie)/\(name)") { write in
            try body { text in try Array(text.utf8).withUnsafeBytes { try write($0) } }
        }
    }

    private static func cells(_ record: LogRecord) -> [String] {
        [
            String(record.n), record.le.description, record.acteur, record.acte, record.ref ?? "",
            record.personne ?? "", record.resultat, record.detail ?? "",
            record.nombre.map(String.init) ?? "",
        ]
    }
}
