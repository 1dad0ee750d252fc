/// Who bears one name only: it is her `nom`, and `prenom` says that she has no other (fiches.md, «Common block»).
public enum SingleName {
    /// What `prenom` holds then.
    public static let prenom = "(sans prénom)"

    private static let typed: Set<String> = ["sans", "aucun", "sans prenom", "(sans prenom)"]

    /// What was given as a first name, as a fiche stores it: «sans» is none.
    static func stored(_ text: String) -> String {
        typed.contains(PlainText.folded(text.trimmed)) ? prenom : text
    }
}
