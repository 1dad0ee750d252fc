import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

/// Gives a hosted agent's folder back from one of its backups, where there is none: a part of it beside another one
/// would be nobody's folder. A backup past its day is refused: what was to be destroyed is destroyed there too.
struct HostedRestore {
    /// Where the agents' folders are, one each.
    let folders: String

    /// - Parameters:
    ///   - file: as `HostedBackup` named it.
    ///   - identities: those that open it, kept off this server.
    /// - Returns: whose it is, and how many files came back.
    /// - Throws: exit 64 for another name, 65 for one that is past its day, damaged, or not opened by these, 73
    ///   where there is something already. Then nothing is in place.
    func run(
        _ file: String, with identities: [AgeIdentity], at now: Instant
    ) throws -> (agent: String, files: Int) {
        let agent = try agent(of: file, on: ParisTime.date(at: now))
        let (place, stage) = ("\(folders)/\(agent)", "\(folders)/.\(agent).rendu")
        for path in [place, stage] where !PrivateFile.names(in: path).isEmpty {
            throw AgentError(
                .exists, "Il y a déjà quelque chose dans \(VisibleText.line(path)).",
                next: "Arrêtez ce bureau, déplacez ce dossier, puis recommencez.")
        }
        var files = 0
        var reader = TarReader()
        do {
            try PrivateFile.makeFolder(stage)
            try PrivateFile.read(from: file) { source in
                try Age.open(with: identities, from: source) { piece in
                    try reader.take(piece) { name, content in
                        try write(content, to: "\(stage)/\(name)")
                        files += 1
                    }
                }
            }
            try reader.finish()
        } catch {
            let told = AgentError(error)
            throw AgentError(
                told.code, told.message,
                next: .sentence("Rien n'est rendu. Effacez « \(VisibleText.line(stage)) »."))
        }
        // An empty folder of its name gives way. Its account is this one's until systemd gives it to the agent's.
        try PrivateFile.move(stage, to: place)
        return (agent, files)
    }

    private func write(_ content: [UInt8], to path: String) throws {
        if let slash = path.lastIndex(of: "/") {
            try PrivateFile.makeFolder(String(path[..<slash]))
        }
        try PrivateFile.write(content, to: path)
    }

    /// Whose a backup is, by its name.
    private func agent(of file: String, on day: CalendarDate) throws -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? ""
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        // NOM-T-jusquau-D.age, where a name may have hyphens of its own.
        guard parts.count >= 4, name.hasSuffix(".age"), parts[parts.count - 2] == "jusquau" else {
            throw Self.otherName(name)
        }
        let agent = parts.dropLast(3).joined(separator: "-")
        let end = parts[parts.count - 1].dropLast(".age".count)
        guard KeyName(agent: "structure.example/\(agent)") != nil, end.utf8.count == 8,
            end.allSatisfy(\.isNumber)
        else { throw Self.otherName(name) }
        guard end >= HostedBackup.compact(day.description) else {
            throw AgentError(
                .data, "Cette sauvegarde a passé la date de son nom : elle n'est plus rendue.",
                next: "Détruisez-la, avec ses copies. L'agent reprend ses clés par sa feuille.")
        }
        return agent
    }

    private static func otherName(_ name: String) -> AgentError {
        AgentError(
            .usage, "« \(VisibleText.line(name)) » n'est pas le nom d'une sauvegarde d'un bureau.",
            next: "Par exemple claire.exemple-20261126T020000Z-jusquau-20261226.age.")
    }

    /// Reads the key that opens backups, as `agir-liaisond cle-de-sauvegarde` wrote it.
    ///
    /// - Throws: exit 78 for a file that is none.
    static func identities(_ path: String) throws -> [AgeIdentity] {
        let lines = try String(
            decoding: PrivateFile.read(path, limit: 64 * 1_024), as: UTF8.self
        ).split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
        let identities = lines.compactMap { try? AgeIdentity(text: String($0)) }
        guard !identities.isEmpty, identities.count == lines.count else {
            throw AgentError(
                .configuration,
                "« \(VisibleText.line(path)) » n'est pas un fichier de clé de sauvegarde.",
                next: "C'est celui que « agir-liaisond cle-de-sauvegarde » a écrit.")
        }
        return identities
    }
}
