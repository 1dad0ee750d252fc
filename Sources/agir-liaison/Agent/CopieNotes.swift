import Glibc
import LiaisonCrypto
import LiaisonSchema

/// What was noted of plaintext files and is not in the list yet: one small file each, sealed to the
/// agent's public half. Who has no identity keeps no list.
struct CopieNotes {
    struct Note {
        let copie: Copie
        /// Whether the file was sealed from, rather than written.
        let isSent: Bool
    }

    private let agent: AgentFolder
    private var folder: String { agent.file("copies") }

    /// How many may wait, and the bytes of one.
    private static let most = 5_000
    private static let limit = 1 << 20

    init(_ agent: AgentFolder) { self.agent = agent }

    /// In the order of writing.
    private var names: [String] {
        PrivateFile.names(in: folder).filter { $0.hasSuffix(".age") }
    }

    var isEmpty: Bool { names.isEmpty }

    /// The file is written already: that it could not be noted is said, and stops nothing.
    func add(_ note: Note) {
        guard PrivateFile.exists(agent.file("agent.note")) else { return }
        do {
            guard names.count < Self.most else {
                throw Failure(.data, "Trop de fichiers attendent d'y entrer.")
            }
            var object = note.copie.object
            object["envoi"] = note.isSent ? .bool(true) : nil
            let plain = Array(JSONValue.object(object).text.utf8)
            try PrivateFile.makeFolder(folder)
            try PrivateFile.write(
                Age.seal(plain, to: [agent.agentActe().destinataire]), to: "\(folder)/\(newName())")
        } catch {
            Output.note(
                "Attention : ce fichier en clair n'entre pas dans la liste des copies. "
                    + "\(Failure(error).message) « agir-liaison copies lister » la met à jour.")
        }
    }

    /// Sorts by time, tells nothing else.
    private func newName() -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let nanoseconds = String(Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
        return String(repeating: "0", count: max(0, 20 - nanoseconds.count)) + nanoseconds + "-"
            + Hex.encode(Sodium.randomBytes(4)) + ".age"
    }

    /// What waits, and under which names. What another identity sealed is passed over.
    func all(_ identity: AgentIdentity) -> (notes: [Note], names: [String]) {
        let names = names
        let notes = names.compactMap { name -> Note? in
            guard let sealed = try? PrivateFile.read("\(folder)/\(name)", limit: Self.limit),
                let bytes = try? Age.open(sealed, with: identity.all),
                let object = (try? JSONValue.parse(bytes))?.object, let copie = Copie(object)
            else { return nil }
            return Note(copie: copie, isSent: object["envoi"]?.bool == true)
        }
        return (notes, names)
    }

    /// The oldest first: those that a crash leaves are taken again after those that they follow.
    func remove(_ names: [String]) {
        for name in names { PrivateFile.remove("\(folder)/\(name)") }
    }

    /// One command at a time takes them into the list; held until the descriptor is closed.
    func lock() throws -> Int32 {
        try PrivateFile.makeFolder(folder)
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
            throw Failure(
                .configuration, "Le dossier \(Output.visible(folder)) ne s'ouvre pas.",
                hint: "Vérifiez ses droits.")
        }
        return descriptor
    }
}
