import GRDB
import LiaisonCrypto
import LiaisonSchema
import TestSupport

@testable import LiaisonStore

/// A store of its own, that of `a`, and what three structures put into it. Its clock is where the test says.
struct Shelf {
    let a = StructureName("a.example")!
    let b = StructureName("b.example")!
    let c = StructureName("c.example")!
    let folder: TemporaryFolder
    let store: LiaisonStore
    /// Signs everything: the store verifies nothing.
    let key: SigningKey

    static let start = Instant(seconds: 1_795_000_000)
    static let day: Int64 = 86_400

    init() throws {
        folder = try TemporaryFolder()
        store = try LiaisonStore(folder: folder.path)
        key = try .generate()
    }

    /// - Parameter seconds: after the start.
    func write<Result>(
        _ seconds: Int64 = 0, _ body: (StoreTransaction) throws -> Result
    ) throws -> Result {
        try store.write(at: Self.start + seconds, body)
    }

    var revision: String { store.boxRevision }

    func read<Result>(_ body: (StoreView) throws -> Result) throws -> Result {
        try store.read(body)
    }

    /// Changes a row as nothing of the store does: SQLite's own program checks no foreign key, and a check only
    /// where it is not told otherwise.
    func tamper(_ sql: String) throws {
        try Self.tamper(store.pool, sql)
    }

    static func tamper(_ database: some DatabaseWriter, _ sql: String) throws {
        try database.writeWithoutTransaction { database in
            try database.execute(
                sql: "PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON")
            defer {
                try? database.execute(
                    sql: "PRAGMA foreign_keys=ON; PRAGMA ignore_check_constraints=OFF")
            }
            try database.execute(sql: sql)
        }
    }

    func count(_ table: String) throws -> Int? {
        try store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
    }

    /// Ids in the order of their numbers.
    static func id(_ n: Int) -> PliID {
        let digits = String(n, radix: 16)
        let zeros = String(repeating: "0", count: 12 - digits.count)
        return PliID("00000000-0000-4000-8000-\(zeros)\(digits)")!
    }

    static func person(_ n: Int, version: Int = 1) -> PersonIndex {
        PersonIndex("\(version):\(id(n).text.split(separator: "-").joined())")!
    }

    func agent(_ local: String = "claire", of structure: StructureName? = nil) -> KeyName {
        KeyName(agent: "\(structure ?? a)/\(local)")!
    }

    /// A pli as its sender's service would hand it over; nothing is sealed.
    func pli(
        _ n: Int, from: StructureName, to: StructureName, content: String = "contenu",
        change: (inout Slip) -> Void = { _ in }
    ) throws -> Pli {
        let manifest = Manifest(
            id: Self.id(n), objet: .fiche, modele: .generique, auteur: agent(of: from), pour: [to],
            recipients: [], scelle: Self.start,
            conserverJusquA: CalendarDate(year: 2031, month: 11, day: 18)!)
        let age = Array(content.utf8)
        var slip = Slip(
            manifest: manifest, pour: to, addressees: .roles([.referent]), age: age,
            postQuantique: false)
        change(&slip)
        return try Pli(acte: slip.signed(by: key), age: age)
    }

    /// Puts a pli of ours into the outbox, its blob too.
    @discardableResult
    func send(
        _ n: Int, to: StructureName, at seconds: Int64 = 0, change: (inout Slip) -> Void = { _ in }
    ) throws -> Pli {
        let pli = try pli(n, from: a, to: to, change: change)
        let blob = try store.prepareBlob(pli.age, in: .envoi, de: a.text, id: pli.slip.id.text)
        try write(seconds) {
            try $0.insertOutgoing(pli, statut: "en-attente")
            try $0.insert(blob)
        }
        return pli
    }

    /// Moves a pli of ours to `b` on.
    func move(_ n: Int, to statut: String, essais: Int, next: Instant?) throws {
        try write { transaction in
            try transaction.updateOutgoing(Self.id(n), pour: b, statut: statut)
            guard let row = try transaction.view.outgoing(Self.id(n), pour: b) else { return }
            try transaction.schedule(row, essais: essais, next: next)
        }
    }

    /// Whether a later fiche of its sender replaces it.
    static func isReplaced(_ slip: Slip, in view: StoreView) throws -> Bool {
        try view.replaced(among: [slip]).contains(slip.key)
    }

    func isReplaced(_ slip: Slip) throws -> Bool {
        try read { try Self.isReplaced(slip, in: $0) }
    }

    /// Puts a partner's pli into the inbox, its blob too.
    @discardableResult
    func receive(
        _ n: Int, from: StructureName, at seconds: Int64 = 0, statut: String = "non-lu",
        original: PliKey? = nil, change: (inout Slip) -> Void = { _ in }
    ) throws -> Pli {
        let pli = try pli(n, from: from, to: a, change: change)
        let blob = try store.prepareBlob(
            pli.age, in: .reception, de: from.text, id: pli.slip.id.text)
        try write(seconds) {
            try $0.insertIncoming(pli, statut: statut, original: original)
            try $0.insert(blob)
        }
        return pli
    }

    /// A receipt of who the pli is for, kept here.
    ///
    /// - Parameter next: see `StoreTransaction.insert`.
    @discardableResult
    func acknowledge(
        _ slip: Slip, _ statut: Accuse.Statut, by local: String? = nil, at seconds: Int64 = 0,
        next: Instant? = nil
    ) throws -> [UInt8] {
        let signer = local.map { agent($0, of: slip.pour) } ?? slip.pour.key(.service)
        let receipt = Accuse(
            de: slip.de, id: slip.id, pour: slip.pour, sha256: slip.sha256, statut: statut,
            le: Self.start + seconds, par: signer)
        let note = try receipt.signed(by: key).bytes
        try write(seconds) { try $0.insert(receipt, note: note, next: next) }
        return note
    }

    /// An agent says whom a pli is about, and of a table how many persons it lists.
    func annotate(
        _ slip: Slip, _ person: PersonIndex, of count: Int? = nil, at seconds: Int64 = 0
    ) throws {
        let annotation = Annotation(
            de: slip.de, id: slip.id, personne: person, nombre: count)
        let note = try annotation.signed(by: key, name: agent()).bytes
        try write(seconds) { try $0.insert(annotation, note: note) }
    }

    func card(
        of structure: StructureName, serie: Int = 1, key: SigningKey? = nil,
        type: StructureKind = .autre
    ) throws -> SignedCarte {
        let key = key ?? self.key
        let card = Carte(
            structure: structure, libelle: "Structure \(structure)", type: type, serie: serie,
            emise: Self.start, expire: Self.start + 365 * Self.day, adresse: nil, courriel: nil,
            cleStructure: try key.verifierKey(name: structure.key(.structure).description),
            daemon: nil, agents: [],
            dpo: .init(telephone: "04 76 00 00 00", courriel: "dpo@\(structure)"))
        return try SignedCarte(card, key: key)
    }

    /// Takes a card as the one in force.
    @discardableResult
    func accept(
        _ structure: StructureName, serie: Int = 1, at seconds: Int64 = 0, key: SigningKey? = nil,
        type: StructureKind = .autre
    ) throws -> SignedCarte {
        let card = try card(of: structure, serie: serie, key: key, type: type)
        try write(seconds) { try $0.insert(card, own: structure == a) }
        return card
    }

    func held(_ slip: Slip, withOpenings: Bool = false) throws -> HeldFiche? {
        try read { try $0.heldFiche(slip.key, withOpenings: withOpenings) }
    }

    /// What the daemon seals for its DPOs: opaque here.
    func sealed() throws -> SealedText {
        try SealedText(age: Array("age-encryption.org/v1\nx".utf8))
    }
}
