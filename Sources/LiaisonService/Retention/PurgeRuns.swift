internal import Glibc
internal import LiaisonCrypto
public import LiaisonSchema
public import LiaisonStore
internal import Synchronization

/// A run of the purge: what is due, destroyed in slices, then its procès-verbal.
extension Courrier {
    /// A fiche that a purge of some day would destroy, or that a hold keeps from it.
    public struct Due: Sendable, Equatable {
        public let fiche: HeldFiche
        public let verdict: RetentionEngine.Verdict
    }

    /// How many fiches a page of the preview looks at.
    private static let previewPage = 20_000

    /// What a purge of that day would do, a page at a time in the order of the ids. Once seen to the end,
    /// durations that were changed apply.
    ///
    /// - Returns: what is due, and the id after which to go on; nil at the end.
    public func previewPurge(
        on day: CalendarDate, after: PliID?, by agent: AuthenticatedAgent
    ) throws -> (due: [Due], next: PliID?) {
        try require(.purge, agent)
        try recordRules()
        let engine = try store.read { try self.engine($0) }
        var (due, looked, last): ([Due], Int, PliID?) = ([], 0, after)
        while looked < Self.previewPage {
            let page = try heldPage(after: last)
            guard let end = page.last else {
                if day >= ParisTime.date(at: now()) { try noteRulesSeen(by: agent) }
                return (due, nil)
            }
            for fiche in page {
                let verdict = try verdict(fiche, original(of: fiche), engine)
                if verdict.echeance < day { due.append(Due(fiche: fiche, verdict: verdict)) }
            }
            looked += page.count
            last = end.id
        }
        return (due, last)
    }

    private func noteRulesSeen(by agent: AuthenticatedAgent) throws {
        guard try store.read({ try $0.rules() }).contains(where: { $0.vue == nil }) else { return }
        try store.write(at: now()) { transaction in
            try transaction.markRulesSeen()
            try transaction.record(LogEvent(.regles, by: agent.name, detail: .vu))
        }
    }

    /// Until when the fiches whose id begins so are kept.
    public func held(prefix: String, for agent: AuthenticatedAgent) throws -> [Due] {
        try require(.purge, agent)
        let fiches = try store.read { try $0.heldFiches(prefix: prefix, limit: 100) }
        let engine = try store.read { try self.engine($0) }
        return try fiches.map { fiche in
            Due(fiche: fiche, verdict: try verdict(fiche, original(of: fiche), engine))
        }
    }

    /// The version of the durations in force. Others than those recorded last are recorded; until a DPO
    /// saw what they change, nothing goes that the ones before would have kept.
    @discardableResult
    public func recordRules() throws -> Int {
        let text = settings.rules.text
        let known = try store.read { try $0.rules() }
        if let last = known.first, last.texte == text { return last.version }
        guard let own = try store.ownCard()?.carte.structure else { return 1 }
        return try store.write(at: now()) { transaction in
            try transaction.insertRules(text, isSeen: known.isEmpty)
            if !known.isEmpty {
                try transaction.record(LogEvent(.regles, by: own.key(.service)))
            }
            return try transaction.view.rules().first?.version ?? 1
        }
    }

    /// The durations that must agree before anything goes by itself.
    private func rulesToSatisfy() throws -> [RetentionRules] {
        let known = try store.read { try $0.rules() }
        guard let last = known.first, last.vue == nil else { return [settings.rules] }
        let seen = known.first { $0.vue != nil }.flatMap { RetentionRules($0.texte) }
        return [settings.rules] + [seen].compactMap(\.self)
    }

    /// What a slice of a run did.
    public struct Slice: Sendable, Equatable {
        public var destroyed = 0
        /// How many are still to go.
        public var left = 0
        public var suspended = 0
        /// The number of its procès-verbal, once the run is over and something was destroyed.
        public var attestation: Int?
        public var control: PurgeActe.Controle?
        /// Whether what was due was looked for in this slice: else more may be due by now.
        public var isFresh = false
    }

    /// The agent's own purge, a slice a request.
    ///
    /// - Parameter confirmsClock: whether the DPO answers for the time.
    /// - Throws: `Refusal` `.heureDouteuse` while the clock is doubtful.
    public func purge(
        by agent: AuthenticatedAgent, limit: Int, confirmsClock: Bool
    ) throws -> Slice {
        try require(.purge, agent)
        if confirmsClock { try confirmClock(by: agent) }
        try recordRules()
        guard try store.read({ try $0.rules() }).first?.vue != nil else {
            throw Refusal(
                .conflit,
                "Les durées de conservation ont changé : voyez d'abord ce que cela détruit.",
                hint: "« agir-liaison purge apercu », puis recommencez.")
        }
        try requireSureTime()
        if try store.read({ try $0.isRestored() }) {
            try store.write(at: now()) { try $0.markRestored(false) }
        }
        return try purgeSlice(limit: limit)
    }

    /// The next slice of the run under way, or the first one of a new run.
    ///
    /// - Throws: `Refusal` `.tropDeDemandes` while another slice is at work, `.heureDouteuse`.
    public func purgeSlice(limit: Int) throws -> Slice {
        try requireSureTime()
        let isFree = retention.state.withLock { state in
            defer { state.isPurging = true }
            return !state.isPurging
        }
        guard isFree else {
            throw Refusal(
                .tropDeDemandes, "Une purge est déjà en cours.", hint: "Réessayez dans un moment.")
        }
        defer { retention.state.withLock { $0.isPurging = false } }
        try finishTombs()
        let version = try recordRules()
        var slice = Slice()
        let engines = try rulesToSatisfy().map { rules in
            try store.read { try engine($0, rules: rules) }
        }
        let held = retention.state.withLock { $0.pending }
        slice.isFresh = held == nil
        let pending = try held ?? lookForDue(engines)
        slice.suspended = retention.state.withLock { $0.summary?.suspended ?? 0 }
        let run = try openRun(pending, suspended: slice.suspended)
        guard let run else { return slice }
        var left = pending[...]
        while !left.isEmpty, slice.destroyed < limit {
            try requireSureTime()
            slice.destroyed += try destroyBatch(
                Array(left.prefix(Self.purgeBatch)), engines, run: run.numero, version: version)
            left = left.dropFirst(Self.purgeBatch)
            retention.state.withLock { [left] in $0.pending = Array(left) }
        }
        slice.left = left.count
        guard left.isEmpty else { return slice }
        retention.state.withLock { $0.pending = nil }
        (slice.attestation, slice.control) = try closeRun(run)
        return slice
    }

    private func requireSureTime() throws {
        guard let doubt = clockDoubt else { return }
        throw Refusal(
            .heureDouteuse, "Rien n'est détruit tant que l'heure est douteuse : \(doubt.french).",
            hint:
                "Vérifiez la date du serveur, puis : « agir-liaison purge executer --confirmer-heure »."
        )
    }

    /// Everything that is due today; what is held back is counted on the way.
    private func lookForDue(_ engines: [RetentionEngine]) throws -> [PliKey] {
        let today = ParisTime.date(at: now())
        var (due, summary): ([PliKey], RetentionSummary) = ([], RetentionSummary())
        try forEachHeld { fiche, original in
            let verdicts = try engines.map { try verdict(fiche, original, $0) }
            if let first = verdicts.first { summary.add(first, of: fiche) }
            if verdicts.allSatisfy({ $0.isDue(on: today) }) { due.append(fiche.key) }
        }
        retention.state.withLock { [summary] in $0.summary = summary }
        return due
    }

    private func openRun(_ pending: [PliKey], suspended: Int) throws -> PurgeRun? {
        if let run = try store.read({ try $0.openPurge() }) { return run }
        guard !pending.isEmpty else { return nil }
        let before = try checkpointText()
        let numero = try store.write(at: now()) {
            try $0.openPurge(avant: before, suspendus: suspended)
        }
        return try store.read { try $0.purge(numero) }
    }

    private func destroyBatch(
        _ keys: [PliKey], _ engines: [RetentionEngine], run: Int, version: Int
    ) throws -> Int {
        let instant = now()
        let today = ParisTime.date(at: instant)
        let withOpenings = settings.rules.copieEnvoiJours != nil
        return try destroy(keys, run: run) { key, view in
            guard let fiche = try view.heldFiche(key, withOpenings: withOpenings) else {
                return nil
            }
            // A hold that came since counts.
            let facts = try currentFacts(view)
            let original = try fiche.original.flatMap {
                try view.heldFiche($0, withOpenings: withOpenings)
            }
            let verdicts = try engines.map { try $0.with(facts).verdict(fiche, original, view) }
            guard verdicts.allSatisfy({ $0.isDue(on: today) }), let rule = verdicts.first?.regle
            else { return nil }
            return Doomed(fiche: fiche, regle: "\(rule.rawValue)-v\(version)", le: instant)
        }
    }

    private func closeRun(_ run: PurgeRun) throws -> (Int?, PurgeActe.Controle?) {
        let counts = try store.read { try $0.purgeCounts(run.numero) }
        guard counts.nombre > 0, let first = counts.premier, let last = counts.dernier else {
            try store.write(at: now()) { try $0.closePurge(run.numero, note: nil) }
            return (nil, nil)
        }
        let isClean = try truncatePatiently()
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
        _ = try? signCheckpoint(isUrgent: true)
        // The places of backup hear of it at once, too; each day they are looked at again.
        _ = try? handTombs()
        wakeDelivery()
        return (run.numero, control)
    }

    /// A reader is there for a moment, or for long: what the procès-verbal says of it is final.
    private func truncatePatiently() throws -> Bool {
        for _ in 0..<20 {
            if try truncateLogs() { return true }
            usleep(50_000)
        }
        return false
    }

    /// A checkpoint of the moment: signed, or its text alone when nothing may be signed.
    private func checkpointText() throws -> String {
        if let point = try signCheckpoint(isUrgent: true) {
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

extension RetentionEngine {
    func with(_ facts: RetentionFacts) -> RetentionEngine {
        RetentionEngine(rules: rules, facts: facts, own: own, kinds: kinds)
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
