package import LiaisonCrypto
package import LiaisonSchema

/// The agent's folder, mode 0700 (formats.md, «Files of an agent»).
package struct AgentFolder: Sendable {
    /// Where it is, for messages and for what must have a path.
    package let path: String
    private let store: any FolderStore
    private let holding = Holding()

    package init(path: String) {
        self.path = path
        store = DiskFolder(path)
    }

    /// - Parameter path: what people are told of it.
    package init(_ store: any FolderStore, path: String) {
        self.path = path
        self.store = store
    }

    // MARK: Files

    package func read(_ name: String, limit: Int) throws(CryptoError) -> [UInt8] {
        try store.read(name, limit: limit)
    }

    package func write(
        _ bytes: some Collection<UInt8>, to name: String, replacing: Bool = false
    ) throws(CryptoError) {
        try store.write(Array(bytes), to: name, replacing: replacing)
    }

    package func exists(_ name: String) -> Bool { store.exists(name) }
    package func names(in folder: String) -> [String] { store.names(in: folder) }

    package func move(_ name: String, to other: String) throws(CryptoError) {
        try store.move(name, to: other)
    }

    package func remove(_ name: String) { store.remove(name) }
    package func makeFolder(_ name: String) throws(CryptoError) { try store.makeFolder(name) }
    package func modified(_ name: String) -> Instant? { store.modified(name) }

    /// Does something while no other program, nor another context of this one, changes the folder. One
    /// lock for all its files; within it, again is no wait.
    package func locked<Result>(_ body: () throws -> Result) throws -> Result {
        guard holding.depth == 0 else { return try body() }
        let release = try store.lock()
        holding.depth = 1
        defer {
            holding.depth = 0
            release()
        }
        return try body()
    }

    /// Whether this context holds the folder: it serves one thread at a time.
    private final class Holding: @unchecked Sendable {
        var depth = 0
    }

    /// What is pinned: the structure's key and the highest `serie` seen.
    package struct Anchor {
        package let structure: StructureName
        package let key: VerifierKey
        package let serie: Int
        /// SHA-256 of the public key with which a daemon on another machine answers.
        package let tls: [UInt8]?
        /// The last checkpoint of the structure's log that was seen.
        package let point: Checkpoint?
    }

    package var hasIdentity: Bool { exists("identite.age") }

    // MARK: Identity

    /// Makes both files of an identity, and gives the recovery code, to be shown once.
    ///
    /// - Parameter passphrase: nil: the identity is kept unsealed.
    package func save(_ identity: AgentIdentity, passphrase: SecretBytes?, replacing: Bool) throws
        -> String
    {
        try makeFolder("")
        return try saveSealed(
            identity.fileBytes(), as: "identite.age", recovery: "secours.age",
            passphrase: passphrase, replacing: replacing)
    }

    /// A renewed identity, until a card names it.
    package static let renewed = "identite.nouvelle.age"
    package static let renewedNote = "agent.nouveau.note"
    private static let renewedBackup = "secours.nouveau.age"

    /// Writes a renewed identity beside the one in use, and gives its recovery code. An earlier one
    /// that no card names is replaced.
    package func prepare(
        _ identity: AgentIdentity, _ acte: AgentActe, passphrase: SecretBytes?
    ) throws -> String {
        remove(Self.renewedNote)
        let code = try saveSealed(
            identity.fileBytes(), as: Self.renewed, recovery: Self.renewedBackup,
            passphrase: passphrase, replacing: true)
        // The note last: with it the renewal is complete.
        try write(
            acte.signed(by: identity.signing).bytes, to: Self.renewedNote, replacing: true)
        return code
    }

    /// Whether a renewed identity waits for its card.
    package var isRenewing: Bool { exists(Self.renewedNote) }

    /// Takes the renewed identity into use when a card names it. Cut short, it goes on next time: the
    /// note moves last.
    ///
    /// - Returns: whether it is in use from now on.
    package func adoptRenewed(namedBy card: Carte) throws -> Bool {
        guard isRenewing else { return false }
        let acte = try AgentActe(read(Self.renewedNote, limit: Acte.limit))
        guard card.agent(acte.nom)?.cle == acte.cle else { return false }
        _ = (try? Keeper(self))?.lock()
        try move(Self.renewed, to: "identite.age")
        try move(Self.renewedBackup, to: "secours.age")
        try move(Self.renewedNote, to: "agent.note")
        return true
    }

    package func saveStructureKey(
        _ key: SigningKey, passphrase: SecretBytes?, replacing: Bool = false
    ) throws -> String {
        try saveSealed(
            Self.structureKeyFile(key), as: "structure.age", recovery: "secours-structure.age",
            passphrase: passphrase, replacing: replacing)
    }

    /// A new structure key whose card was perhaps never answered for.
    package func pendingStructureKey(_ passphrase: SecretBytes?) throws -> SigningKey? {
        guard exists(Self.newStructureKey) else { return nil }
        let bytes = try read(Self.newStructureKey, limit: 64 * 1_024)
        guard let passphrase, SealedFile.isSealed(bytes) else {
            return try Self.structureKey(bytes)
        }
        var content = try SealedFile.open(bytes, passphrase: passphrase)
        defer { Sodium.wipe(&content) }
        return try Self.structureKey(content)
    }

    package static let newStructureKey = "structure.nouvelle.age"
    private static let newStructureBackup = "secours-structure.nouveau.age"

    /// Keeps a new structure key beside the one in use.
    package func prepare(structureKey key: SigningKey, passphrase: SecretBytes?) throws -> String {
        try saveSealed(
            Self.structureKeyFile(key), as: Self.newStructureKey,
            recovery: Self.newStructureBackup, passphrase: passphrase, replacing: true)
    }

    /// Puts it in the place of the one before.
    package func adoptStructureKey() throws {
        try move(Self.newStructureKey, to: "structure.age")
        try move(Self.newStructureBackup, to: "secours-structure.age")
    }

    package static func structureKeyFile(_ key: SigningKey) -> [UInt8] {
        Array("# \(key.secretText)\n".utf8)
    }

    /// The structure's key, where this folder holds it.
    ///
    /// - Parameter passphrase: the identity's, under which it is sealed too; asked when needed.
    package func structureKey(_ passphrase: @autoclosure () throws -> SecretBytes) throws
        -> SigningKey?
    {
        guard exists("structure.age") else { return nil }
        let bytes = try read("structure.age", limit: 64 * 1_024)
        guard SealedFile.isSealed(bytes) else { return try Self.structureKey(bytes) }
        var content = try SealedFile.open(bytes, passphrase: passphrase())
        defer { Sodium.wipe(&content) }
        return try Self.structureKey(content)
    }

    package func structureKey(_ context: AgentContext) throws -> SigningKey? {
        try structureKey(context.secret(.structureKey))
    }

    package static func structureKey(_ content: [UInt8]) throws -> SigningKey {
        let line = String(decoding: content, as: UTF8.self)
            .split(whereSeparator: \.isNewline).first { $0.hasPrefix("# SIGN-SECRET-KEY-") }
        return try SigningKey(text: String(line?.dropFirst(2) ?? ""))
    }

    private func saveSealed(
        _ content: [UInt8], as name: String, recovery: String, passphrase: SecretBytes?,
        replacing: Bool
    ) throws -> String {
        let code = RecoveryCode.generate()
        var codeBytes = Array(code.utf8)
        let backup = try SealedFile.seal(content, passphrase: SecretBytes(taking: &codeBytes))
        let main = try passphrase.map { try SealedFile.seal(content, passphrase: $0) } ?? content
        try write(main, to: name, replacing: replacing)
        try write(backup, to: recovery, replacing: true)
        return code
    }

    /// Opens the identity: the one that is kept open, else the file, whose passphrase is asked when
    /// it is sealed.
    package func identity(_ context: AgentContext) throws -> AgentIdentity {
        if let kept = try (try? Keeper(self))?.identity() { return kept }
        return try open("identite.age", context).identity
    }

    /// The identity, and the passphrase that opened it, for a command that writes it again.
    package func open(
        _ name: String, _ context: AgentContext
    ) throws -> (identity: AgentIdentity, passphrase: SecretBytes?) {
        guard hasIdentity else {
            throw AgentError(
                .configuration, "Il n'y a pas d'identité dans le dossier \(path).",
                next: .trust(.createIdentity))
        }
        let bytes = try read(name, limit: 1 << 20)
        guard SealedFile.isSealed(bytes) else { return (try AgentIdentity(fileBytes: bytes), nil) }
        let passphrase = try context.secret(.identity)
        let content = try SealedFile.open(bytes, passphrase: passphrase)
        return (try AgentIdentity(fileBytes: content), passphrase)
    }

    /// The public half.
    package func agentActe() throws -> AgentActe {
        guard exists("agent.note") else {
            throw AgentError(
                .configuration, "Il n'y a pas d'identité dans le dossier \(path).",
                next: .trust(.createIdentity))
        }
        return try AgentActe(read("agent.note", limit: Acte.limit))
    }

    // MARK: What is pinned

    package func anchor() throws -> Anchor? {
        guard exists("ancre") else { return nil }
        let bytes = try read("ancre", limit: 64 * 1_024)
        guard let object = (try? JSONValue.parse(bytes))?.object,
            let structure = object["structure"]?.string.flatMap({ StructureName($0) }),
            let text = object["cleStructure"]?.string, let key = try? VerifierKey(text),
            key.name == structure.key(.structure).description,
            let serie = object["serie"]?.integer
        else {
            throw AgentError(
                .configuration, "Le fichier « ancre » du dossier \(path) est abîmé.",
                next: "Épinglez de nouveau la clé de votre structure.")
        }
        return Anchor(
            structure: structure, key: key, serie: Int(serie),
            tls: object["tls"]?.string.flatMap { Hex.decode($0) },
            point: object["point"]?.string.flatMap { try? Checkpoint(text: $0) })
    }

    /// Keeps the checkpoint that was seen last.
    package func see(_ point: Checkpoint) throws {
        guard let anchor = try anchor(), anchor.point != point else { return }
        // Never back within an époque, nor to another tree of the same size.
        if let seen = anchor.point, seen.origin == point.origin, point.size <= seen.size { return }
        try write(
            Anchor(
                structure: anchor.structure, key: anchor.key, serie: anchor.serie, tls: anchor.tls,
                point: point))
    }

    private func write(_ anchor: Anchor) throws {
        var object = JSONObject()
        object["structure"] = .string(anchor.structure.text)
        object["cleStructure"] = .string(anchor.key.description)
        object["serie"] = .integer(Int64(anchor.serie))
        object["tls"] = anchor.tls.map { .string(Hex.encode($0)) }
        object["point"] = anchor.point.map { .string($0.text) }
        try write(
            Array((JSONValue.object(object).text + "\n").utf8), to: "ancre", replacing: true)
    }

    /// - Parameter tls: the key of a daemon on another machine; nil keeps the one pinned.
    package func pin(_ card: SignedCarte, tls: [UInt8]? = nil) throws {
        let anchor = try? anchor()
        if let held = try? ownCard(), held.carte.serie < card.carte.serie {
            try saveEarlier(own: held)
        }
        // The card first: cut short in between, the anchor is behind it, never ahead.
        try write(card.bytes, to: "carte.note", replacing: true)
        try write(
            Anchor(
                structure: card.carte.structure, key: card.carte.cleStructure,
                serie: card.carte.serie, tls: tls ?? anchor?.tls,
                point: anchor?.structure == card.carte.structure ? anchor?.point : nil))
    }

    /// The own card: signed by the pinned key, not older than what was seen.
    ///
    /// - Throws: exit 77 when nothing is pinned.
    package func ownCard() throws -> SignedCarte {
        guard let anchor = try anchor() else {
            throw AgentError(
                .notAllowed, "La clé de votre structure n'est pas épinglée dans \(path).",
                next: .trust(.createStructure))
        }
        let card = try SignedCarte(read("carte.note", limit: Acte.limit))
        guard card.carte.cleStructure == anchor.key, card.carte.serie >= anchor.serie else {
            throw AgentError(
                .notAllowed, "La carte de votre structure n'est pas signée par la clé épinglée.",
                next: "N'envoyez rien ; prévenez votre administrateur.")
        }
        return card
    }

    // MARK: Partners

    package func contactNames() -> [StructureName] {
        names(in: "contacts")
            .compactMap { $0.hasSuffix(".carte") ? StructureName(String($0.dropLast(6))) : nil }
    }

    package func contact(_ name: StructureName) throws -> SignedCarte? {
        let path = "contacts/\(name).carte"
        guard exists(path) else { return nil }
        return try SignedCarte(read(path, limit: Acte.limit))
    }

    package func save(contact card: SignedCarte) throws {
        try makeFolder("contacts")
        try write(
            card.bytes, to: "contacts/\(card.carte.structure).carte", replacing: true)
        for kind in ["attente", "retire"] {
            remove("contacts/\(card.carte.structure).\(kind)")
        }
    }

    /// Takes a contact away. Its card stays aside: what comes back under this name is measured by it.
    package func removeContact(_ name: StructureName) throws {
        try move("contacts/\(name).carte", to: "contacts/\(name).retire")
        for path in ["contacts/\(name).attente", "verifications/\(name).note"] {
            remove(path)
        }
    }

    /// The last card of a contact that was taken away.
    package func removedContact(_ name: StructureName) throws -> SignedCarte? {
        let path = "contacts/\(name).retire"
        guard exists(path) else { return nil }
        return try SignedCarte(read(path, limit: Acte.limit))
    }

    // MARK: Earlier cards

    /// The own cards before the one in force, as far as they are held here. Each is signed by the
    /// pinned key.
    package func earlierOwnCards() -> [SignedCarte] {
        guard let anchor = try? anchor() else { return [] }
        return names(in: "cartes").compactMap { name in
            (try? read("cartes/\(name)", limit: Acte.limit))
                .flatMap { try? SignedCarte($0) }
        }
        .filter { $0.carte.serie < anchor.serie }
        .sorted { $0.carte.serie < $1.carte.serie }
    }

    package func saveEarlier(own card: SignedCarte) throws {
        try makeFolder("cartes")
        try write(
            card.bytes, to: "cartes/\(card.carte.serie).note", replacing: true)
    }

    /// A card under another structure key than the contact's, kept aside until that key is verified.
    package func pendingContact(_ name: StructureName) throws -> SignedCarte? {
        let path = "contacts/\(name).attente"
        guard exists(path) else { return nil }
        return try SignedCarte(read(path, limit: Acte.limit))
    }

    package func save(pendingContact card: SignedCarte) throws {
        try makeFolder("contacts")
        try write(
            card.bytes, to: "contacts/\(card.carte.structure).attente", replacing: true)
    }

    package func verification(of name: StructureName) throws -> [UInt8]? {
        let path = "verifications/\(name).note"
        guard exists(path) else { return nil }
        return try read(path, limit: Acte.limit)
    }

    package func save(verification bytes: [UInt8], of name: StructureName) throws {
        try makeFolder("verifications")
        try write(bytes, to: "verifications/\(name).note", replacing: true)
    }
}
