internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore
public import Logging
internal import Synchronization

/// Signs checkpoints, has partners cosign them, asks about what looks wrong: all outside the delivery
/// path, so that a partner that is away stops nothing (formats.md, «Witnesses»).
public struct Witnessing: Sendable {
    let courrier: Courrier
    let transport: any PeerTransport
    let logger: Logger
    private let busy = BusyPeers()

    public init(courrier: Courrier, transport: any PeerTransport, logger: Logger) {
        self.courrier = courrier
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
        public enum Answer: Sendable, Equatable {
            /// The note of the checkpoint that it holds: it is the log's own word, for the reader to verify.
            case point([UInt8])
            /// It never saw this log.
            case nothing
            case unreachable
        }

        public let structure: StructureName
        public let answer: Answer
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

    private func answer(of partner: Carte, within limit: Duration) async -> Word.Answer {
        await withTaskGroup(of: PeerAnswer?.self) { group in
            group.addTask { try? await transport.witnessedPoint(at: partner) }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            let answer = await group.next() ?? nil
            group.cancelAll()
            switch answer?.status {
            // More is no checkpoint, and nobody is to carry it further.
            case 200:
                guard let body = answer?.body, let own = try? courrier.ownCard().carte.structure,
                    let (_, kept, _) = courrier.ownPoint(body, of: own)
                else { return .nothing }
                return .point(kept)
            case 404: return .nothing
            default: return .unreachable
            }
        }
    }

    /// Does what is due: a checkpoint when the log grew, then the witnesses who do not have it, then
    /// what is suspect.
    ///
    /// - Parameter group: where each partner has a task of its own; a partner that is slow keeps nobody from
    ///   the next tick.
    public func tick(in group: inout DiscardingTaskGroup) {
        tolerate { try courrier.recordGroupedRefusals() }
        tolerate { try courrier.signCheckpoint() }
        gather(in: &group)
    }

    /// The same, until all is done.
    func tick() async {
        await withDiscardingTaskGroup { tick(in: &$0) }
    }

    /// Has the last checkpoint cosigned by every partner that does not have it yet.
    public func gather() async {
        await withDiscardingTaskGroup { gather(in: &$0) }
    }

    private func gather(in group: inout DiscardingTaskGroup) {
        guard let partners = try? partners() else { return }
        for partner in partners where busy.begin(partner.structure) {
            group.addTask {
                await giveEpoch(to: partner)
                await submit(to: partner)
                for suspicion in courrier.suspicions.all
                where suspicion.structure == partner.structure {
                    await ask(about: suspicion)
                }
                busy.end(partner.structure)
            }
        }
        // Who can't be asked is heard: a late receipt is no step back.
        let asked = Set(partners.map(\.structure))
        for suspicion in courrier.suspicions.all where !asked.contains(suspicion.structure) {
            courrier.suspicions.remove(suspicion)
        }
    }

    /// Partners that have a witness and may be talked to.
    private func partners() throws -> [Carte] {
        try courrier.reachablePartners().filter { $0.daemon != nil }
    }

    private func submit(to partner: Carte, isSecond: Bool = false) async {
        guard let (point, known) = try? pending(for: partner),
            let body = try? request(point, old: known)
        else { return }
        guard let answer = try? await transport.addCheckpoint(body, at: partner) else { return }
        switch answer.status {
        case 200: tolerate { try keep(answer.body, over: point, from: partner) }
        case 409:
            // It knows another size than we thought: an answer was lost, or this log was put back.
            await confront(at: partner)
            let text = String(decoding: answer.body.prefix(32), as: UTF8.self)
            guard !isSecond, let size = Decimal.read(text.dropLast(text.hasSuffix("\n") ? 1 : 0)),
                size <= point.size, size != known
            else { return }
            tolerate {
                try courrier.store.write(at: courrier.now()) {
                    try $0.updateWitnessSize(partner.structure, origin: point.origin, size: size)
                }
            }
            await submit(to: partner, isSecond: true)
        case 422: await confront(at: partner)
        default:
            logger.notice(
                "point de contrôle non cosigné",
                metadata: ["par": "\(partner.structure)", "reponse": "\(answer.status)"])
        }
    }

    /// The last checkpoint, and the size that this partner knows; nil when it has it.
    private func pending(for partner: Carte) throws -> (StoredPoint, UInt64)? {
        try courrier.store.read { view in
            guard let point = try courrier.currentPoint(view), !(try view.logState().isFrozen)
            else { return nil }
            let known = try view.witnessSize(partner.structure, origin: point.origin)
            return known < point.size ? (point, known) : nil
        }
    }

    private func request(_ point: StoredPoint, old: UInt64) throws -> [UInt8] {
        let note = try SignedNote(point.note)
        let proof = try old == 0 ? [] : courrier.consistency(from: old, to: point.size)
        return WitnessRequest(
            old: old, proof: proof, note: note, tree: try Checkpoint(text: note.text)
        ).bytes
    }

    private func keep(_ lines: [UInt8], over point: StoredPoint, from partner: Carte) throws {
        guard let key = partner.daemon?.temoin else { return }
        // One line a witness: a note holds a hundred, and everybody's are to find room in it.
        let (line, time) = try SignedNote(point.note).cosignature(by: key, among: lines)
        courrier.partner(says: Instant(seconds: Int64(time)), isFresh: true)
        try courrier.store.write(at: courrier.now()) {
            try $0.insert(
                StoredCosignature(
                    temoin: key.name, le: Instant(seconds: Int64(time)), line: line),
                origin: point.origin, size: point.size)
            try $0.updateWitnessSize(partner.structure, origin: point.origin, size: point.size)
        }
    }

    /// Whether the partner answered.
    @discardableResult
    private func confront(at partner: Carte) async -> Bool {
        guard let answer = try? await transport.witnessedPoint(at: partner) else { return false }
        // One that never saw this log can't tell that it was put back.
        guard answer.status == 200 else { return false }
        do {
            if let size = try courrier.confront(answer.body, of: partner.structure) {
                let origin = try Checkpoint(note: answer.body).origin
                try courrier.store.write(at: courrier.now()) {
                    try $0.updateWitnessSize(partner.structure, origin: origin, size: size)
                }
                return true
            }
            try courrier.keepPrecedent(answer.body, knownTo: partner.structure)
            guard try courrier.store.read({ try $0.logState().isFrozen }) else { return true }
            logger.critical(
                "le journal n'est pas celui qu'un partenaire connaît : il a été remplacé",
                metadata: ["partenaire": "\(partner.structure)"])
            // Its DPO is to know it too: the witness sees the step back, and asks.
            if let point = try courrier.store.read({ try courrier.currentPoint($0) }) {
                let note = try SignedNote(point.note)
                let request = WitnessRequest(
                    old: point.size, proof: [], note: note, tree: try Checkpoint(text: note.text))
                _ = try? await transport.addCheckpoint(request.bytes, at: partner)
            }
        } catch {
            logger.error("journal : écriture refusée", metadata: ["type": "\(type(of: error))"])
        }
        return true
    }

    private func ask(about suspicion: Suspicion) async {
        guard let partner = try? courrier.store.card(of: suspicion.structure)?.carte,
            let tree = try? Checkpoint(note: suspicion.note),
            let known = try? courrier.store.read({ try $0.witnessed(tree.origin) })
        else { return courrier.suspicions.remove(suspicion) }
        let (first, second) = (min(tree.size, known.size), max(tree.size, known.size))
        guard
            let answer = try? await transport.consistency(from: first, to: second, at: partner),
            answer.status == 200 || answer.status == 404
        else { return }
        courrier.suspicions.remove(suspicion)
        let proof = answer.status == 200 ? ProofLines.read(answer.body) : nil
        tolerate { try courrier.settle(suspicion, known: known, proof: proof) }
    }

    /// The act that opened our époque goes before its first checkpoint.
    private func giveEpoch(to partner: Carte) async {
        guard (try? courrier.hasEpochToGive(to: partner.structure)) == true else { return }
        // What it cosigned last decides which act it takes.
        await confront(at: partner)
        guard let act = try? courrier.pendingEpochAct(for: partner.structure),
            let answer = try? await transport.put(epoch: act, to: partner)
        else { return }
        if [200, 201].contains(answer.status) {
            tolerate { try courrier.markEpochGiven(to: partner.structure) }
        }
    }

    private func tolerate(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            logger.error("journal : écriture refusée", metadata: ["type": "\(type(of: error))"])
        }
    }
}

/// A consistency proof, a base64 hash a line.
public enum ProofLines {
    public static func write(_ proof: [[UInt8]]) -> String {
        proof.map { Base64.encode($0) + "\n" }.joined()
    }

    /// Nil for anything else, and for more than a tree can need.
    public static func read(_ bytes: [UInt8]) -> [[UInt8]]? {
        guard bytes.count <= 64 * 45, let text = String(validating: bytes, as: UTF8.self) else {
            return nil
        }
        let lines = text.split(separator: "\n").map { Base64.decode($0) }
        return lines.allSatisfy { $0?.count == 32 } ? lines.compactMap(\.self) : nil
    }
}
