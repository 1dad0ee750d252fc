import ArgumentParser

extension NameSpecification {
    /// Of what a command writes, in French on every command: `--sortie`, `-o`.
    static let sortie: NameSpecification = [.customShort("o"), .customLong("sortie")]
    /// Of a last day.
    static let jusqua: NameSpecification = [.customLong("jusqua"), .customLong("jusquA")]
}
