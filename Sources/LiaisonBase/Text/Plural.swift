/// Counts as French says them: none and one have their noun in the singular.
public enum Plural {
    /// «1 fiche», «3 fiches», «0 fiche».
    ///
    /// - Parameters:
    ///   - one: what follows the number; its verb with it, where that agrees too.
    ///   - many: the same of two and more; nil: with an «s».
    public static func of(_ count: some BinaryInteger, _ one: String, _ many: String? = nil)
        -> String
    {
        "\(count) \(word(count, one, many))"
    }

    /// The same without the number.
    public static func word(_ count: some BinaryInteger, _ one: String, _ many: String? = nil)
        -> String
    {
        count.magnitude < 2 ? one : many ?? one + "s"
    }
}
