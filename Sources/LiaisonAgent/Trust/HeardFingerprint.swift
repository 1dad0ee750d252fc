package import LiaisonSchema

/// A fingerprint that somebody read out, and the person here typed.
package struct HeardFingerprint: Sendable {
    package let value: Fingerprint
    /// Whether the person at the keyboard may be told which groups differ: nobody else, and no log.
    private let tellsGroups: Bool

    package init(_ value: Fingerprint, tellsGroups: Bool) {
        self.value = value
        self.tellsGroups = tellsGroups
    }

    /// Compares in constant time.
    ///
    /// - Parameters:
    ///   - what: what is wrong when they differ.
    ///   - next: what to do then.
    /// - Throws: exit 65.
    func check(_ expected: Fingerprint, _ what: String, next: NextStep) throws {
        guard value == expected else {
            throw AgentError(.data, what + difference(from: expected), next: next)
        }
    }

    func difference(from expected: Fingerprint) -> String {
        guard tellsGroups else { return "" }
        let groups = value.differingGroups(from: expected).map(String.init).joined(separator: ", ")
        return " Groupes qui diffèrent : \(groups)."
    }
}
