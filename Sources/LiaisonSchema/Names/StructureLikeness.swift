/// Whether two people may have meant the same structure: one writes its name on a form, another on its card.
public enum StructureLikeness {
    /// Words that tell no structure from another.
    private static let small: Set<String> = [
        "a", "au", "aux", "d", "de", "des", "du", "et", "l", "la", "le", "les",
    ]

    /// True when one name holds every word of the other, whatever case, accents and order: «Mission locale de
    /// Grenoble» and «MISSION LOCALE GRENOBLE», not «Mission locale de Voiron».
    public static func isLike(_ one: String, _ other: String) -> Bool {
        let (one, other) = (words(one), words(other))
        return !one.isEmpty && !other.isEmpty
            && (one.isSubset(of: other) || other.isSubset(of: one))
    }

    private static func words(_ name: String) -> Set<String> {
        let words = PlainText.folded(name).split { !$0.isLetter && !$0.isNumber }.map(String.init)
        return Set(words).subtracting(small)
    }
}
