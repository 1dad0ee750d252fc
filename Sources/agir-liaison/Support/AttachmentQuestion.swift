import LiaisonAgent

extension Attachments {
    /// What they are for: as told on the command line, else asked on the terminal, else «autre».
    func purpose(_ told: AttachmentPurpose?) -> AttachmentPurpose? {
        guard !parts.isEmpty else { return nil }
        if let told { return told }
        guard Terminal.isInteractive else { return .autre }
        let purposes = AttachmentPurpose.allCases
        Terminal.say("À quoi servent les pièces jointes ?")
        Terminal.say("  1. pré-diagnostic\n  2. dossier SPADA\n  3. autre")
        let number = Terminal.line("> ").flatMap { Int($0) } ?? purposes.count
        return (1...purposes.count).contains(number) ? purposes[number - 1] : .autre
    }
}
