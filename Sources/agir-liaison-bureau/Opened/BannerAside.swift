import LiaisonAgent
import LiaisonBase
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
        return String(decoding: bytes, as: UTF8.self) == content
    }

    /// - Parameter fields: what the page sent that showed them.
    /// - Throws: exit 77 for who is to act, `.exists` for others than that page showed, what keeps the folder from being
    ///   written.
    func set(_ fields: FormFields) throws {
        guard isAllowed else {
            throw AgentError(.notAllowed, "Ces délais sont à vous : ils restent affichés.")
        }
        guard mark.isShown(in: fields) else {
            throw AgentError(
                .exists,
                "Ces délais ont changé depuis que la page a été affichée : rien n'est écarté.",
                next: .sentence("Revenez à « Ma journée » : elle dit ceux qui courent."))
        }
        try session.folder.locked {
            try session.folder.write(Array(content.utf8), to: Self.file, replacing: true)
        }
    }

    /// The day, and which clocks: nothing of what they are about.
    private var content: String { "\(session.today) \(mark.text)" }

    /// Of the clocks that run.
    var mark: ShownMark { ShownMark(Countdowns(session.deadlines).lines(withRest: false)) }
}
