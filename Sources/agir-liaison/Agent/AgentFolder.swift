import LiaisonCrypto
import LiaisonSchema

/// The agent's folder, mode 0700 (formats.md, «Files of an agent»).
struct AgentFolder: Sendable {
    let path: String

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// What is pinned: the structure's key and the highest `serie` seen.
    struct Anchor {
        let structure: StructureName
        let key: VerifierKey
        let serie: Int
        /// SHA-256 of the public key with which a daemon on another machine answers.
        let tls: [UInt8]?
        /// The last checkpoint of the structure's log that was seen.
        let point: Checkpoint?
    }

    var hasIdentity: Bool { PrivateFile.exists(file("identite.age")) }

    // MARK: Identity

    /// Makes both files of an identity, and gives the recovery code, to be shown once.
    ///
    /// - Parameter passphrase: nil: the identity is kept unsealed.
    func save(_ identity: AgentIdentity, passphrase: SecretBytes?, replacing: Bool) throws -> String
    {
        try PrivateFile.makeFolder(path)
        return try saveSealed(
            identity.fileBytes(), as: "identite.age", recovery: "secours.age",
            passphrase: passphrase, replacing: replacing)
    }

    /// A renewed identity, until a card names it.
    static let renewed = "identite.nouvelle.age"
    static let renewedNote = "agent.nouveau.note"
    private static let renewedBackup = "secours.nouveau.age"

    /// Writes a renewed identity beside the one in use, and gives its recovery code. An earlier one
    /// that no card names is replaced.
    func prepare(
        _ identity: AgentIdentity, _ acte: AgentActe, passphrase: SecretBytes?
    ) throws -> String {
        PrivateFile.remove(file(Self.renewedNote))
        let code = try saveSealed(
            identity.fileBytes(), as: Self.renewed, recovery: Self.renewedBackup,
            passphrase: passphrase, replacing: true)
        // The note last: with it the renewal is complete.
        try PrivateFile.write(
            acte.signed(by: identity.signing).bytes, to: file(Self.renewedNote), replacing: true)
        return code
    }

    /// Whether a renewed identity waits for its card.
    var isRenewing: Bool { PrivateFile.exists(file(Self.renewedNote)) }

    /// Takes the renewed identity into use when a card names it. Cut short, it goes on next time: the
    /// note moves last.
    ///
    /// - Returns: whether it is in use from now on.
    func adoptRenewed(namedBy card: Carte) throws -> Bool {
        guard isRenewing else { return false }
        let acte = try AgentActe(PrivateFile.read(file(Self.renewedNote), limit: Acte.limit))
        guard card.agent(acte.nom)?.cle == acte.cle else { return false }
        _ = (try? Keeper(self))?.lock()
        try PrivateFile.move(file(Self.renewed), to: file("identite.age"))
        try PrivateFile.move(file(Self.renewedBackup), to: file("secours.age"))
        try PrivateFile.move(file(Self.renewedNote), to: file("agent.note"))
        return true
    }

    func saveStructureKey(
        _ key: SigningKey, passphrase: SecretBytes?, replacing: Bool = false
    ) throws -> String {
        try saveSealed(
            Self.structureKeyFile(key), as: "structure.age", recovery: "secours-structure.age",
            passphrase: passphrase, replacing: replacing)
    }

    /// A new structure key whose card was perhaps never answered for.
    func pendingStructureKey(_ passphrase: SecretBytes?) throws -> SigningKey? {
        guard PrivateFile.exists(file(Self.newStructureKey)) else { return nil }
        let bytes = try PrivateFile.read(file(Self.newStructureKey), limit: 64 * 1_024)
        guard let passphrase, SealedFile.isSealed(bytes) else {
            return try Self.structureKey(bytes)
        }
        var content = try SealedFile.open(bytes, passphrase: passphrase)
        defer { Sodium.wipe(&content) }
        return try Self.structureKey(content)
    }

    static let newStructureKey = "structure.nouvelle.age"
    private static let newStructureBackup = "secours-structure.nouveau.age"

    /// Keeps a new structure key beside the one in use.
    func prepare(structureKey key: SigningKey, passphrase: SecretBytes?) throws -> String {
        try saveSealed(
            Self.structureKeyFile(key), as: Self.newStructureKey,
            recovery: Self.newStructureBackup, passphrase: passphrase, replacing: true)
    }

    /// Puts it in the place of the one before.
    func adoptStructureKey() throws {
        try PrivateFile.move(file(Self.newStructureKey), to: file("structure.age"))
        try PrivateFile.move(file(Self.newStructureBackup), to: file("secours-structure.age"))
    }

    static func structureKeyFile(_ key: SigningKey) -> [UInt8] {
        Array("# \(key.secretText)\n".utf8)
    }

    /// The structure's key, where this folder holds it.
    ///
    /// - Parameter passphrase: the identity's, under which it is sealed too; asked when needed.
    func structureKey(_ passphrase: @autoclosure () throws -> SecretBytes) throws -> SigningKey? {
        guard PrivateFile.exists(file("structure.age")) else { return nil }
        let bytes = try PrivateFile.read(file("structure.age"), limit: 64 * 1_024)
        guard SealedFile.isSealed(bytes) else { return try Self.structureKey(bytes) }
        var content = try SealedFile.open(bytes, passphrase: passphrase())
        defer { Sodium.wipe(&content) }
        return try Self.structureKey(content)
    }

    func structureKey(_ options: CommonOptions) throws -> SigningKey? {
        try structureKey(options.passphrase("Phrase secrète, pour la clé de la structure : "))
    }

    static func structureKey(_ content: [UInt8]) throws -> SigningKey {
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
        try PrivateFile.write(main, to: file(name), replacing: replacing)
        try PrivateFile.write(backup, to: file(recovery), replacing: true)
        return code
    }

    /// Opens the identity: the one that is kept open, else the file, whose passphrase is asked when
    /// it is sealed.
    func identity(_ options: CommonOptions) throws -> AgentIdentity {
        if let kept = try (try? Keeper(self))?.identity() { return kept }
        return try open("identite.age", options).identity
    }

    /// The identity, and the passphrase that opened it, for a command that writes it again.
    func open(
        _ name: String, _ options: CommonOptions
    ) throws -> (identity: AgentIdentity, passphrase: SecretBytes?) {
        guard hasIdentity else {
            throw Failure(
                .configuration, "Il n'y a pas d'identité dans le dossier \(path).",
                hint: "Créez-la : « agir-liaison agent creer structure.example/prenom.nom ».")
        }
        let bytes = try PrivateFile.read(file(name), limit: 1 << 20)
        guard SealedFile.isSealed(bytes) else { return (try AgentIdentity(fileBytes: bytes), nil) }
        let passphrase = try options.passphrase()
        let content = try SealedFile.open(bytes, passphrase: passphrase)
        return (try AgentIdentity(fileBytes: content), passphrase)
    }

    /// The public half.
    func agentActe() throws -> AgentActe {
        guard PrivateFile.exists(file("agent.note")) else {
            throw Failure(
                .configuration, "Il n'y a pas d'identité dans le dossier \(path).",
                hint: "Créez-la : « agir-liaison agent creer structure.example/prenom.nom ».")
        }
        return try AgentActe(PrivateFile.read(file("agent.note"), limit: Acte.limit))
    }

    // MARK: What is pinned

    func anchor() throws -> Anchor? {
        guard PrivateFile.exists(file("ancre")) else { return nil }
        let bytes = try PrivateFile.read(file("ancre"), limit: 64 * 1_024)
        guard let object = (try? JSONValue.parse(bytes))?.object,
            let structure = object["structure"]?.string.flatMap({ StructureName($0) }),
            let text = object["cleStructure"]?.string, let key = try? VerifierKey(text),
            key.name == structure.key(.structure).description,
            let serie = object["serie"]?.integer
        else {
            throw Failure(
                .configuration, "Le fichier « ancre » du dossier \(path) est abîmé.",
                hint: "Épinglez de nouveau la clé de votre structure.")
        }
        return Anchor(
            structure: structure, key: key, serie: Int(serie),
            tls: object["tls"]?.string.flatMap { Hex.decode($0) },
            point: object["point"]?.string.flatMap { try? Checkpoint(text: $0) })
    }

    /// Keeps the checkpoint that was seen last.
    func see(_ point: Checkpoint) throws {
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
        try PrivateFile.write(
            Array((JSONValue.object(object).text + "\n").utf8), to: file("ancre"), replacing: true)
    }

    /// - Parameter tls: the key of a daemon on another machine; nil keeps the one pinned.
    func pin(_ card: SignedCarte, tls: [UInt8]? = nil) throws {
        let anchor = try? anchor()
        if let held = try? ownCard(), held.carte.serie < card.carte.serie {
            try saveEarlier(own: held)
        }
        // The card first: cut short in between, the anchor is behind it, never ahead.
        try PrivateFile.write(card.bytes, to: file("carte.note"), replacing: true)
        try write(
            Anchor(
                structure: card.carte.structure, key: card.carte.cleStructure,
                serie: card.carte.serie, tls: tls ?? anchor?.tls,
                point: anchor?.structure == card.carte.structure ? anchor?.point : nil))
    }

    /// The own card: signed by the pinned key, not older than what was seen.
    ///
    /// - Throws: exit 77 when nothing is pinned.
    func ownCard() throws -> SignedCarte {
        guard let anchor = try anchor() else {
            throw Failure(
                .notAllowed, "La clé de votre structure n'est pas épinglée dans \(path).",
                hint: "Créez la structure : « agir-liaison structure creer ».")
        }
        let card = try SignedCarte(PrivateFile.read(file("carte.note"), limit: Acte.limit))
        guard card.carte.cleStructure == anchor.key, card.carte.serie >= anchor.serie else {
            throw Failure(
                .notAllowed, "La carte de votre structure n'est pas signée par la clé épinglée.",
                hint: "N'envoyez rien ; prévenez votre administrateur.")
        }
        return card
    }

    // MARK: Partners

    func contactNames() -> [StructureName] {
        PrivateFile.names(in: file("contacts"))
            .compactMap { $0.hasSuffix(".carte") ? StructureName(String($0.dropLast(6))) : nil }
    }

    func contact(_ name: StructureName) throws -> SignedCarte? {
        let path = file("contacts/\(name).carte")
        guard PrivateFile.exists(path) else { return nil }
        return try SignedCarte(PrivateFile.read(path, limit: Acte.limit))
    }

    func save(contact card: SignedCarte) throws {
        try PrivateFile.makeFolder(file("contacts"))
        try PrivateFile.write(
            card.bytes, to: file("contacts/\(card.carte.structure).carte"), replacing: true)
        for kind in ["attente", "retire"] {
            PrivateFile.remove(file("contacts/\(card.carte.structure).\(kind)"))
        }
    }

    /// Takes a contact away. Its card stays aside: what comes back under this name is measured by it.
    func removeContact(_ name: StructureName) throws {
        try PrivateFile.move(file("contacts/\(name).carte"), to: file("contacts/\(name).retire"))
        for path in ["contacts/\(name).attente", "verifications/\(name).note"] {
            PrivateFile.remove(file(path))
        }
    }

    /// The last card of a contact that was taken away.
    func removedContact(_ name: StructureName) throws -> SignedCarte? {
        let path = file("contacts/\(name).retire")
        guard PrivateFile.exists(path) else { return nil }
        return try SignedCarte(PrivateFile.read(path, limit: Acte.limit))
    }

    // MARK: Earlier cards

    /// The own cards before the one in force, as far as they are held here. Each is signed by the
    /// pinned key.
    func earlierOwnCards() -> [SignedCarte] {
        guard let anchor = try? anchor() else { return [] }
        return PrivateFile.names(in: file("cartes")).compactMap { name in
            (try? PrivateFile.read(file("cartes/\(name)"), limit: Acte.limit))
                .flatMap { try? SignedCarte($0) }
        }
        .filter { $0.carte.serie < anchor.serie }
        .sorted { $0.carte.serie < $1.carte.serie }
    }

    func saveEarlier(own card: SignedCarte) throws {
        try PrivateFile.makeFolder(file("cartes"))
        try PrivateFile.write(
            card.bytes, to: file("cartes/\(card.carte.serie).note"), replacing: true)
    }

    /// A card under another structure key than the contact's, kept aside until that key is verified.
    func pendingContact(_ name: StructureName) throws -> SignedCarte? {
        let path = file("contacts/\(name).attente")
        guard PrivateFile.exists(path) else { return nil }
        return try SignedCarte(PrivateFile.read(path, limit: Acte.limit))
    }

    func save(pendingContact card: SignedCarte) throws {
        try PrivateFile.makeFolder(file("contacts"))
        try PrivateFile.write(
            card.bytes, to: file("contacts/\(card.carte.structure).attente"), replacing: true)
    }

    func verification(of name: StructureName) throws -> [UInt8]? {
        let path = file("verifications/\(name).note")
        guard PrivateFile.exists(path) else { return nil }
        return try PrivateFile.read(path, limit: Acte.limit)
    }

    func save(verification bytes: [UInt8], of name: StructureName) throws {
        try PrivateFile.makeFolder(file("verifications"))
        try PrivateFile.write(bytes, to: file("verifications/\(name).note"), replacing: true)
    }
}
