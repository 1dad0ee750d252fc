import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

/// The banner of the clocks that run, set aside until tomorrow by who may not act on it. Another clock, or another
/// day, shows it again.
struct BannerAside {
    private static let file = "bandeau"
    private let session: Session

    init(_ session: Session) { self.session = session }

    /// Whether it is for somebody else to act.
    var isAllowed: Bool {
        let roles = session.me?.roles ?? []
        return !Permission.handleIncident.allows(roles)
    }

    /// Whether what runs now was set aside today.
    var isAside: Bool {
        guard isAllowed, let bytes = try? session.folder.read(Self.file, limit: 200) else {
            return false
        }
        return String(decoding: bytes, as: UTF8.self) == mark
    }

    /// - Throws: exit 77 for who is to act, what keeps the folder from being written.
    func set() throws {
        guard isAllowed else {
            throw AgentError(.notAllowed, "Ces délais sont à vous : ils restent affichés.")
        }
        try session.folder.locked {
            try session.folder.write(Array(mark.utf8), to: Self.file, replacing: true)
        }
    }

    /// The day, and which clocks: nothing of what they are about.
    private var mark: String {
        let lines = Countdowns(session.deadlines).lines(withRest: false).joined(separator: "\n")
        return "\(session.today) \(Hex.encode(Hash.sha256(Array(lines.utf8)).prefix(16)))"
    }
}
