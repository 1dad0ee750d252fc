import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// What a folder needs though its agent is away: drafts past their day go, with their keys. At each start of her
/// bureau; hosted, her timer starts it once a day.
struct Chores: Sendable {
    let folder: AgentFolder
    let now: @Sendable () -> Instant

    /// What can't be done is said, and keeps nobody from her work.
    func run() {
        guard folder.hasIdentity else { return }
        do {
            try SealedDrafts.purge(folder, at: now())
        } catch {
            let told = AgentError(error)
            StandardStream.error.write(
                "agir-liaison-bureau : les brouillons échus ne sont pas détruits. \(told.message)\n"
            )
        }
    }
}
