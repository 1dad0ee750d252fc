import Glibc
internal import LiaisonBase
package import LiaisonCrypto
import LiaisonSchema

/// What was noted of plaintext files and is not in the list yet: one small file each, sealed to the
/// agent's public half. Who has no identity keeps no list.
package struct CopieNotes {
    package struct Note {
        package let copie: Copie
        /// Whether the file was sealed from, rather than written.
        package let isSent: Bool
    }

    private let agent: AgentFolder
    private let folder = "copies"

    /// How many may wait, and the bytes of one.
    private static let most = 5_000
    private static let limit = 1 << 20

    package init(_ agent: AgentFolder) { self.agent = agent }

    /// In the order of writing.
    private var names: [String] {
        agent.names(in: folder).filter { $0.hasSuffix(".age") }
    }

    package var isEmpty: Bool { names.isEmpty }

    /// The file is written already: that it could not be noted is said, and stops nothing.
    package func add(_ note: Note, _ context: AgentContext) {
        guard agent.exists("agent.note") else { return }
        do {
            guard names.count < Self.most else {
                throw AgentError(.data, "Trop de fichiers attendent d'y entrer.")
            }
            var object = note.copie.object
            object["envoi"] = note.isSent ? .bool(true) : nil
            let plain = Array(JSONValue.object(object).text.utf8)
            try agent.makeFolder(folder)
            try agent.write(
                Age.seal(plain, to: [agent.agentActe().destinataire]), to: "\(folder)/\(newName())")
        } catch {
            context.notify(.fiche(.copyNotListed(AgentError(error))))
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
    package func all(_ identity: AgentIdentity) -> (notes: [Note], names: [String]) {
        let names = names
        let notes = names.compactMap { name -> Note? in
            guard let sealed = try? agent.read("\(folder)/\(name)", limit: Self.limit),
                let bytes = try? Age.open(sealed, with: identity.all),
                let object = (try? JSONValue.parse(bytes))?.object, let copie = Copie(object)
            else { return nil }
            return Note(copie: copie, isSent: object["envoi"]?.bool == true)
        }
        return (notes, names)
    }

    /// The oldest first: those that a crash leaves are taken again after those that they follow.
    package func remove(_ names: [String]) {
        for name in names { agent.remove("\(folder)/\(name)") }
    }
}
