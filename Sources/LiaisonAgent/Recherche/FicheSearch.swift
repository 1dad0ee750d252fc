package import LiaisonHTTP
package import LiaisonSchema

extension SearchIndex {
    /// Everything that an agent lists, as far as this agent knows it: persons from the sealed directory, partners
    /// by their labels, texts of what was opened.
    ///
    /// - Parameter rows: of both boxes; of one sending as many as it has addressees.
    package init(_ rows: [BoxEntry], _ session: Session) throws {
        self.init()
        put(rows, session)
    }

    /// Puts these in the place of what was known of their fiches.
    ///
    /// - Parameter rows: of one sending all of them: its partners are those that they name.
    package mutating func put(_ rows: [BoxEntry], _ session: Session) {
        let persons = Repertoire(session).all
        // What names nobody yet nobody read: nothing is kept of it.
        let texts = SearchTexts(session).texts(
            of: Set(rows.lazy.map(\.key).filter { persons[$0] != nil }))
        let labels = PartnerNames(session)
        var partners: [PliKey: [String]] = [:]
        for row in rows {
            let other =
                row.de == session.own.structure && row.origine == nil ? row.pour : row.sender
            partners[row.key, default: []] += [labels.name(other), other.text]
        }
        for row in rows {
            guard let names = partners.removeValue(forKey: row.key) else { continue }
            let person = persons[row.key]
            put(
                Entry(
                    row.key, at: row.recu ?? row.scelle,
                    person: [
                        person?.name, person?.birthYear, person?.number?.padded,
                        person?.number?.digits,
                    ].compactMap(\.self), partner: names, text: texts[row.key] ?? []))
        }
    }
}
