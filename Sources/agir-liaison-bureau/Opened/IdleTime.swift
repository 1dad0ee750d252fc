import LiaisonAgent

/// How long an agent's identity stays open without a request, as she chose: in her folder, for the days that follow. No
/// secret: who writes it there can only choose among the times that she may choose.
enum IdleTime {
    private static let file = "bureau-minutes"

    /// - Returns: nil where she chose none.
    static func read(_ folder: AgentFolder) -> Int? {
        guard let bytes = try? folder.read(file, limit: 8),
            let minutes = Int(String(decoding: bytes, as: UTF8.self)),
            Vault.minutes.contains(minutes)
        else { return nil }
        return minutes
    }

    /// - Throws: what keeps the folder from being written.
    static func write(_ minutes: Int, _ folder: AgentFolder) throws {
        try folder.locked {
            try folder.write(Array(String(minutes).utf8), to: file, replacing: true)
        }
    }
}
