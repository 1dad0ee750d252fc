package import LiaisonHTTP
package import LiaisonSchema

extension SearchIndex {
    /// What the rows of a fiche say of it: of one sending there are as many as it has addressees.
    private struct Exchanges {
        let first: Exchange
        var partners: Set<StructureName> = []
    }

    /// Everything that an agent lists, as far as this agent knows it: persons from the sealed directory, partners
    /// by their labels, texts of what was opened.
    package init(_ view: BoxView) throws {
        self.init()
        var exchanges: [PliKey: Exchanges] = [:]
        for box in BoiteName.allCases {
            try view.each(box) { Self.add($0, to: &exchanges) }
        }
        put(exchanges, texts: [:], view)
        SearchTexts(view.session).each { fiche, text in put(text: text, of: fiche) }
    }

    /// Puts these in the place of what was known of their fiches.
    ///
    /// - Parameter rows: of one sending all of them: its partners are those that they name.
    package mutating func put(_ rows: [BoxEntry], _ view: BoxView) {
        var exchanges: [PliKey: Exchanges] = [:]
        Self.add(rows, to: &exchanges)
        // What names nobody yet nobody read: nothing is kept of it.
        let texts = SearchTexts(view.session).texts(
            of: Set(exchanges.keys.filter { view.repertoire.line($0) != nil }))
        put(exchanges, texts: texts, view)
    }

    private static func add(_ rows: [BoxEntry], to exchanges: inout [PliKey: Exchanges]) {
        for row in rows {
            let exchange = Exchange(row)
            exchanges[row.key, default: Exchanges(first: exchange)].partners
                .insert(exchange.partner)
        }
    }

    private mutating func put(
        _ exchanges: [PliKey: Exchanges], texts: [PliKey: [UInt8]], _ view: BoxView
    ) {
        let labels = PartnerNames(view.session)
        for (key, found) in exchanges {
            let person = view.repertoire.line(key)
            put(
                Entry(
                    key, found.first,
                    person: [
                        person?.name, person?.birthYear, person?.number?.padded,
                        person?.number?.digits,
                    ].compactMap(\.self),
                    partner: found.partners.flatMap { [labels.name($0), $0.text] },
                    text: texts[key] ?? []))
        }
    }
}
