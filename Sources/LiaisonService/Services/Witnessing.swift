internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore
public import Logging
internal import Synchronization

/// Signs checkpoints, has partners cosign them, asks about what looks wrong: all outside the delivery
/// path, so that a partner that is away stops nothing (formats.md, «Witnesses»).
public struct Witnessing: Sendable {
    let desks: Desks
    let transport: any PeerTransport
    let logger: Logger
    private let busy = BusyPeers()
    /// Those that did not answer as they should, so that nobody knocks each five seconds.
    private let pauses = PeerPauses(longest: 300)

    private var logbook: Logbook { desks.logbook }

    public init(desks: Desks, transport: any PeerTransport, logger: Logger) {
        self.desks = desks
        self.transport = transport
        self.logger = logger
    }

    /// What was found at the start.
    public enum Confirmation: Sendable {
        case confirmed
        /// No witness answered: nobody could have said that this log was put back.
        case unconfirmed
        /// It never showed anything to anybody.
        case fresh
    }

    /// Before the first signature: asks every partner which of our checkpoints it cosigned last.
    public func start() async -> Confirmation {
        guard let partners = try? partners(), !partners.isEmpty else { return .fresh }
        return await withTaskGroup(of: Bool.self) { group in
            for partner in partners { group.addTask { await confront(at: partner) } }
            let answers = await group.reduce(into: []) { $0.append($1) }
            return answers.contains(true) ? .confirmed : .unconfirmed
        }
    }

    /// What a partner's witness says of our log, when it is asked.
    public struct Word: Sendable, Equatable {
        public let structure: StructureName
        public let answer: WitnessStatement
    }

    /// How many partners are asked at a time.
    private static let askedAtOnce = 64

    /// Asks every partner that can be reached which of our checkpoints it holds, a few at a time.
    ///
    /// - Parameter limit: how long one may take.
    /// - Returns: by name.
    public func words(within limit: Duration) async -> [Word] {
        guard let partners = try? partners() else { return [] }
        return await withTaskGroup(of: Word.self) { group in
            var words: [Word] = []
            for (place, partner) in partners.enumerated() {
                if place >= Self.askedAtOnce, let word = await group.next() { words.append(word) }
                group.addTask {
                    Word(
                        structure: partner.structure,
                        answer: await answer(of: partner, within: limit))
                }
            }
            for await word in group { words.append(word) }
            return words.sorted { $0.structure.text < $1.structure.text }
        }
    }

    private func answer(of partner: Carte, within limit: Duration) async -> WitnessStatement {
        switch await within(limit, { await transport.witnessedPoint(at: partner) }) {
        // More is no checkpoint, and nobody is to carry it further.
        case .taken(let body):
            guard let own = try? desks.office.ownCard().carte.structure,
                let (_, kept, _) = logbook.ownPoint(body, of: own)
            else { return .nothing }
            return .point(kept)
        case .absent: return .nothing
        case .refused, .unreachable, nil: return .unreachable
        }
    }

    /// Does what is due: a checkpoint when the log grew, then the witnesses who do not have it, then
    /// what is suspect.
    ///
    /// - Parameter group: where each partner has a task of its own; a partner that is slow keeps nobody from
    ///   the next tick.
    public func tick(in group: inout DiscardingTaskGroup) {
        tolerate { try desks.office.recordGroupedRefusals() }
        tolerate { try logbook.signCheckpoint() }
        let now = desks.office.now()
        gather(in: &group, isAwaited: false) { !pauses.isPaused($0, at: now) }
    }

    /// The same, until all is done.
    func tick() async {
        await withDiscardingTaskGroup { tick(in: &$0) }
    }

    /// Has the last checkpoint cosigned by every partner that does not have it yet: somebody waits for it.
    public func gather() async {
        await withDiscardingTaskGroup { gather(in: &$0, isAwaited: true) { _ in true } }
    }

    private func gather(
        in group: inout DiscardingTaskGroup, isAwaited: Bool, _ isAsked: (StructureName) -> Bool
    ) {
        guard let partners = try? partners() else { return }
        for partner in partners where isAsked(partner.structure) {
            let isFree = busy.begin(partner.structure)
            guard isFree || isAwaited else { continue }
            group.addTask {
                // Who is at work for it may have begun with a checkpoint of before.
                if !isFree, await !busy.beginNext(partner.structure) { return }
                let isWell = await serve(partner)
                pauses.note(partner.structure, hasAnswered: isWell, at: desks.office.now())
                busy.end(partner.structure)
            }
        }
        // Who can't be asked is heard: a late receipt is no step back.
        let asked = Set(partners.map(\.structure))
        for suspicion in logbook.suspicions where !asked.contains(suspicion.structure) {
            logbook.clear(suspicion)
        }
    }

    /// What one partner is to be given and asked.
    ///
    /// - Returns: whether it answered as it should, or nothing was asked of it.
    private func serve(_ partner: Carte) async -> Bool {
        let answers = [await giveEpoch(to: partner), await submit(to: partner)]
        for suspicion in logbook.suspicions where suspicion.structure == partner.structure {
            guard await ask(about: suspicion, isThere: answers.contains(true)) else { return false }
        }
        return !answers.contains(false)
    }

    /// Partners that have a witness and may be talked to.
    private func partners() throws -> [Carte] {
        try desks.office.reachablePartners().filter {
            try $0.daemon != nil && !desks.office.isSuspended($0.structure, nil)
        }
    }

    /// Has it cosign the last checkpoint.
    ///
    /// - Returns: whether it answered as a witness does; nil: there was nothing to ask.
    private func submit(to partner: Carte, isSecond: Bool = false) async -> Bool? {
        guard let (point, known) = try? logbook.pendingPoint(for: partner.structure),
            let request = try? logbook.request(point, old: known)
        else { return nil }
        let asked = desks.office.now()
        let answer = await transport.addCheckpoint(request.bytes, at: partner)
        switch answer {
        case .taken(let lines):
            do {
                try keep(lines, over: point, from: partner, asked: asked)
            } catch is CryptoError {
                tolerate {
                    try desks.office.refused(
                        .refus, by: partner.structure.key(.service), detail: .signature)
                }
                return false
            } catch {
                logger.error("journal : écriture refusée", metadata: ["type": "\(type(of: error))"])
            }
            return true
        case .refused(.conflict(let body)):
            // It knows another size than we thought: an answer was lost, or this log was put back.
            await confront(at: partner)
            let text = String(decoding: body.prefix(32), as: UTF8.self)
            guard !isSecond, let size = Decimal.read(text.dropLast(text.hasSuffix("\n") ? 1 : 0)),
                size <= point.size, size != known
            else { return false }
            tolerate {
                try logbook.note(size: size, of: point.origin, knownTo: partner.structure)
            }
            return await submit(to: partner, isSecond: true) ?? true
        case .refused(.content):
            await confront(at: partner)
            return false
        case .unreachable(.nobody), .unreachable(.noConnection): return false
        case .refused(.request), .absent, .unreachable(.status):
            logger.notice(
                "point de contrôle non cosigné",
                metadata: ["par": "\(partner.structure)", "reponse": "\(answer.reason)"])
            return false
        }
    }

    /// One whose time is a day off attests nothing: what is pruned counts by it.
    private func keep(
        _ lines: [UInt8], over point: StoredPoint, from partner: Carte, asked: Instant
    ) throws {
        guard let key = partner.daemon?.temoin else { return }
        // One line a witness: a note holds a hundred, and everybody's are to find room in it.
        let (line, time) = try SignedNote(point.note).cosignature(by: key, among: lines)
        let le = Instant(seconds: Int64(time))
        try desks.retention.partner(partner.structure, says: le, asked: asked)
        guard abs(le - desks.office.now()) <= PurgeClock.partnerTolerance else {
            logger.warning(
                "cosignature refusée : son heure est à plus d'un jour de la nôtre",
                metadata: ["par": "\(partner.structure)", "heure": "\(le)"])
            return try logbook.note(
                size: point.size, of: point.origin, knownTo: partner.structure)
        }
        try logbook.keep(
            StoredCosignature(temoin: key.name, le: le, line: line), over: point,
            from: partner.structure)
    }

    /// Whether the partner answered.
    @discardableResult
    private func confront(at partner: Carte) async -> Bool {
        // One that never saw this log can't tell that it was put back.
        guard let note = await transport.witnessedPoint(at: partner).body else { return false }
        do {
            if let size = try logbook.confront(note, of: partner.structure) {
                let origin = try Checkpoint(note: note).origin
                try logbook.note(size: size, of: origin, knownTo: partner.structure)
                return true
            }
            try logbook.keepPrecedent(note, knownTo: partner.structure)
            guard try logbook.isFrozen else { return true }
            logger.critical(
                "le journal n'est pas celui qu'un partenaire connaît : il a été remplacé",
                metadata: ["partenaire": "\(partner.structure)"])
            // Its DPO is to know it too: the witness sees the step back, and asks.
            if let request = try logbook.lastRequest() {
                _ = await transport.addCheckpoint(request.bytes, at: partner)
            }
        } catch {
            logger.error("journal : écriture refusée", metadata: ["type": "\(type(of: error))"])
        }
        return true
    }

    /// - Parameter isThere: whether the partner answered something else just now.
    /// - Returns: whether it answered, or need not be asked any more.
    private func ask(about suspicion: Suspicion, isThere: Bool) async -> Bool {
        guard let partner = try? desks.cards.card(of: suspicion.structure),
            let tree = try? Checkpoint(note: suspicion.note),
            let known = try? logbook.witnessed(tree.origin)
        else {
            logbook.clear(suspicion)
            return true
        }
        let (first, second) = (min(tree.size, known.size), max(tree.size, known.size))
        let proof: [[UInt8]]?
        let answer = await transport.consistency(from: first, to: second, at: partner)
        switch answer {
        case .taken(let lines): proof = ProofLines.read(lines)
        case .absent: proof = nil
        case .refused, .unreachable:
            // Who is away is not suspect for it; who answers, and never this, is in the end.
            guard answer.isAnswer || isThere, logbook.hasNoAnswer(suspicion) else { return false }
            proof = nil
        }
        logbook.clear(suspicion)
        tolerate { try logbook.settle(suspicion, known: known, proof: proof) }
        return true
    }

    /// The act that opened our époque goes before its first checkpoint.
    ///
    /// - Returns: whether it took it; nil: there was nothing to give.
    private func giveEpoch(to partner: Carte) async -> Bool? {
        guard (try? logbook.hasEpochToGive(to: partner.structure)) == true else { return nil }
        // What it cosigned last decides which act it takes.
        await confront(at: partner)
        guard let act = try? logbook.pendingEpochAct(for: partner.structure) else { return nil }
        guard case .taken = await transport.put(epoch: act, to: partner) else { return false }
        tolerate { try logbook.markEpochGiven(to: partner.structure) }
        return true
    }

    private func tolerate(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            logger.error("journal : écriture refusée", metadata: ["type": "\(type(of: error))"])
        }
    }
}
