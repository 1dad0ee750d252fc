extension String {
    /// The text with each scalar of the table replaced, wherever it stands.
    ///
    /// What delimits (a quote, `<`, `&`) is looked for scalar by scalar: a Character takes in the marks that
    /// follow and may begin with a letter that joins what follows (U+0D4E), so that `replacing` does not find a
    /// delimiter that a stranger put beside one, and whoever reads the result scalar by scalar does.
    public func replacing(scalars table: [Unicode.Scalar: String]) -> String {
        guard unicodeScalars.contains(where: { table[$0] != nil }) else { return self }
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if let replacement = table[scalar] {
                result.append(contentsOf: replacement.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
