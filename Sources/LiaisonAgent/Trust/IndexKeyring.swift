package import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// The structure's index keys that this agent holds, by version: those of the identity, and those that
/// colleagues sealed to it since (formats.md, «Traceability log»). The latter are kept sealed to the
/// agent's own recipient: its recovery code then opens them too, and no passphrase is asked to add one.
package struct IndexKeyring {
    package private(set) var keys: [Int: SecretBytes]
    /// The `cle-index` plis that were taken.
    private var taken: Set<String> = []
    private let session: Session

    private static let file = "index.age"
    private static let limit = 1 << 20
    private static let mark = "# pli "

    package init(_ session: Session) throws {
        self.session = session
        keys = session.identity.indexKeys
        try merge()
    }

    /// Takes in what the folder holds: another program may have added to it.
    private mutating func merge() throws {
        guard session.folder.exists(Self.file) else { return }
        var content = try Age.open(
            session.folder.read(Self.file, limit: Self.limit), with: session.identity.all)
        defer { Sodium.wipe(&content) }
        keys.merge(try IndexKeys.read(content)) { held, _ in held }
        for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline)
        where line.hasPrefix(Self.mark) {
            taken.insert(String(line.dropFirst(Self.mark.count)))
        }
    }

    /// Whether this agent is to hold the index keys and does not: the first one is as old as the structure.
    package static func isMissing(in session: Session) -> Bool {
        guard Permission.holdIndexKey.allows(session.me?.roles ?? []),
            session.identity.indexKeys[1] == nil
        else { return false }
        return (try? IndexKeyring(session))?.keys[1] == nil
    }

    /// - Throws: exit 77 when this agent holds no index key yet.
    package static func required(_ session: Session) throws -> IndexKeyring {
        let keyring = try IndexKeyring(session)
        guard !keyring.keys.isEmpty else {
            throw AgentError(
                .notAllowed, "Vous ne tenez pas encore la clé d'index de votre structure.",
                next: .sentence(
                    "Elle vous vient d'elle-même dès qu'un référent qui la tient envoie ou ouvre une "
                        + "fiche."))
        }
        return keyring
    }

    /// Adds to what the folder holds, and takes nothing away from it.
    private mutating func save() throws {
        try session.folder.locked {
            try merge()
            let own = keys.filter { session.identity.indexKeys[$0.key] == nil }
            let lines = IndexKeys.lines(own) + taken.sorted().map { Self.mark + $0 }
            var content = Array((lines.joined(separator: "\n") + "\n").utf8)
            defer { Sodium.wipe(&content) }
            try session.folder.write(
                Age.seal(content, to: [session.agent.destinataire]),
                to: Self.file, replacing: true)
        }
    }

    /// The pseudonyms of a person under every key held, oldest first: what a search looks for, and what a
    /// pli is annotated with, so that a renewed key cuts nobody from what was said before.
    package func indices(of number: AGDREFNumber) -> [PersonIndex] {
        keys.sorted { $0.key < $1.key }
            .map { PersonIndex(of: number, version: $0.key, key: $0.value) }
    }

    /// Takes what colleagues sealed to this agent, and hands what it holds to those who have none.
    ///
    /// - Parameter directory: what the daemon knows; each pli is judged here.
    package static func exchange(_ directory: LocalDirectory, _ session: Session) throws {
        let (sealed, lacking) = (directory.indexKeys, directory.withoutIndexKey)
        guard !sealed.isEmpty || !lacking.isEmpty, let me = session.me,
            Permission.holdIndexKey.allows(me.roles)
        else { return }
        var keyring = try IndexKeyring(session)
        for id in sealed where !keyring.taken.contains(id.text) {
            do {
                let slip = try keyring.take(id)
                try keyring.save()
                if let slip { try session.acknowledge(slip) }
            } catch let error as LocalUnreadable {
                // No pli at all: it is asked for again at the next contact, and holds up no other.
                session.context.notify(
                    .trust(.indexKeyNotTaken(id, AgentError(error).message)))
            } catch let error where AgentError(error).code == .data {
                // Sealed to a key that was lost, or no key at all: it will not be better tomorrow.
                keyring.taken.insert(id.text)
                try keyring.save()
                session.context.notify(
                    .trust(.indexKeyNotTaken(id, AgentError(error).message)))
            }
        }
        for name in lacking where name != me.nom {
            guard let colleague = session.own.agent(name) else { continue }
            try keyring.hand(to: colleague)
        }
    }

    /// - Returns: the slip to receipt.
    private mutating func take(_ id: PliID) throws -> Slip? {
        let own = session.own.structure
        let answer = try session.client.request("GET", Routes.localPli(de: own, id: id))
        guard let pli = try? Pli(answer.body), pli.slip.de == own, pli.slip.id == id else {
            throw LocalUnreadable("pli")
        }
        let content = try SealedContent(
            answer.body, recorded: session.recorded(PliKey(de: own, id: id)))
        var plaintext = try Age.open(content.age, with: session.identity.all)
        defer { Sodium.wipe(&plaintext) }
        let (payload, _) = try OpenedPayload.verified(plaintext, content, session: session)
        guard payload.manifest.objet == .cleIndex, payload.manifest.structure == own,
            payload.manifest.id == id, let lines = payload.first?.content
        else { throw AgentError(.data, "Le pli \(id) ne donne pas de clé d'index.") }
        for (version, key) in try IndexKeys.read(lines) {
            // A version is the number of a card: one to come would outlive the next revocation.
            guard version <= session.own.serie else {
                session.context.notify(
                    .trust(.indexKeyToCome(payload.manifest.auteur, version: version)))
                continue
            }
            guard let held = keys[version] else {
                keys[version] = key
                continue
            }
            if !held.equals(key) {
                session.context.notify(
                    .trust(.otherIndexKey(payload.manifest.auteur, version: version)))
            }
        }
        taken.insert(id.text)
        return content.pli?.slip
    }

    /// Seals all that is held to a colleague who is to hold it.
    package func hand(to colleague: Carte.Agent) throws {
        guard !keys.isEmpty, Permission.holdIndexKey.allows(colleague.roles),
            colleague.nom != session.agent.nom
        else { return }
        let pli = try Sealer.indexKeys(keys, for: colleague, session)
        try Dispatch(session).send(pli)
    }

    /// Makes a new key, whose version is the number of the card that revoked an agent, and seals it to
    /// those who hold the others. Done again after a failure, it is the same key.
    ///
    /// - Parameter isAgain: whether it may have been done before.
    package static func renew(_ session: Session, isAgain: Bool = false) throws {
        guard session.own.daemon != nil, let me = session.me else { return }
        var keyring = try IndexKeyring(session)
        let version = session.own.serie
        if keyring.keys[version] == nil {
            // An administrator who kept none reached everybody then.
            guard !isAgain || Permission.holdIndexKey.allows(me.roles) else { return }
            keyring.keys[version] = try SecretBytes(random: 32)
            try keyring.save()
        }
        for colleague in session.own.activeAgents { try keyring.hand(to: colleague) }
        guard !Permission.holdIndexKey.allows(me.roles) else { return }
        // An administrator hands the key on and keeps none.
        try session.folder.locked { session.folder.remove(file) }
    }
}
