/// What French drops before a vowel.
public enum Elision {
    private static let vowels = Set("aàâäeéèêëiîïoôöuùûüœæ")

    /// «d'Opérateur AGIR», «de Mission locale»; «de» stays before h and y, since nothing tells which of them elide.
    public static func de(_ name: String) -> String {
        let first = name.first?.lowercased().first
        return first.map(vowels.contains) ?? false ? "d'\(name)" : "de \(name)"
    }
}
