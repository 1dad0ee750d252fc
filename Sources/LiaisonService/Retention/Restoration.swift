internal import LiaisonBase
public import LiaisonSchema
internal import LiaisonStore

/// What was destroyed stays destroyed, whatever backup is put back (rgpd.md, «Backups»).
extension RetentionDesk {
    /// How many tombstones are taken up together.
    private static let replayBatch = 500

    /// Before anything is served: finishes what a crash left, and destroys again what the file `tombes`
    /// names and the database does not know to be destroyed.
    ///
    /// - Returns: how many plis were destroyed again.
    @discardableResult
    public func settleTombs() throws -> Int {
        guard try store.ownCard() != nil else { return 0 }
        // A full disk must not keep from reading what is held.
        finishTombsOrAlarm()
        let known = try store.read { try $0.tombFileSize() }
        let size = tombs.size
        guard size != known else { return 0 }
        if size < known { return try rebuildTombFile() }
        return try replayTombs()
    }

    /// After a backup was put back, whatever the sizes say.
    public func restoreTombs() throws -> Int {
        guard try store.ownCard() != nil else { return 0 }
        return try finishTombs() + replayTombs()
    }

    /// Whether the file names all that this database knows to be destroyed: one that does not was changed.
    public func isTombFileWhole() throws -> Bool {
        var named = Set<PliKey>()
        try tombs.read { named.insert(PliKey(de: $0.de, id: $0.id)) }
        var last: PliID?
        while true {
            let page = try store.read { try $0.tombstones(after: last, limit: Self.replayBatch) }
            guard let end = page.last else { return true }
            guard page.allSatisfy({ named.contains(PliKey(de: $0.de, id: $0.id)) }) else {
                return false
            }
            last = end.id
        }
    }

    /// Destroys again what the file names.
    @discardableResult
    private func replayTombs() throws -> Int {
        var count = 0
        var batch: [Tombstone] = []
        try tombs.read { tombstone in
            batch.append(tombstone)
            guard batch.count >= Self.replayBatch else { return }
            count += try destroyAgain(batch)
            batch = []
        }
        count += try destroyAgain(batch)
        let size = tombs.size
        try store.write(at: now()) { try $0.updateTombFileSize(size) }
        return count
    }

    private func destroyAgain(_ tombstones: [Tombstone]) throws -> Int {
        guard !tombstones.isEmpty else { return 0 }
        let named = Dictionary(
            tombstones.map { (PliKey(de: $0.de, id: $0.id), $0) }
        ) { first, _ in first }
        // Another content than the one that was destroyed is another pli.
        let keys = try store.read { view in
            try named.keys.filter { try view.digest(of: $0) == named[$0]?.sha256 }
        }
        try closeAgain(keys)
        var count = 0
        for start in stride(from: 0, to: keys.count, by: Self.purgeBatch) {
            let batch = Array(keys[start..<min(keys.count, start + Self.purgeBatch)])
            count += try destroy(batch, run: nil) { key, view in
                guard let fiche = try view.heldFiche(key), let tombstone = named[key] else {
                    return nil
                }
                return Doomed(fiche: fiche, regle: tombstone.regle, le: tombstone.le)
            }
        }
        try store.write(at: now()) { transaction in
            for tombstone in tombstones { _ = try transaction.insert(tombstone) }
        }
        return count
    }

    /// What a guichet held and was destroyed goes again, and a guichet whose content was is closed.
    private func closeAgain(_ keys: [PliKey]) throws {
        let service = try ownCard().carte.structure.key(.service)
        let isGone = try store.write(at: now()) { transaction in
            var isGone = false
            for key in keys {
                guard let (nom, part) = try transaction.view.guichet(holding: key) else {
                    continue
                }
                isGone = true
                try transaction.entomb(part, of: nom)
                switch part {
                case .answer(let id):
                    try transaction.forgetAnswer(id, of: nom)
                    let ref = try transaction.view.guichet(nom)?.ref ?? nom.text
                    try transaction.record(
                        LogEvent(.guichetReponse, by: service, ref: ref, detail: .restauration))
                case .content, .key:
                    if let guichet = try transaction.view.guichet(nom) {
                        try transaction.close(guichet, for: .restauration, by: service)
                    }
                }
            }
            return isGone
        }
        if isGone { try finishTombs() }
    }

    /// A backup knows nothing of what was closed since: all are, whatever `tombes` names.
    public func closeAllGuichets() throws {
        let service = try ownCard().carte.structure.key(.service)
        var last: Int64 = 0
        while true {
            let page = try store.read {
                try $0.openGuichets(after: last, limit: Self.replayBatch)
            }
            guard let end = page.last else { break }
            last = end.rang
            try store.write(at: now()) { transaction in
                for guichet in page {
                    try transaction.close(guichet, for: .restauration, by: service)
                }
            }
        }
        try finishTombs()
    }

    /// Somebody shortened or removed the file: the database knows what was in it.
    private func rebuildTombFile() throws -> Int {
        try alarm(.tombesRaccourcies)
        let count = try replayTombs()
        var last: PliID?
        while true {
            let page = try store.read { try $0.tombstones(after: last, limit: Self.replayBatch) }
            guard let end = page.last else { break }
            last = end.id
            let size = try tombs.append(page)
            try store.write(at: now()) { try $0.updateTombFileSize(size) }
        }
        return count
    }

    /// Gives the file to every place to which this service is backed up.
    ///
    /// - Returns: the places that could not be written.
    public func handTombs() throws -> [String] {
        guard tombs.exists else { return [] }
        let today = ParisTime.date(at: now())
        // A place whose last keys are past their end, and which is gone, is one no more.
        let places = try store.read { try $0.backupPlaces() }.filter {
            $0.cles >= today || TombFile.isFolder($0.dossier)
        }
        return places.map(\.dossier).filter { place in
            (try? TombFile(folder: place).merge(tombs)) == nil
        }
    }

    /// Bytes of receipts after which a page ends: each may be as long as its signer likes.
    private static let receiptPageBytes = 1_024 * 1_024

    /// A page of the `purge` receipts that a partner gave us, for one that was restored.
    ///
    /// - Parameters:
    ///   - pour: what the request names; must be the structure whose key signed it.
    ///   - after: the rank that ended the page before.
    public func purgeReceipts(
        pour: String, after: Int64, for peer: Carte
    ) throws -> (notes: [[UInt8]], next: Int64?) {
        guard pour == peer.structure.text else {
            try refused(.refus, by: peer.structure.key(.service), detail: .destinataire)
            throw Refusal(.interdit, "Ces accusés sont d'une autre structure.")
        }
        let rows = try store.read {
            try $0.purgeReceipts(
                of: peer.structure, after: after, limit: MailDesk.waitingPage,
                bytes: Self.receiptPageBytes)
        }
        let isCut =
            rows.count == MailDesk.waitingPage
            || rows.reduce(0) { $0 + $1.note.count } >= Self.receiptPageBytes
        return (rows.map(\.note), isCut ? rows.last?.rank : nil)
    }

    /// Whether a backup was put back, and no DPO said yet that all is entered again.
    var isRestored: Bool { get throws { try store.read { try $0.isRestored() } } }

    /// The partners that were not asked since a restoration.
    func partnersToAsk() throws -> [StructureName] { try store.read { try $0.partnersToAsk() } }

    func markAsked(_ structure: StructureName) throws {
        try store.write(at: now()) { try $0.markAsked(structure) }
    }

    /// Takes up what a partner says that we destroyed: our own receipts, signed by us.
    ///
    /// - Returns: how many plis were destroyed again.
    func destroyAgain(receipts: [[UInt8]]) throws -> Int {
        let own = try ownCard().carte
        let tombstones = receipts.compactMap { note -> Tombstone? in
            guard let receipt = try? Accuse(note, addressee: own), receipt.statut == .purge else {
                return nil
            }
            return Tombstone(
                de: receipt.de, id: receipt.id, sha256: receipt.sha256,
                regle: RetentionRule.restauration.rawValue, le: receipt.le)
        }
        let unknown = try store.read { view in
            try tombstones.filter { try view.tombstone($0.id, de: $0.de) == nil }
        }
        guard !unknown.isEmpty else { return 0 }
        let count = try destroyAgain(unknown)
        // Those that were not here are in the file too from now on.
        let size = try tombs.append(unknown)
        try store.write(at: now()) { try $0.updateTombFileSize(size) }
        return count
    }
}
