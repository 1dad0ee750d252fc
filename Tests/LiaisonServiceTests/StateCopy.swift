import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport

@testable import LiaisonService

/// The state of a structure as it was, to be put back: as `agir-liaisond restaurer` does, or behind its back.
struct StateCopy {
    private let house: House
    private let files: [(name: String, bytes: [UInt8])]

    init(_ house: House) throws {
        self.house = house
        _ = try house.desks.office.store.truncateLog()
        // Keys may still be in their log of writes.
        files = try ["liaison.sqlite", "cles.sqlite", "cles.sqlite-wal"].map {
            ($0, try PrivateFile.read("\(house.folder)/\($0)", limit: 1 << 26))
        }
    }

    /// A daemon on that state, in a folder of its own.
    func remise() throws -> RestoredHouse { try RestoredHouse(house, files) }

    /// The same after a restoration.
    func restauree() throws -> RestoredHouse {
        let remise = try remise()
        try remise.desks.logbook.beginAfterRestoration(withoutTombs: false, isSound: true)
        return remise
    }
}

/// A daemon that goes on from a copy.
struct RestoredHouse {
    let house: House
    let desks: Desks
    private let folder: TemporaryFolder

    init(_ house: House, _ files: [(name: String, bytes: [UInt8])]) throws {
        let (folder, horloge) = (try TemporaryFolder(), house.horloge)
        for file in files { try PrivateFile.write(file.bytes, to: "\(folder.path)/\(file.name)") }
        self.house = house
        self.folder = folder
        desks = Desks(
            store: try LiaisonStore(folder: folder.path), keys: house.desks.office.keys,
            folder: folder.path, now: { horloge.now })
    }

    static let silent = Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }

    /// Towards the witness of another structure.
    func witnessing(_ other: House) -> Witnessing {
        let structure = house.structure
        return Witnessing(
            desks: desks,
            transport: Wire(
                plis: { _, _ in throw Wire.Cut() },
                // Known there by the card that it has of us, whatever we think.
                peer: {
                    guard let card = try other.desks.office.store.card(of: structure) else {
                        throw Wire.Cut()
                    }
                    return (card.carte, other.desks)
                }),
            logger: Self.silent)
    }

    var epoch: Int { get throws { try desks.office.store.read { try $0.logState().epoch } } }

    func agent(_ local: String) throws -> AuthenticatedAgent { try house.agent(local) }

    /// What « structure renouveler » does: signs the acts, and a card that names the époque; the partner
    /// takes the card.
    ///
    /// - Parameter other: nil: nobody is told.
    func renew(serie: Int, telling other: House?) throws {
        let epoch = try epoch
        let opening = try desks.logbook.epochToOpen(for: agent("dpo"))
        let card = try house.card(serie: serie) { card in
            card.daemon = try! desks.office.keys.verifierKeys(of: house.structure, epoch: epoch)
        }
        _ = try desks.cards.publish(card.bytes, mayClaim: false)
        for precedent in opening?.precedents ?? [] {
            let act = try EpochActe(
                structure: house.structure, epoque: epoch, precedent: precedent,
                motif: .restauration
            ).signed(by: house.identities["dpo"]!.signing, name: house.name("dpo"))
            try desks.logbook.openEpoch(act.bytes, by: agent("dpo"))
        }
        if let other { _ = try other.desks.cards.receive(card: card.bytes) }
    }

    /// When a partner cosigned the last checkpoint of our époque.
    func cosigned() throws -> [Instant] {
        let origin = "\(house.structure.key(.journal))/\(try epoch)"
        guard let point = try desks.office.store.read({ try $0.lastPoint(origin) }) else {
            return []
        }
        return try desks.logbook.cosigned(point).times
    }

    /// The alarms of this log.
    func alarms() throws -> [String] {
        try desks.office.store.read { try $0.leaves(from: 0, count: 10_000) }
            .compactMap { try $0.line.map { try LogRecord(line: $0) } }
            .filter { $0.acte == LogActe.alarme.rawValue }.map { $0.detail ?? "" }
    }
}
