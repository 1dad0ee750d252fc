import Glibc
internal import LiaisonBase
package import LiaisonCrypto
package import LiaisonSchema

/// The plaintext files about persons that this program left on this machine, in a list sealed to the
/// agent alone. Noting one asks for no secret: each note waits in its own sealed file, and goes into
/// the list when the list is next read. A file that is gone leaves it without a word.
package struct Copies {
    /// Oldest first.
    package private(set) var rows: [Copie] = []

    private static let file = "copies.age"
    /// Bytes.
    private static let limit = 32 << 20
    /// The files that are listed, the youngest ones.
    private static let most = 10_000

    package init() {}

    private init(
        _ folder: AgentFolder, _ identity: AgentIdentity, _ notify: (AgentNotice) -> Void
    ) throws {
        let list = SealedList(file: Self.file, limit: Self.limit) {
            (try? JSONValue.parse($0))?.array
        }
        let values = try list.read(folder, identity, notify) ?? []
        rows = values.compactMap { $0.object.flatMap { Copie($0) } }
    }

    // MARK: Noting

    /// Notes a file that was just written.
    package static func record(
        _ path: String, _ nature: Copie.Nature, _ source: Copie.Source = .none,
        _ context: AgentContext
    ) {
        var source = source
        source.fichier = source.fichier.map(FilePath.absolute)
        CopieNotes(context.folder).add(
            .init(
                copie: Copie(
                    chemin: FilePath.absolute(path), nature: nature, ecrit: context.now(),
                    source: source), isSent: false), context)
    }

    /// Notes what was given to a browser, which saves it where it likes.
    package static func exported(
        _ name: String, _ nature: Copie.Nature = .piece, of fiche: PliKey, _ context: AgentContext
    ) {
        CopieNotes(context.folder).add(
            .init(
                copie: Copie(
                    chemin: name, nature: nature, ecrit: context.now(),
                    source: .init(fiches: [fiche]), isOutside: true), isSent: false), context)
    }

    /// Notes which fiche was made of a file.
    package static func sent(_ path: String, as manifest: Manifest, _ context: AgentContext) {
        let path = FilePath.absolute(path)
        guard let ecrit = FilePath.modified(path) else { return }
        CopieNotes(context.folder).add(
            .init(
                copie: Copie(
                    chemin: path, nature: .fiche, ecrit: ecrit,
                    source: .init(fiches: [manifest.key])), isSent: true), context)
    }

    // MARK: Reading

    /// The same for an agent at work, who is told of a list that can't be read.
    @discardableResult
    package static func update(
        _ session: Session, _ change: (inout Copies) throws -> Void = { _ in }
    ) throws -> Copies {
        try update(session.folder, session.identity, session.context.notify, change)
    }

    /// What is still there, after a change; it is written when something is new.
    ///
    /// - Parameter notify: told when the list can't be read any more, and was put aside.
    @discardableResult
    package static func update(
        _ folder: AgentFolder, _ identity: AgentIdentity, _ notify: (AgentNotice) -> Void,
        _ change: (inout Copies) throws -> Void = { _ in }
    ) throws -> Copies {
        let notes = CopieNotes(folder)
        let drafts = Drafts(folder).files
        guard folder.exists(file) || !notes.isEmpty || !drafts.isEmpty else {
            return Copies()
        }
        return try folder.locked {
            var copies = try Copies(folder, identity, notify)
            let before = copies.rows
            let waiting = notes.all(identity)
            for note in waiting.notes { copies.take(note) }
            for path in drafts { copies.take(draft: path) }
            copies.settle()
            try change(&copies)
            if copies.rows != before {
                let plain = JSONValue.array(copies.rows.map { .object($0.object) }).text
                try folder.write(
                    Age.seal(Array(plain.utf8), to: [identity.age.recipient]), to: file,
                    replacing: true)
            }
            notes.remove(waiting.names)
            return copies
        }
    }

    private mutating func take(_ note: CopieNotes.Note) {
        let chemin = note.copie.chemin
        if note.copie.isOutside {
            // Saved again, it is the same one.
            rows.removeAll {
                $0.isOutside && $0.chemin == chemin && $0.source == note.copie.source
            }
        } else if note.isSent {
            if let held = rows.firstIndex(where: { !$0.isOutside && $0.chemin == chemin }) {
                return rows[held].source.add(note.copie.source.fiches)
            }
        } else {
            // Nothing is written over a file: the one of that name before was another.
            rows.removeAll { !$0.isOutside && $0.chemin == chemin }
            for index in rows.indices where rows[index].source.fichier == chemin {
                rows[index].source.fichier = nil
            }
        }
        rows.append(note.copie)
    }

    private mutating func take(draft path: String) {
        guard !rows.contains(where: { !$0.isOutside && $0.chemin == path }),
            let ecrit = FilePath.modified(path)
        else { return }
        rows.append(Copie(chemin: path, nature: .brouillon, ecrit: ecrit))
    }

    /// Takes over what is known of the file that another was made of, then forgets what is gone.
    private mutating func settle() {
        for index in rows.indices {
            guard let fichier = rows[index].source.fichier,
                let origin = rows.first(where: { !$0.isOutside && $0.chemin == fichier })
            else { continue }
            rows[index].source.add(origin.source.fiches)
        }
        rows.removeAll { !$0.isOutside && FilePath.isGone($0.chemin) }
        rows.removeFirst(max(0, rows.count - Self.most))
    }

    /// Takes out those that a browser saved, and of which their agent says that they are no more.
    package mutating func forget(_ gone: [Copie]) {
        rows.removeAll { row in row.isOutside && gone.contains(row) }
    }

    /// Gives the rows the numbers under which they are shown.
    package mutating func number() {
        for index in rows.indices { rows[index].numero = index + 1 }
    }
}
