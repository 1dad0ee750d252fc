import LiaisonHTTP
package import LiaisonSchema

/// Which records a listing asks for.
package struct LogQuery {
    /// Some text that a query may bear as it is.
    package struct Word: Equatable, Sendable {
        let text: String

        /// The id of a fiche or its beginning, at least 4 characters, or the name of a structure.
        package init?(reference text: String) {
            guard text.utf8.count >= 4,
                text.utf8.allSatisfy({
                    Self.isLetter($0) || (48...57).contains($0) || $0 == 45 || $0 == 46
                })
            else { return nil }
            self.text = text
        }

        private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
    }

    /// How many records one listing may ask for.
    package static let counts = 1...10_000

    package let count: Int
    package var since: CalendarDate?
    package var until: CalendarDate?
    /// As it was typed: a key name, or the short one of an own agent.
    package var actor: String?
    package var acte: LogActe?
    package var reference: Word?
    /// Those before that number: the page before.
    package var before: UInt64?
    package var reason: LogReason?
    package var person: AGDREFNumber?

    /// The newest records, oldest first.
    ///
    /// - Parameter count: how many, `counts`.
    package init(count: Int) {
        self.count = count
    }

    /// - Parameter actor: whose records, if not everybody's.
    func target(_ persons: [PersonIndex] = [], actor: KeyName? = nil) -> String {
        Routes.path(
            Routes.localLogRecords,
            [
                .nombre: String(count), .depuis: since?.description, .jusqua: until?.description,
                .acteur: actor?.description, .acte: acte?.rawValue, .fiche: reference?.text,
                .avant: before.map { String($0) }, .motif: reason?.rawValue,
                .personne: persons.isEmpty
                    ? nil : persons.map(\.description).joined(separator: ","),
            ])
    }
}
