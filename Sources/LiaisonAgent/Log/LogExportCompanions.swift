import LiaisonCrypto
import LiaisonSchema

/// What goes with the exported records, so that the folder stands alone: the keys and the cards that
/// prove them, the checkpoints that were kept, the verifier, a page that says what to do.
struct LogExportCompanions {
    /// Our own first, then those of the verified partners that have a service, by name.
    let cards: [SignedCarte]
    /// Each with the name of its file.
    let points: [(name: String, note: [UInt8])]

    /// The verifier, written from the formats alone, as it lies in `Verificateur`.
    private static let program = [
        ("formats_journal.py", PackageResources.formats_journal_py),
        ("parcours_journal.py", PackageResources.parcours_journal_py),
        ("verifier_export.py", PackageResources.verifier_export_py),
    ]

    /// - Parameters:
    ///   - service: the checkpoints that the service keeps.
    ///   - kept: those kept elsewhere, verified.
    init(
        _ session: Session, _ service: some Collection<SignedNote>, _ kept: [LogVerification.Kept]
    ) throws {
        cards = [try session.folder.ownCard()] + LogTrust.partners(session)
        var points: [(name: String, note: [UInt8])] = []
        for note in service {
            let name = try Self.name(note.bytes)
            points.append((name: name, note: note.bytes))
        }
        for (place, one) in kept.enumerated() {
            let name = try Self.name(one.bytes)
            points.append((name: "garde-\(place + 1)-\(name)", note: one.bytes))
        }
        self.points = points
    }

    /// `<époque>-<size>`.
    private static func name(_ note: [UInt8]) throws -> String {
        let tree = try Checkpoint(text: SignedNote(note).text)
        return "\(KeyName(tree.origin)?.epoch ?? 1)-\(tree.size)"
    }

    /// A line a key: what it is for, and its vkey; in the order of the cards.
    private var keys: String {
        var lines: [String] = []
        for (place, card) in cards.map(\.carte).enumerated() {
            lines.append("structure \(card.cleStructure)")
            guard let daemon = card.daemon else { continue }
            if place == 0 { lines.append("journal \(daemon.journal)") }
            lines.append("temoin \(daemon.temoin)")
        }
        return lines.map { "\($0)\n" }.joined()
    }

    func write(_ page: LogExportPage, to files: some LogExportFiles) throws {
        func write(_ name: String, _ text: String) throws {
            try files.write(name) { try $0(text) }
        }
        try files.makeFolder("cartes")
        for card in cards {
            try write(
                "cartes/\(card.carte.structure).carte", String(decoding: card.bytes, as: UTF8.self))
        }
        try files.makeFolder("points")
        for point in points {
            try write("points/\(point.name)", String(decoding: point.note, as: UTF8.self))
        }
        try write("cles.txt", keys)
        for (name, content) in Self.program {
            try write(name, String(decoding: content, as: UTF8.self))
        }
        try write("lisez-moi.html", page.html)
    }
}
