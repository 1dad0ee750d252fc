struct ProblemPage: Sendable {
    let message: String
    let suite: String?
}

/// What stands in the place of a page while the identity is closed. What was typed waits elsewhere, sealed.
struct LockPage: Sendable {
    /// What was typed, for a page that follows.
    struct Kept: Sendable {
        let nom: String
        let tape: TypedText
    }

    let agent: String
    let action: String
    let jeton: String
    /// The path to return to.
    let vers: String
    /// The word of what was written there, to be sent again.
    let garde: String?
    let demandePhrase: Bool
    let faute: String?
    let avis: String?
}

/// After the identity was opened again, or after what passes: what was typed, to be sent where it was going.
struct ResumePage: Sendable {
    let message: String?
    let suite: String?
    let action: String
    let jeton: String
    let gardes: [LockPage.Kept]
}
