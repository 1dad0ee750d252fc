public import LiaisonSchema

/// How the daemon reaches a partner's. Injected: the tests have their own.
public protocol PeerTransport: Sendable {
    /// Puts a pli: its signed receipt comes back, whether it was taken or refused for good.
    func put(pli: [UInt8], id: PliID, to peer: Carte) async -> PeerAnswer
    func put(receipt: [UInt8], _ accuse: ReceiptPath, to peer: Carte) async -> PeerAnswer
    /// Gives our card.
    func put(card: [UInt8], to peer: Carte) async -> PeerAnswer
    /// Takes the partner's card.
    func card(of peer: Carte) async -> PeerAnswer
    /// Asks which plis wait there for us.
    func waiting(at peer: Carte, after: PliID?) async -> PeerAnswer
    /// Fetches one of them.
    func pli(_ id: PliID, at peer: Carte) async -> PeerAnswer
    /// Has our checkpoint cosigned (c2sp.org/tlog-witness).
    func addCheckpoint(_ body: [UInt8], at peer: Carte) async -> PeerAnswer
    /// Asks which of our checkpoints it cosigned last.
    func witnessedPoint(at peer: Carte) async -> PeerAnswer
    /// Asks for the proof that its log of `first` records is a prefix of that of `second`.
    func consistency(from first: UInt64, to second: UInt64, at peer: Carte) async -> PeerAnswer
    /// Gives the act that opened an époque of our log.
    func put(epoch: [UInt8], to peer: Carte) async -> PeerAnswer
    /// Asks which of our `purge` receipts it holds, after that rank.
    func purgeReceipts(at peer: Carte, after: Int64) async -> PeerAnswer
}

/// What a partner's answer means.
public enum PeerAnswer: Sendable, Equatable {
    /// What was put is there, what was asked for is here: bytes, bounded by what the question allows.
    case taken([UInt8])
    /// Judged, and not taken: said again it would be judged the same.
    case refused(Refused)
    /// It has no such thing, or does not know the question.
    case absent
    /// Nothing was judged: to be tried again.
    case unreachable(Silence)

    public enum Refused: Sendable, Equatable {
        /// The content itself: of a pli the body is the receipt that says why.
        case content([UInt8])
        /// It holds something else: of a checkpoint the body is the size that it knows.
        case conflict([UInt8])
        /// The request; how it was worded, for the log.
        case request(String)
    }

    public enum Silence: Sendable, Equatable {
        /// Nobody answered.
        case nobody
        /// Somebody did, a proxy or a service that can't for now; how, for the log.
        case status(String)
    }

    /// What it gave, when it did.
    public var body: [UInt8]? {
        if case .taken(let body) = self { return body }
        return nil
    }

    /// Whether anybody is there.
    var isAnswer: Bool { self != .unreachable(.nobody) }

    /// For the log.
    var reason: String {
        switch self {
        case .taken: "pris"
        case .refused(.content): "refusé"
        case .refused(.conflict): "conflit"
        case .refused(.request(let words)): words
        case .absent: "absent"
        case .unreachable(.nobody): "aucune"
        case .unreachable(.status(let words)): words
        }
    }
}

/// The identity of a receipt, as its path writes it.
public struct ReceiptPath: Sendable, Equatable {
    public let de: StructureName
    public let id: PliID
    public let statut: String
    public let par: KeyName
}
