package import LiaisonAgent
package import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema
import Synchronization
import TestSupport

/// An agent's machine: its folder in memory, the way to its structure's daemon, what a face was told.
package struct Machine {
    package let team: Team
    package let files: MemoryFolder
    package let folder: AgentFolder
    package let context: AgentContext
    private let seen: Notices

    /// What was said and not yet looked at.
    private final class Notices: Sendable {
        let all = Mutex<[AgentNotice]>([])
    }

    /// A machine with nothing on it.
    ///
    /// - Parameter secrets: what the person types; a use that is not there can't be answered.
    package init(empty team: Team, secrets: [SecretUse: String] = [:]) throws {
        let (horloge, seen) = (team.horloge, Notices())
        let files = MemoryFolder(now: { horloge.now })
        let folder = AgentFolder(files, path: "/dossier")
        self.team = team
        self.files = files
        self.folder = folder
        self.seen = seen
        context = AgentContext(
            folder: folder, endpoint: .socket(path: "/service"), now: { horloge.now },
            secret: { use in
                guard let text = secrets[use] else {
                    throw AgentError(.usage, "Personne ne répond.")
                }
                var bytes = Array(text.utf8)
                return try SecretBytes(taking: &bytes)
            },
            transport: team.daemon.transport,
            show: { notice in seen.all.withLock { $0.append(notice) } })
    }

    /// The machine of an agent who joined the structure.
    package init(_ local: String, of team: Team, card: SignedCarte? = nil) throws {
        try self.init(empty: team)
        let (identity, agent) = (team.identities[local]!, try team.agent(local))
        try folder.makeFolder("")
        try folder.write(identity.fileBytes(), to: "identite.age")
        let acte = AgentActe(
            nom: agent.nom, fonction: agent.fonction, cle: agent.cle,
            destinataire: agent.destinataire)
        try folder.write(acte.signed(by: identity.signing).bytes, to: "agent.note")
        try folder.pin(try card ?? team.card())
        if agent.roles.contains(.admin) {
            try folder.write(AgentFolder.structureKeyFile(team.structureKey), to: "structure.age")
        }
    }

    /// Puts a partner among the contacts.
    package func knows(_ card: SignedCarte, isVerified: Bool = true) throws {
        try folder.save(contact: card)
        guard isVerified else { return }
        try folder.save(
            verification: try team.verification(of: card), of: card.carte.structure)
    }

    package func session() throws -> Session { try Session.open(context) }

    /// Another program of the same agent, at the same folder; nobody answers it, nor hears it.
    package static func otherProgram(of team: Team, at files: MemoryFolder) -> AgentContext {
        let horloge = team.horloge
        return AgentContext(
            folder: AgentFolder(files, path: "/dossier"), endpoint: .socket(path: "/service"),
            now: { horloge.now }, secret: { _ in throw AgentError(.usage, "Personne ne répond.") },
            transport: team.daemon.transport, show: { _ in })
    }

    /// The notices since the last time.
    package var notices: [AgentNotice] {
        seen.all.withLock { all in
            defer { all = [] }
            return all
        }
    }
}
