package import LiaisonHTTP
package import LiaisonSchema

extension SearchIndex {
    /// What the rows of a fiche say of it: of one sending there are as many as it has addressees.
    private struct Exchange {
        /// Of the newest row.
        let at: Instant
        var partners: Set<StructureName> = []
    }

    /// Everything that an agent lists, as far as this agent knows it: persons from the sealed directory, partners
    /// by their labels, texts of what was opened.
    package init(_ view: BoxView) throws {
        self.init()
        var exchanges: [PliKey: Exchange] = [:]
        for box in BoiteName.allCases {
            try view.each(box) { Self.add($0, to: &exchanges, view.session) }
        }
        put(exchanges, texts: [:], view)
        SearchTexts(view.session).each { fiche, text in put(text: text, of: fiche) }
    }

    /// Puts these in the place of what was known of their fiches.
    ///
    /// - Parameter rows: of one sending all of them: its partners are those that they name.
    package mutating func put(_ rows: [BoxEntry], _ view: BoxView) {
        var exchanges: [PliKey: Exchange] = [:]
        Self.add(rows, to: &exchanges, view.session)
        // What names nobody yet nobody read: nothing is kept of it.
        let texts = SearchTexts(view.session).texts(
            of: Set(exchanges.keys.filter { view.repertoire.line($0) != nil }))
        put(exchanges, texts: texts, view)
    }

    private static func add(
        _ rows: [BoxEntry], to exchanges: inout [PliKey: Exchange], _ session: Session
    ) {
        for row in rows {
            let other =
                row.de == session.own.structure && row.origine == nil ? row.pour : row.sender
            exchanges[row.key, default: Exchange(at: row.recu ?? row.scelle)].partners
                .insert(other)
        }
    }

    private mutating func put(
        _ exchanges: [PliKey: Exchange], texts: [PliKey: [UInt8]], _ view: BoxView
    ) {
        let labels = PartnerNames(view.session)
        for (key, exchange) in exchanges {
            let person = view.repertoire.line(key)
            put(
                Entry(
                    key, at: exchange.at,
                    person: [
                        person?.name, person?.birthYear, person?.number?.padded,
                        person?.number?.digits,
                    ].compactMap(\.self),
                    partner: exchange.partners.flatMap { [labels.name($0), $0.text] },
                    text: texts[key] ?? []))
        }
    }
}
