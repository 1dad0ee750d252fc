internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema

/// The files of the hosted agents, in the front's own folder: `agents/NOM.json`, which the front alone
/// writes; `invitations/NOM.json`, which the administrator's command writes and the front takes away; and
/// `agents/NOM.retire`, which that command writes: whatever the front writes of her meanwhile, she is out until
/// she is invited again.
public struct HostedRegister: Sendable {
    /// Bytes of a file.
    private static let limit = 64 * 1_024

    public let structure: StructureName
    private let folder: String

    public init(folder: String, structure: StructureName) {
        self.folder = folder
        self.structure = structure
    }

    /// Whom a typed name names: with or without the structure, whatever the case.
    public func name(_ typed: String) -> KeyName? {
        guard typed.utf8.count <= 200 else { return nil }
        let text = typed.lowercased().filter { $0 != " " }
        let agent = KeyName(agent: text.contains("/") ? text : "\(structure)/\(text)")
        return agent?.structure == structure ? agent : nil
    }

    // MARK: Agents

    /// Who has come in once; by name.
    public func agents() throws -> [HostedAgent] {
        try PrivateFile.names(in: "\(folder)/agents").compactMap { file in
            guard file.hasSuffix(".json"), let name = name(String(file.dropLast(5))) else {
                return nil
            }
            return try agent(name)
        }
    }

    public func contains(_ name: KeyName) -> Bool {
        PrivateFile.exists(agentFile(name)) && !isRemoved(name)
    }

    /// Whether she was taken out, and not invited since.
    func isRemoved(_ name: KeyName) -> Bool { PrivateFile.exists(removalFile(name)) }

    func agent(_ name: KeyName) throws -> HostedAgent? {
        guard !isRemoved(name), let object = try read(agentFile(name), "un agent hébergé") else {
            return nil
        }
        let agent = try HostedAgent(object)
        guard agent.agent == name else { throw RegisterError.damaged("un agent hébergé") }
        return agent
    }

    /// Durable when it returns: a step that was used is never taken again.
    func save(_ agent: HostedAgent) throws {
        try PrivateFile.makeFolder("\(folder)/agents")
        try write(agent.object, to: agentFile(agent.agent))
    }

    /// She comes in no more: her second factor, her browsers and her invitation are gone, one that she was just
    /// taking too. What is in her bureau's own folder stays.
    ///
    /// - Throws: `.unknown`, once it is sure that she is out.
    public func remove(_ name: KeyName) throws {
        let wasThere = contains(name) || PrivateFile.exists(invitationFile(name))
        try PrivateFile.makeFolder("\(folder)/agents")
        try PrivateFile.write([UInt8](), to: removalFile(name), replacing: true)
        try destroy(invitationFile(name))
        try destroy(agentFile(name))
        guard wasThere else { throw RegisterError.unknown }
    }

    // MARK: Invitations

    /// Makes an invitation, in the place of one before.
    ///
    /// - Returns: its code, to be told once, and when it ends.
    public func invite(_ name: KeyName, at now: Instant) throws -> (code: String, expires: Instant)
    {
        let (invitation, code) = Invitation.make(for: name, at: now)
        if isRemoved(name) {
            // What the front may have written of her since, before she is in again.
            try destroy(agentFile(name))
            try destroy(removalFile(name))
        }
        try PrivateFile.makeFolder("\(folder)/invitations")
        try write(invitation.object, to: invitationFile(name))
        return (code, invitation.expires)
    }

    /// Takes an invitation by its code: it is gone before anything is shown for it.
    func take(_ name: KeyName, code: String, at now: Instant) throws -> Bool {
        guard let object = try read(invitationFile(name), "une invitation") else { return false }
        let invitation = try Invitation(object)
        guard invitation.agent == name, invitation.admits(code, at: now) else {
            if now >= invitation.expires { PrivateFile.remove(invitationFile(name)) }
            return false
        }
        try destroy(invitationFile(name))
        return true
    }

    // MARK: Files

    /// Durably: what was taken or taken away is not there again after a cut.
    private func destroy(_ path: String) throws {
        let gone = path + ".detruit"
        try PrivateFile.move(path, to: gone)
        PrivateFile.remove(gone)
    }

    private func removalFile(_ name: KeyName) -> String { "\(folder)/agents/\(name.local).retire" }

    private func agentFile(_ name: KeyName) -> String { "\(folder)/agents/\(name.local).json" }

    private func invitationFile(_ name: KeyName) -> String {
        "\(folder)/invitations/\(name.local).json"
    }

    private func read(_ path: String, _ what: String) throws -> JSONObject? {
        guard PrivateFile.exists(path) else { return nil }
        let bytes = try PrivateFile.read(path, limit: Self.limit)
        guard let object = (try? JSONValue.parse(bytes))?.object else {
            throw RegisterError.damaged(what)
        }
        return object
    }

    private func write(_ object: JSONObject, to path: String) throws {
        try PrivateFile.write(
            JSONValue.object(object).indentedText.utf8, to: path, replacing: true)
    }
}
