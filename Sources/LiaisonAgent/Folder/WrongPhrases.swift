/// How many phrases did not open the identity since it was opened last: a number, kept until its agent is told,
/// also where another one tried and the process ended since. Nothing of what was typed.
package enum WrongPhrases {
    private static let file = "phrases-fausses"
    /// More are not counted.
    package static let most = 9_999

    package static func count(_ folder: AgentFolder) -> Int {
        guard let bytes = try? folder.read(file, limit: 16),
            let count = Int(String(decoding: bytes, as: UTF8.self)), count > 0
        else { return 0 }
        return min(count, most)
    }

    /// One more.
    ///
    /// - Throws: what keeps the folder from being written.
    package static func add(_ folder: AgentFolder) throws {
        try folder.locked {
            let more = min(count(folder) + 1, most)
            try folder.write(Array(String(more).utf8), to: file, replacing: true)
        }
    }

    /// Her agent was told.
    package static func forget(_ folder: AgentFolder) { folder.remove(file) }
}
