import Glibc
package import LiaisonHTTP
package import LiaisonSchema

/// What an agent can look for, in memory while the identity is open: every fiche of the boxes by the person's
/// name, birth year and number, by the partner, and by what is in it. A look reads all of it, without an
/// index of words: 10,000 fiches of two thousand letters are 20 MB, which one pass takes within a tenth of a
/// second.
package struct SearchIndex: Sendable {
    /// What a box says of a fiche: of one sending to several, its first row.
    package struct Exchange: Sendable {
        /// When it was received, or else sealed.
        package let at: Instant
        /// On the other side.
        package let partner: StructureName
        package let isSent: Bool

        package init(at: Instant, partner: StructureName, isSent: Bool) {
            self.at = at
            self.partner = partner
            self.isSent = isSent
        }

        package init(_ row: BoxEntry) {
            at = row.recu ?? row.scelle
            isSent = row.envoi != nil
            partner = isSent ? row.pour : row.sender
        }
    }

    package struct Entry: Sendable {
        package let key: PliKey
        /// The newest come first among those that are found alike.
        package let exchange: Exchange
        /// Names, birth year and number; empty when this agent does not know whom it is about.
        package let person: [String]
        /// The partner's label and name.
        package let partner: [String]
        /// As `SearchText.folded` gives it; empty when this agent did not open it.
        package let text: [UInt8]

        package init(
            _ key: PliKey, _ exchange: Exchange, person: [String] = [], partner: [String] = [],
            text: [UInt8] = []
        ) {
            self.key = key
            self.exchange = exchange
            self.person = person
            self.partner = partner
            self.text = text
        }
    }

    /// In what all that was looked for was found: the first of these.
    package enum Place: Int, Comparable, Sendable {
        case person, partner, text

        package static func < (one: Place, other: Place) -> Bool { one.rawValue < other.rawValue }
    }

    package struct Hit: Equatable, Sendable {
        package let key: PliKey
        package let place: Place

        package init(key: PliKey, place: Place) {
            self.key = key
            self.place = place
        }
    }

    private struct Row {
        let key: PliKey
        let exchange: Exchange
        let person: Folded
        let partner: Folded
        var text: Folded
    }

    private var rows: [Row] = []
    private var places: [PliKey: Int] = [:]

    package init() {}

    package var count: Int { rows.count }

    /// Whether that fiche can be found.
    package func holds(_ key: PliKey) -> Bool { places[key] != nil }

    /// As it was when it was put there; nil for one that is not there.
    package func exchange(of key: PliKey) -> Exchange? { places[key].map { rows[$0].exchange } }

    /// Whether it can be found by what is in it.
    package func isRead(_ key: PliKey) -> Bool {
        places[key].map { !rows[$0].text.isEmpty } ?? false
    }

    /// Puts it in the place of what was known of that fiche.
    package mutating func put(_ entry: Entry) {
        let row = Row(
            key: entry.key, exchange: entry.exchange, person: Folded(entry.person),
            partner: Folded(entry.partner), text: Folded(entry.text))
        if let place = places[entry.key] {
            rows[place] = row
        } else {
            places[entry.key] = rows.count
            rows.append(row)
        }
    }

    /// What is in a fiche of which nothing is known yet; one that is not there is no error.
    mutating func put(text: [UInt8], of key: PliKey) {
        guard let place = places[key], rows[place].text.isEmpty else { return }
        rows[place].text = Folded(text)
    }

    /// One that is not there is no error.
    package mutating func remove(_ key: PliKey) {
        guard let place = places.removeValue(forKey: key), let last = rows.popLast(),
            place < rows.count
        else { return }
        rows[place] = last
        places[last.key] = place
    }

    /// Those that hold every word that was typed, or a word that begins with it: those of which the person
    /// is meant first, then the newest.
    ///
    /// - Returns: none for what has no letter and no digit: everything would fit.
    package func hits(_ typed: String) -> [Hit] {
        let terms = SearchText.terms(typed).map(Term.init)
        guard !terms.isEmpty else { return [] }
        return rows.compactMap { row in Self.place(terms, row).map { (row, $0) } }
            .sorted { one, other in
                if one.1 != other.1 { return one.1 < other.1 }
                if one.0.exchange.at != other.0.exchange.at {
                    return one.0.exchange.at > other.0.exchange.at
                }
                return one.0.key.id.text < other.0.key.id.text
            }
            .map { Hit(key: $0.0.key, place: $0.1) }
    }

    /// A name with a hyphen, or a number in groups: as one word, or each of its words anywhere.
    private struct Term {
        let words: [Folded.Word]
        let joined: Folded.Word?

        init(_ term: SearchText.Term) {
            words = term.words.map { Folded.Word($0) }
            joined = term.joined.map { Folded.Word($0) }
        }
    }

    private static func place(_ terms: [Term], _ row: Row) -> Place? {
        var place = Place.person
        for term in terms {
            let apart = term.words.reduce(Place.person as Place?) { worst, word in
                guard let worst, let found = self.place(word, row) else { return nil }
                return max(worst, found)
            }
            let asOne = term.joined.flatMap { self.place($0, row) }
            guard let best = [apart, asOne].compactMap(\.self).min() else { return nil }
            place = max(place, best)
        }
        return place
    }

    private static func place(_ word: Folded.Word, _ row: Row) -> Place? {
        if row.person.holds(word) { return .person }
        if row.partner.holds(word) { return .partner }
        return row.text.holds(word) ? .text : nil
    }
}

/// A folded text that C looks in.
private struct Folded {
    struct Word {
        let characters: [CChar]

        init(_ word: [UInt8]) { characters = Folded.terminated(word) }
    }

    /// Ends with zero, which no folded text holds; empty for no text.
    private let characters: [CChar]

    init(_ texts: [String]) { self.init(texts.flatMap(SearchText.folded)) }

    init(_ folded: [UInt8]) { characters = folded.isEmpty ? [] : Self.terminated(folded) }

    var isEmpty: Bool { characters.isEmpty }

    func holds(_ word: Word) -> Bool {
        !characters.isEmpty && strstr(characters, word.characters) != nil
    }

    fileprivate static func terminated(_ bytes: [UInt8]) -> [CChar] {
        bytes.filter { $0 != 0 }.map { CChar(truncatingIfNeeded: $0) } + [0]
    }
}
