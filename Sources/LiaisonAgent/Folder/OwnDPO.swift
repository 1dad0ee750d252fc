internal import LiaisonBase

/// The name of the own DPO, which no card bears: as somebody said it last in this folder.
enum OwnDPO {
    private static let file = "dpo"
    /// Bytes.
    private static let limit = 1_024

    static func name(_ folder: AgentFolder) -> String? {
        guard let bytes = try? folder.read(file, limit: limit),
            let text = String(validating: bytes, as: UTF8.self)
        else { return nil }
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init)
        return line.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }

    /// Nothing is written when it is known, or longer than a name.
    static func remember(_ name: String, _ folder: AgentFolder) throws {
        guard self.name(folder) != name, name.utf8.count < limit else { return }
        try folder.write(Array("\(name)\n".utf8), to: file, replacing: true)
    }
}
