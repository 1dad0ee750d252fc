internal import Foundation
internal import GRDB
public import LiaisonSchema

/// A fiche as retention sees it: who, when, never what.
public struct HeldFiche: Sendable, Equatable {
    public let box: Boite
    public let de: StructureName
    public let id: PliID
    public let objet: Objet
    public let modele: FicheModele?
    /// Whom it went to, or the one it came from.
    public let partners: [StructureName]
    public let scelle: CalendarDate
    /// When it came; of what was sent, nil.
    public let recu: CalendarDate?
    /// Whether somebody here opened it.
    public let isOpened: Bool
    /// The latest day that the sender asks for.
    public let conserverJusquA: CalendarDate
    /// Whom it is about, by every pseudonym known; none before it was opened.
    public var persons: [PersonIndex]
    /// Of a monthly table: how many persons it lists, as who wrote or opened it said; nil: nobody did.
    public var listed: Int?
    /// The day on which the last addressee opened it for the first time.
    public var openedByAll: CalendarDate?
    /// Of a `partage`: the fiche that was handed on.
    public let original: PliKey?
    /// Of a monthly table: whether a later one of its author says to take its place.
    public let isReplaced: Bool
    /// Where the DPO's file that it belongs to stands; nil: it belongs to none.
    public var dossier: Dossier?
    /// Of an access answer: the plis whose content it holds, as its author said.
    public var contents: [PliKey] = []

    /// Where an incident or a request stands.
    public enum Dossier: Sendable, Equatable {
        case open
        /// Since that day.
        case closed(CalendarDate)
    }

    public init(
        box: Boite, de: StructureName, id: PliID, objet: Objet = .fiche, modele: FicheModele? = nil,
        partners: [StructureName], scelle: CalendarDate, recu: CalendarDate? = nil,
        isOpened: Bool = false, conserverJusquA: CalendarDate, persons: [PersonIndex] = [],
        openedByAll: CalendarDate? = nil, original: PliKey? = nil, isReplaced: Bool = false,
        dossier: Dossier? = nil
    ) {
        self.box = box
        self.de = de
        self.id = id
        self.objet = objet
        self.modele = modele
        self.partners = partners
        self.scelle = scelle
        self.recu = recu
        self.isOpened = isOpened
        self.conserverJusquA = conserverJusquA
        self.persons = persons
        self.openedByAll = openedByAll
        self.original = original
        self.isReplaced = isReplaced
        self.dossier = dossier
    }
}

extension StoreView {
    /// What is held, in the order of the ids, a page at a time.
    ///
    /// - Parameters:
    ///   - after: the last id of the page before; a page never ends amid the fiches of one id.
    ///   - withOpenings: whether to look when every addressee opened what was sent.
    public func heldFiches(
        after: PliID?, limit: Int, withOpenings: Bool = false
    ) throws -> [HeldFiche] {
        let rows = try page(of: "gardes", after: after, limit: limit)
        guard let first: String = rows.first?["id"], let last: String = rows.last?["id"] else {
            return []
        }
        return try completed(rows, from: first, to: last, withOpenings)
    }

    /// Some `limit` rows of a table in the order of their ids: a page never ends amid those of one id.
    func page(of table: String, after: PliID?, limit: Int) throws -> [Row] {
        var rows = try Row.fetchAll(
            database, cached: "SELECT * FROM \(table) WHERE id > ? ORDER BY id LIMIT ?",
            arguments: [after?.text ?? "", limit])
        if rows.count == limit, let last = rows.last {
            let id: String = last["id"]
            rows.removeAll { $0["id"] == id }
            rows += try Row.fetchAll(
                database, cached: "SELECT * FROM \(table) WHERE id = ?", arguments: [id])
        }
        return rows
    }

    /// The fiches of that id: one, unless two structures chose the same.
    public func heldFiches(_ id: PliID, withOpenings: Bool = false) throws -> [HeldFiche] {
        let rows = try Row.fetchAll(
            database, cached: "SELECT * FROM gardes WHERE id = ?", arguments: [id.text])
        return try completed(rows, from: id.text, to: id.text, withOpenings)
    }

    /// With whom they are about and the files that they belong to.
    private func completed(
        _ rows: [Row], from first: String, to last: String, _ withOpenings: Bool
    ) throws -> [HeldFiche] {
        let said = try persons(from: first, to: last)
        let files = try dossiers(from: first, to: last)
        return try rows.map { row in
            var fiche = try HeldFiche(row)
            if let said = said[fiche.key] { (fiche.persons, fiche.listed) = said }
            if let file = files[fiche.key] {
                fiche.dossier = file.dossier
                if fiche.objet == .reponseDroits {
                    fiche.contents = try answerContents(fiche.id, request: file.n)
                }
            }
            if withOpenings, fiche.box == .envoi { fiche.openedByAll = try openedByAll(fiche) }
            return fiche
        }
    }

    /// Those whose id begins so, at most `limit`.
    public func heldFiches(prefix: String, limit: Int) throws -> [HeldFiche] {
        let ids = try String.fetchAll(
            database,
            cached: "SELECT DISTINCT id FROM gardes WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            arguments: [prefix, prefix + "\u{7F}", limit])
        return try ids.compactMap { PliID($0) }.flatMap { try heldFiches($0) }
    }

    /// The fiches that an agent said to be about one of these pseudonyms.
    public func heldFiches(about persons: [PersonIndex]) throws -> [HeldFiche] {
        let ids = try persons.flatMap { person in
            try String.fetchAll(
                database, cached: "SELECT id FROM annotations WHERE personne = ?",
                arguments: [person.description])
        }
        return try Set(ids).sorted().compactMap { PliID($0) }.flatMap { try heldFiches($0) }
            .filter { $0.persons.contains(where: persons.contains) }
    }

    /// The fiche of that key, as it is now.
    public func heldFiche(_ key: PliKey, withOpenings: Bool = false) throws -> HeldFiche? {
        try heldFiches(key.id, withOpenings: withOpenings).first { $0.de == key.de }
    }

    /// What is held of an `objet`, oldest first.
    public func heldFiches(_ objet: Objet, limit: Int) throws -> [HeldFiche] {
        try Row.fetchAll(
            database, cached: "SELECT * FROM gardes WHERE objet = ? ORDER BY scelle, id LIMIT ?",
            arguments: [objet.rawValue, limit]
        ).map(HeldFiche.init)
    }

    /// By pli, the last one that was said of each version of the index key; of a monthly table, which
    /// lists several, each, and how many there are: the most that was said of it.
    private func persons(
        from first: String, to last: String
    ) throws -> [PliKey: (persons: [PersonIndex], listed: Int?)] {
        let rows = try Row.fetchAll(
            database,
            cached: """
                SELECT a.id, a.de, a.personne, a.nombre, g.objet FROM annotations AS a
                  LEFT JOIN gardes AS g ON g.id = a.id AND g.de = a.de
                  WHERE a.id >= ? AND a.id <= ? ORDER BY a.rang
                """, arguments: [first, last])
        var found: [PliKey: (persons: [PersonIndex], listed: Int?)] = [:]
        for row in rows {
            let (id, de, text): (String, String, String) = (row["id"], row["de"], row["personne"])
            guard let person = PersonIndex(text), let key = PliKey("\(de) \(id)") else { continue }
            let (objet, count): (String?, Int?) = (row["objet"], row["nombre"])
            var (persons, listed) = found[key] ?? (persons: [], listed: nil)
            if objet != Objet.tableauOFII.rawValue {
                persons.removeAll { $0.version == person.version }
            }
            persons.append(person)
            listed = [listed, count].compactMap(\.self).max()
            found[key] = (persons: persons, listed: listed)
        }
        return found
    }

    private func openedByAll(_ fiche: HeldFiche) throws -> CalendarDate? {
        let rows = try Row.fetchAll(
            database,
            cached: """
                SELECT pour, min(le) AS le FROM accuses WHERE de = ? AND id = ? AND statut = 'ouvert'
                  GROUP BY pour
                """, arguments: [fiche.de.text, fiche.id.text])
        let opened = Set(rows.map { row -> String in row["pour"] })
        guard fiche.partners.allSatisfy({ opened.contains($0.text) }) else { return nil }
        return rows.map { row -> Int64 in row["le"] }.max()
            .map { ParisTime.date(at: Instant(seconds: $0)) }
    }
}

extension HeldFiche {
    public var key: PliKey { PliKey(de: de, id: id) }

    /// Whether everybody whom it is about is said: of a monthly table, each that it lists, under one key of the
    /// index at least.
    public var namesEverybody: Bool {
        guard objet == .tableauOFII else { return !persons.isEmpty }
        guard let listed else { return false }
        return Dictionary(grouping: persons, by: \.version).values.contains { $0.count >= listed }
    }

    /// Whether it came and nobody here opened it.
    var isUnread: Bool { box == .reception && !isOpened && objet != .cleIndex }

    init(_ row: Row) throws {
        let partners: String = row["partenaires"]
        let recu: Int64? = row["recu"]
        let model: String? = row["modele"]
        guard let box = Boite(rawValue: row["boite"]), let de = StructureName(row["de"]),
            let id = PliID(row["id"]), let objet = Objet(rawValue: row["objet"]),
            let conserver = CalendarDate(row["conserver"])
        else { throw StoreError(.damaged, "Un pli gardé est illisible.") }
        let original: String? = row["original"]
        self.init(
            box: box, de: de, id: id, objet: objet,
            modele: model.flatMap { FicheModele(rawValue: $0) },
            partners: partners.split(separator: " ").compactMap { StructureName(String($0)) },
            scelle: ParisTime.date(at: Instant(seconds: row["scelle"])),
            recu: recu.map { ParisTime.date(at: Instant(seconds: $0)) },
            isOpened: row["ouvert"], conserverJusquA: conserver,
            original: original.flatMap { PliKey($0) }, isReplaced: row["remplacee"])
    }
}

extension StoreTransaction {
    /// What retention needs of a pli that is stored; another addressee joins the first.
    ///
    /// - Parameter origin: of what came outside the service, its structure.
    func keep(
        _ slip: Slip, in box: Boite, original: PliKey? = nil, from origin: StructureName? = nil
    ) throws {
        try database.run(
            sql: """
                INSERT INTO gardes
                  (id, de, boite, objet, modele, partenaires, scelle, recu, ouvert, conserver, original)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?) ON CONFLICT DO UPDATE
                  SET partenaires = partenaires || ' ' || excluded.partenaires
                """,
            arguments: [
                slip.id.text, slip.de.text, box.rawValue, slip.objet.rawValue,
                slip.modele?.rawValue, (box == .envoi ? slip.pour : origin ?? slip.de).text,
                slip.scelle.seconds, box == .reception ? now.seconds : nil,
                slip.conserverJusquA.description, original?.description,
            ])
        try link(slip)
    }
}
