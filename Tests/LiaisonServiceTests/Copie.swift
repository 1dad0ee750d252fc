import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport

@testable import LiaisonService

/// The state of a structure as it was, to be put back: as `agir-liaisond restaurer` does, or behind its back.
struct Copie {
    private let maison: Maison
    private let files: [(name: String, bytes: [UInt8])]

    init(_ maison: Maison) throws {
        self.maison = maison
        _ = try maison.desks.office.store.truncateLog()
        files = try ["liaison.sqlite", "cles.sqlite"].map {
            ($0, try PrivateFile.read("\(maison.folder)/\($0)", limit: 1 << 26))
        }
    }

    /// A daemon on that state, in a folder of its own.
    func remise() throws -> Remise { try Remise(maison, files) }

    /// The same after a restoration.
    func restauree() throws -> Remise {
        let remise = try remise()
        try remise.desks.logbook.beginAfterRestoration(withoutTombs: false)
        return remise
    }
}

/// A daemon that goes on from a copy.
struct Remise {
    let maison: Maison
    let desks: Desks
    private let folder: TemporaryFolder

    init(_ maison: Maison, _ files: [(name: String, bytes: [UInt8])]) throws {
        let (folder, horloge) = (try TemporaryFolder(), maison.horloge)
        for file in files { try PrivateFile.write(file.bytes, to: "\(folder.path)/\(file.name)") }
        self.maison = maison
        self.folder = folder
        desks = Desks(
            store: try LiaisonStore(folder: folder.path), keys: maison.desks.office.keys,
            folder: folder.path, now: { horloge.now })
    }

    static let silent = Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }

    /// Towards the witness of another structure.
    func witnessing(_ other: Maison) -> Witnessing {
        let structure = maison.structure
        return Witnessing(
            desks: desks,
            transport: Fil(
                plis: { _, _ in throw Fil.Coupure() },
                // Known there by the card that it has of us, whatever we think.
                peer: {
                    guard let card = try other.desks.office.store.card(of: structure) else {
                        throw Fil.Coupure()
                    }
                    return (card.carte, other.desks)
                }),
            logger: Self.silent)
    }

    var epoch: Int { get throws { try desks.office.store.read { try $0.logState().epoch } } }

    func agent(_ local: String) throws -> AuthenticatedAgent { try maison.agent(local) }

    /// What « structure renouveler » does: signs the acts, and a card that names the époque; the partner
    /// takes the card.
    ///
    /// - Parameter other: nil: nobody is told.
    func renew(serie: Int, telling other: Maison?) throws {
        let epoch = try epoch
        let opening = try desks.logbook.epochToOpen(for: agent("dpo"))
        let card = try maison.card(serie: serie) { card in
            card.daemon = try! desks.office.keys.verifierKeys(of: maison.structure, epoch: epoch)
        }
        _ = try desks.cards.publish(card.bytes, mayClaim: false)
        for precedent in opening?.precedents ?? [] {
            let act = try EpochActe(
                structure: maison.structure, epoque: epoch, precedent: precedent,
                motif: .restauration
            ).signed(by: maison.identities["dpo"]!.signing, name: maison.name("dpo"))
            try desks.logbook.openEpoch(act.bytes, by: agent("dpo"))
        }
        if let other { _ = try other.desks.cards.receive(card: card.bytes) }
    }

    /// When a partner cosigned the last checkpoint of our époque.
    func cosigned() throws -> [Instant] {
        let origin = "\(maison.structure.key(.journal))/\(try epoch)"
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
