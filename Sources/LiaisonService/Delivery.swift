public import LiaisonSchema
internal import LiaisonStore
public import Logging

/// How the daemon reaches a partner's. Injected: the tests have their own.
public protocol PeerTransport: Sendable {
    /// Puts a pli; the partner's answer, whatever its status.
    func put(pli: [UInt8], id: PliID, to peer: Carte) async throws -> PeerAnswer
    func put(receipt: [UInt8], _ accuse: ReceiptPath, to peer: Carte) async throws -> PeerAnswer
}

/// A partner's answer: a status of RFC 9110 and a bounded body.
public struct PeerAnswer: Sendable, Equatable {
    public let status: Int
    public let body: [UInt8]

    public init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// The identity of a receipt, as its path writes it.
public struct ReceiptPath: Sendable, Equatable {
    public let de: StructureName
    public let id: PliID
    public let statut: String
    public let par: KeyName
}

/// Delivers what is due, plis and receipts, each partner on its own so that a dead one delays
/// nobody.
public struct Delivery: Sendable {
    let courrier: Courrier
    let transport: any PeerTransport
    let logger: Logger
    let jitter: @Sendable () -> Double

    /// How much is taken up at a time.
    private static let batch = 100

    public init(
        courrier: Courrier, transport: any PeerTransport, logger: Logger,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.courrier = courrier
        self.transport = transport
        self.logger = logger
        self.jitter = jitter
    }

    /// One pass a trigger; ends with the triggers.
    public func run(triggers: some AsyncSequence<Void, Never> & Sendable) async {
        for await _ in triggers {
            do {
                try await deliverDue()
            } catch {
                logger.error("remise interrompue", metadata: ["type": "\(type(of: error))"])
            }
        }
    }

    /// Tries everything that is due now, once.
    public func deliverDue() async throws {
        let now = courrier.now()
        let (plis, receipts) = try courrier.store.read { view in
            (
                try view.dueOutgoing(at: now, limit: Self.batch),
                try view.dueReceipts(at: now, limit: Self.batch)
            )
        }
        let peers = Set(plis.map(\.slip.pour) + receipts.map(\.de))
        await withTaskGroup(of: Void.self) { group in
            for peer in peers {
                let ownPlis = plis.filter { $0.slip.pour == peer }
                let ownReceipts = receipts.filter { $0.de == peer }
                group.addTask {
                    for row in ownPlis { await attempt(row) }
                    for receipt in ownReceipts { await attempt(receipt) }
                }
            }
        }
    }

    private func attempt(_ row: Outgoing) async {
        let id = row.slip.id
        do {
            guard let peer = try courrier.store.read({ try $0.card(of: row.slip.pour) })?.carte,
                peer.adresse != nil
            else { return try postpone(row) }
            let bytes = try courrier.outgoingBytes(row)
            let answer = try await transport.put(pli: bytes, id: id, to: peer)
            switch answer.status {
            case 200, 201, 422:
                try settle(row, answer, peer)
            case 400, 409, 413:
                try close(
                    row, .accuse(.refuse), detail: answer.status == 409 ? .conflit : .refuse)
            default:
                logger.notice(
                    "pli non pris, nouvel essai plus tard",
                    metadata: ["pli": "\(id)", "reponse": "\(answer.status)"])
                try postpone(row)
            }
        } catch {
            logger.notice(
                "partenaire injoignable, nouvel essai plus tard",
                metadata: ["pli": "\(id)", "pour": "\(row.slip.pour)"])
            tolerate { try postpone(row) }
        }
    }

    /// A receipt that does not verify proves nothing: the pli stays due.
    private func settle(_ row: Outgoing, _ answer: PeerAnswer, _ peer: Carte) throws {
        guard let receipt = try? Accuse(answer.body, addressee: peer), receipt.id == row.slip.id,
            receipt.de == row.slip.de, receipt.sha256 == row.slip.sha256,
            receipt.statut != .ouvert
        else {
            try courrier.refused(
                .accuse, by: peer.structure.key(.service), ref: row.slip.id.text, detail: .signature
            )
            return try postpone(row)
        }
        if try !courrier.take(receipt, bytes: answer.body) {
            // Known already: the answer that carried it was lost. Only the row is still due.
            try postpone(row)
        }
    }

    private func postpone(_ row: Outgoing) throws {
        let now = courrier.now()
        guard now - row.cree < RetryPolicy.giveUpAfter else {
            return try close(row, .delaiDepasse, detail: .delaiDepasse)
        }
        let wait = RetryPolicy.delay(failures: row.essais + 1, jitter: jitter())
        try courrier.store.write(at: now) { transaction in
            // A receipt may have come by another way while this attempt was under way.
            guard let current = try transaction.view.outgoing(row.slip.id, pour: row.slip.pour),
                let state = EnvoiStatut(rawValue: current.statut)
            else { return }
            try transaction.updateOutgoing(
                row.slip.id, pour: row.slip.pour, statut: current.statut, essais: row.essais + 1,
                next: state.isPending ? now + wait : nil)
        }
    }

    /// Gives up on a pli: the partner refused it for good, or never answered.
    private func close(_ row: Outgoing, _ event: EnvoiStatut.Event, detail: LogDetail) throws {
        let closed = try courrier.store.write(at: courrier.now()) { transaction in
            // A receipt may have come by another way while this attempt was under way.
            guard let current = try transaction.view.outgoing(row.slip.id, pour: row.slip.pour),
                let state = EnvoiStatut(rawValue: current.statut), state.isPending
            else { return false }
            try transaction.updateOutgoing(
                row.slip.id, pour: row.slip.pour, statut: state.after(event).rawValue,
                essais: row.essais + 1, next: nil)
            try transaction.record(
                LogEvent(
                    .envoi, by: row.slip.de.key(.service), ref: row.slip.id.text,
                    event == .delaiDepasse ? .echec : .refuse, detail: detail))
            return true
        }
        guard closed else { return }
        logger.warning(
            "pli non remis", metadata: ["pli": "\(row.slip.id)", "motif": "\(detail.rawValue)"])
    }

    private func attempt(_ receipt: StoredReceipt) async {
        var delivered = false
        do {
            if let peer = try courrier.store.read({ try $0.card(of: receipt.de) })?.carte,
                peer.adresse != nil
            {
                let path = ReceiptPath(
                    de: receipt.de, id: receipt.id, statut: receipt.statut, par: receipt.par)
                let answer = try await transport.put(receipt: receipt.note, path, to: peer)
                delivered = (200...201).contains(answer.status)
            }
        } catch {
            logger.notice(
                "accusé non transmis, nouvel essai plus tard", metadata: ["pli": "\(receipt.id)"])
        }
        tolerate { try settle(receipt, delivered: delivered) }
    }

    private func settle(_ receipt: StoredReceipt, delivered: Bool) throws {
        let now = courrier.now()
        let expired = now - receipt.le >= RetryPolicy.giveUpAfter
        let wait = RetryPolicy.delay(failures: receipt.essais + 1, jitter: jitter())
        try courrier.store.write(at: now) { transaction in
            try transaction.updateReceipt(
                receipt, essais: receipt.essais + 1, next: delivered || expired ? nil : now + wait)
            if delivered || expired {
                try transaction.record(
                    LogEvent(
                        .remise, by: receipt.pour.key(.service), ref: receipt.id.text,
                        delivered ? .fait : .echec, detail: delivered ? nil : .delaiDepasse))
            }
        }
    }

    private func tolerate(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            logger.error("écriture refusée par la base", metadata: ["type": "\(type(of: error))"])
        }
    }
}
