internal import LiaisonCrypto
internal import LiaisonSchema
public import LiaisonStore
internal import Synchronization

/// The end of a run: its procès-verbal.
extension RetentionDesk {
    /// - Returns: nil while readers keep the write-ahead logs, and it is to be tried again; else the
    ///   procès-verbal, if anything was destroyed.
    func closeRun(_ run: PurgeRun) throws -> (attestation: Int?, control: PurgeActe.Controle?)? {
        let counts = try store.read { try $0.purgeCounts(run.numero) }
        guard counts.nombre > 0, let first = counts.premier, let last = counts.dernier else {
            try store.write(at: now()) { try $0.closePurge(run.numero, note: nil) }
            return (nil, nil)
        }
        let isClean = try office.truncateLogs()
        // What the procès-verbal says of it is final.
        if !isClean, memory.state.withLock({ $0.purge.hinder() }) { return nil }
        let remains = try store.read { try $0.remains(of: run.numero) }
        let control: PurgeActe.Controle = isClean && remains == 0 ? .conforme : .aVerifier
        let own = try ownCard().carte.structure
        let places = try store.read { try $0.backupPlaces() }
        let today = ParisTime.date(at: now())
        let acte = PurgeActe(
            numero: run.numero, structure: own, regle: counts.regles.joined(separator: ","),
            le: now(), nombre: counts.nombre, parModele: counts.parModele,
            premier: ParisTime.date(at: first), dernier: ParisTime.date(at: last),
            magasins: PurgeActe.Magasin.all(
                keysUntil: places.map(\.cles).filter { $0 >= today }.max()),
            methode: PurgeActe.methods, controle: control, suspendus: run.suspendus,
            nonLus: counts.nonLus, avant: run.avant, apres: try checkpointText())
        let note = try acte.signed(by: keys.service, name: own.key(.service)).bytes
        try store.write(at: now()) { transaction in
            try transaction.closePurge(run.numero, note: note)
            try transaction.record(
                LogEvent(.attestation, by: own.key(.service), ref: String(run.numero)))
            if control == .aVerifier {
                try transaction.record(
                    LogEvent(.alarme, by: own.key(.service), .echec, detail: .purgeInachevee))
            }
        }
        _ = try? logbook.signCheckpoint(isUrgent: true)
        // The places of backup hear of it at once, too; each day they are looked at again.
        _ = try? handTombs()
        wakeDelivery()
        return (run.numero, control)
    }

    /// A checkpoint of the moment: signed, or its text alone when nothing may be signed.
    func checkpointText() throws -> String {
        if let point = try logbook.signCheckpoint(isUrgent: true) {
            return String(decoding: point.note, as: UTF8.self)
        }
        let own = try ownCard().carte.structure
        let state = try store.read { try $0.logState() }
        return Checkpoint(
            origin: "\(own.key(.journal))/\(state.epoch)", size: state.frontier.size,
            root: state.frontier.root
        ).text
    }

    /// The procès-verbaux, newest first.
    public func attestations(for agent: AuthenticatedAgent) throws -> [PurgeRun] {
        try require(.purge, agent)
        return try store.read { try $0.purges(limit: 10_000) }
    }
}

extension PurgeActe {
    /// How it is done, in order.
    static let methods = [
        "cle-detruite", "contenu-ecrase", "journal-wal-tronque", "tombe-inscrite",
    ]
}

extension PurgeActe.Magasin {
    /// Where plis lie, and what this program does not reach.
    ///
    /// - Parameter end: until when a backup of the keys may last; nil: there is none.
    static func all(keysUntil end: CalendarDate?) -> [PurgeActe.Magasin] {
        [PurgeActe.Magasin("liaison.sqlite"), PurgeActe.Magasin("cles.sqlite")]
            + (end.map { [PurgeActe.Magasin("sauvegardes-des-cles", jusquA: $0)] } ?? [])
            + [
                PurgeActe.Magasin("hors-controle:fichiers-des-agents"),
                PurgeActe.Magasin("hors-controle:copies-des-destinataires"),
            ]
    }
}
