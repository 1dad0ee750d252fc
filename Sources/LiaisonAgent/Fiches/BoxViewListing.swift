package import LiaisonHTTP
package import LiaisonSchema

extension BoxView {
    /// Rows that are shown, and what is said of them.
    package struct Listing {
        package let rows: [BoxEntry]
        /// The answers of guichets that nobody opened, numbered after the rows.
        package let answers: [GuichetAnswer]
        /// Whether older ones were left out.
        package let isCut: Bool
        /// Where a person is looked for: the fiches that this agent never opened, and that may be about her too.
        package let unlooked: [BoxEntry]
        /// Likewise the answers of guichets that nobody opened.
        package let unlookedAnswers: Int
        /// How many of the box stand before each of those that were left out, which this agent can't open.
        private let hidden: [Int]
        /// What the rows replace, of what is on another page.
        private let older: [BoxEntry]
        private let repertoire: Repertoire
        /// The senders whom nobody verified.
        private let unverified: Set<StructureName>

        init(
            rows: [BoxEntry], answers: [GuichetAnswer], isCut: Bool, hidden: [Int],
            unlooked: (rows: [BoxEntry], answers: Int), older: [BoxEntry],
            unverified: Set<StructureName>, _ repertoire: Repertoire
        ) {
            self.rows = rows
            self.answers = answers
            self.isCut = isCut
            self.hidden = hidden
            self.unlooked = unlooked.rows
            unlookedAnswers = unlooked.answers
            self.older = older
            self.unverified = unverified
            self.repertoire = repertoire
        }

        /// Of the newest rows, those on the first page of so many, which `page` goes on from: what can't be opened
        /// takes its place there. And whether there are more.
        package func first(_ count: Int) -> (rows: ArraySlice<BoxEntry>, hasMore: Bool) {
            let place = hidden.prefix { $0 < count }.count
            return (rows.prefix(count - place), isCut || rows.count + hidden.count > count)
        }

        /// Of an unread one, whether nobody verified its sender: it may be anybody's.
        package func isToVerify(_ row: BoxEntry) -> Bool {
            row.statut == ReceptionStatut.nonLu.rawValue && unverified.contains(row.de)
        }

        /// Whether nobody verified that structure, of those that sent something here: what it calls itself says
        /// nothing.
        package func isUnverified(_ structure: StructureName) -> Bool {
            unverified.contains(structure)
        }

        /// The structure that gave it: of what a colleague handed on, whose it is, once this agent opened it.
        package func sender(_ row: BoxEntry) -> StructureName {
            repertoire.origin(row)?.structure ?? row.sender
        }

        /// The structure on the other side, by its label where one fits, and where somebody verified that it is
        /// its own: anybody can call itself by a known one's.
        package func partner(
            _ row: BoxEntry, in box: BoiteName, _ names: PartnerNames, fitting width: Int
        ) -> String {
            let structure = box == .reception ? sender(row) : row.pour
            return isUnverified(structure)
                ? PartnerNames.cut(structure.text, width) : names.name(structure, fitting: width)
        }

        /// Who wrote it, likewise.
        package func author(_ row: BoxEntry) -> KeyName {
            repertoire.origin(row)?.auteur ?? row.auteur
        }

        /// When it was sealed, likewise.
        package func sealed(_ row: BoxEntry) -> Instant {
            repertoire.origin(row)?.scelle ?? row.scelle
        }

        /// When it came here, or was sealed here; of what a colleague handed on, `sealed`: that a fiche was shared
        /// makes no new one of it.
        package func moment(_ row: BoxEntry) -> Instant {
            repertoire.origin(row)?.scelle ?? row.recu ?? row.scelle
        }

        /// Whom it is about, for what this agent wrote or opened.
        package func person(_ row: BoxEntry) -> Repertoire.Person? { repertoire.person(row) }

        /// How many attachments it has, likewise; nil for none.
        package func attachments(_ row: BoxEntry) -> Int? { repertoire.attachments(row) }

        /// What it replaces, of the same structure.
        package func replaced(by row: BoxEntry) -> BoxEntry? {
            guard let id = row.remplace else { return nil }
            let key = PliKey(de: row.de, id: id)
            return rows.first { $0.key == key } ?? older.first { $0.key == key }
        }

        /// The rows, from 0, that replace another one that is shown.
        package var replacements: [(row: Int, replaced: Int)] {
            rows.enumerated().compactMap { index, row in
                guard let replaced = row.remplace,
                    let old = rows.firstIndex(where: { $0.id == replaced && $0.de == row.de })
                else { return nil }
                return (index, old)
            }
        }
    }
}
