internal import Foundation
import LiaisonBase
package import LiaisonCrypto
package import LiaisonSchema
package import LiaisonService
package import LiaisonStore
internal import Synchronization

/// A clock that goes where the test puts it.
package final class TestClock: Sendable {
    private let instant = Mutex(Instant(seconds: 1_795_000_000))

    package init() {}

    package var now: Instant { instant.withLock { $0 } }
    package func advance(_ seconds: Int64) { instant.withLock { $0 = $0 + seconds } }
    package func set(_ now: Instant) { instant.withLock { $0 = now } }
}

/// A structure with one agent a role, its daemon's logic on a database of its own.
package struct House {
    package let structure: StructureName
    package let type: StructureKind
    package let folder: String
    private let temporary: TemporaryFolder
    package let structureKey: SigningKey
    package let identities: [String: AgentIdentity]
    package let desks: Desks
    package let store: LiaisonStore
    package let horloge: TestClock

    package init(
        _ name: String, _ horloge: TestClock, type: StructureKind = .autre,
        capacity: Capacity = Capacity(), incidents: IncidentSettings = IncidentSettings()
    ) throws {
        structure = StructureName(name)!
        self.type = type
        self.horloge = horloge
        temporary = try TemporaryFolder()
        folder = temporary.path
        structureKey = try .generate()
        identities = try Dictionary(
            uniqueKeysWithValues: ["referent", "dpo", "admin"].map { ($0, try .generate(.x25519)) })
        store = try LiaisonStore(folder: folder)
        desks = Desks(
            store: store, keys: try ServiceKeys(folder: folder), folder: folder, capacity: capacity,
            incidents: incidents, now: { horloge.now })
        _ = try desks.cards.publish(try card().bytes, mayClaim: true)
    }

    /// A structure of another version, with the keys and the card that it had.
    package init(
        _ name: String, _ horloge: TestClock, structureKey: SigningKey,
        service: [String: SigningKey],
        identities: [String: AgentIdentity], card: [UInt8]
    ) throws {
        structure = StructureName(name)!
        type = try SignedCarte(card).carte.type
        self.horloge = horloge
        self.structureKey = structureKey
        self.identities = identities
        temporary = try TemporaryFolder()
        folder = temporary.path
        for (name, key) in service {
            try PrivateFile.write(Array("\(key.secretText)\n".utf8), to: "\(folder)/\(name).cle")
        }
        store = try LiaisonStore(folder: folder)
        desks = Desks(
            store: store, keys: try ServiceKeys(folder: folder), folder: folder,
            now: { horloge.now })
        _ = try desks.cards.publish(card, mayClaim: true)
    }

    /// A pair that knows each other.
    ///
    /// - Parameter capacity: what the second one takes.
    package static func pair(
        _ horloge: TestClock, capacity: Capacity = Capacity()
    ) throws -> (House, House) {
        let a = try House("a.example", horloge)
        let b = try House("b.example", horloge, capacity: capacity)
        try a.meet(b)
        try b.meet(a)
        return (a, b)
    }

    /// Takes the other's card, and an agent verifies it.
    package func meet(_ other: House) throws {
        _ = try desks.cards.importContact(other.card().bytes, by: agent("admin"))
        try verify(other)
    }

    /// An agent compared the fingerprint of the card that is in force here.
    package func verify(_ other: House) throws {
        guard let card = try store.card(of: other.structure)?.carte,
            let identity = identities["referent"]
        else { throw SchemaError(.value, "Cette carte n'est pas connue.") }
        let act = try Verification(
            structure: other.structure, cle: card.cleStructure, serie: card.serie,
            moyen: .telephone, le: horloge.now
        ).signed(by: identity.signing, name: name("referent"))
        try desks.cards.recordVerification(act.bytes, by: agent("referent"))
    }

    package func name(_ local: String) -> KeyName { KeyName(agent: "\(structure)/\(local)")! }

    package func card(serie: Int = 1, change: (inout Carte) -> Void = { _ in }) throws
        -> SignedCarte
    {
        var card = Carte(
            structure: structure, libelle: "Maison \(structure)", type: type, serie: serie,
            emise: horloge.now, expire: horloge.now + 365 * 86_400,
            adresse: PeerAddress("http://127.0.0.1:1"), courriel: nil,
            cleStructure: try structureKey.verifierKey(
                name: structure.key(.structure).description),
            daemon: try desks.office.keys.verifierKeys(of: structure),
            agents: try identities.keys.sorted().map { local in
                let identity = identities[local]!
                return Carte.Agent(
                    nom: name(local), fonction: local, roles: [Role(rawValue: local)!],
                    cle: try identity.signing.verifierKey(name: name(local).description),
                    destinataire: identity.age.recipient)
            }, dpo: nil)
        change(&card)
        return try SignedCarte(card, key: structureKey)
    }

    /// An agent as the gate lets it in.
    package func agent(_ local: String) throws -> AuthenticatedAgent {
        let key = try identities[local]!.signing.verifierKey(name: name(local).description)
        return try desks.office.agent(keyID: key.keyID)!.0
    }

    /// A pli to another structure, signed by its author.
    package func pli(
        to other: House, id: PliID = .random(), content: String = "contenu",
        by author: String = "referent",
        change: (inout Slip) -> Void = { _ in }
    ) throws -> Pli {
        let identity = identities[author]!
        let recipients = [identity.age.recipient, other.identities["referent"]!.age.recipient]
        let manifest = Manifest(
            id: id, objet: .fiche, modele: .generique, auteur: name(author),
            pour: [other.structure], recipients: recipients, scelle: horloge.now,
            conserverJusquA: CalendarDate(year: 2031, month: 11, day: 23)!)
        let age = try Age.seal(
            Payload.write(
                manifest, parts: [.fiche(Array(content.utf8))], key: identity.signing),
            to: recipients)
        var slip = Slip(
            manifest: manifest, pour: other.structure, addressees: .roles([.referent]), age: age,
            postQuantique: false)
        change(&slip)
        return try Pli(acte: slip.signed(by: identity.signing), age: age)
    }

    package func opening(of slip: Slip, by local: String = "referent") throws -> [UInt8] {
        try Accuse(
            de: slip.de, id: slip.id, pour: slip.pour, sha256: slip.sha256, statut: .ouvert,
            le: horloge.now, par: name(local)
        ).signed(by: identities[local]!.signing).bytes
    }

    package func statut(_ id: PliID, pour: House) throws -> String? {
        try store.read { try $0.outgoing(id, pour: pour.structure)?.statut }
    }

    package func inbox() throws -> [Incoming] { try store.read { try $0.inbox() } }

    /// The log, each record as `acte:resultat:detail`.
    package func log() throws -> [String] {
        try store.read { try $0.leaves(from: 0, count: 10_000) }.compactMap {
            // A pruned one has none.
            guard let line = $0.line else { return nil }
            let record = try LogRecord(line: line)
            return [record.acte, record.resultat, record.detail].compactMap(\.self)
                .joined(separator: ":")
        }
    }

    /// What the log gained during `body`.
    package func logged(_ body: () throws -> Void) throws -> [String] {
        let before = try log().count
        try body()
        return Array(try log().dropFirst(before))
    }
}
