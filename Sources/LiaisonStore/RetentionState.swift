internal import Foundation
internal import GRDB
internal import LiaisonCrypto
public import LiaisonSchema

/// The durations of keeping at some time.
public struct RecordedRules: Sendable, Equatable {
    /// From 1.
    public let version: Int
    public let texte: String
    public let le: Instant
    /// When a DPO saw what they change; nil: not yet.
    public let vue: Instant?
}

/// A place to which this service is backed up.
public struct BackupPlace: Sendable, Equatable {
    public let dossier: String
    /// Until when the last copy of the keys there may last.
    public let cles: CalendarDate

    public init(dossier: String, cles: CalendarDate) {
        self.dossier = dossier
        self.cles = cles
    }
}

/// A line of the register of transmissions: whom a fiche went to; of a `recu`, which is ours, `pour` is where it
/// came from.
public struct Transmission: Sendable, Equatable {
    public let de: StructureName
    public let id: PliID
    public let pour: StructureName
    public let objet: Objet
    public let scelle: Instant
    public let voie: Voie
}

extension StoreView {
    /// The durations as they were recorded, newest first.
    public func rules() throws -> [RecordedRules] {
        try Row.fetchAll(database, cached: "SELECT * FROM regles ORDER BY version DESC").map {
            let (version, le): (Int64, Int64) = ($0["version"], $0["le"])
            let seen: Int64? = $0["vue"]
            return RecordedRules(
                version: Int(version), texte: $0["texte"], le: Instant(seconds: le),
                vue: seen.map { Instant(seconds: $0) })
        }
    }

    /// The highest time seen; nil before the first start of a program that keeps it.
    public func clockMark() throws -> Instant? {
        try Int64.fetchOne(database, cached: "SELECT repere FROM conservation_etat")
            .map { Instant(seconds: $0) }
    }

    /// Why that time was doubtful when it was kept; nil: it was not.
    public func clockDoubt() throws -> String? {
        try String.fetchOne(database, cached: "SELECT doute FROM conservation_etat")
    }

    /// Whether a backup was put back since: what was entered after it is lost, and nothing goes by itself
    /// until a DPO said so.
    public func isRestored() throws -> Bool {
        try Bool.fetchOne(database, cached: "SELECT restaure FROM conservation_etat") ?? false
    }

    /// The bytes of the file `tombes` that were in it when it was last looked at.
    public func tombFileSize() throws -> Int64 {
        try Int64.fetchOne(database, cached: "SELECT tombes FROM conservation_etat") ?? 0
    }

    public func backupPlaces() throws -> [BackupPlace] {
        try Row.fetchAll(database, cached: "SELECT * FROM sauvegardes ORDER BY dossier").compactMap
        {
            guard let end = CalendarDate($0["cles"]) else { return nil }
            return BackupPlace(dossier: $0["dossier"], cles: end)
        }
    }

    /// The partners that were not asked yet, after a restoration, what they know to be destroyed here.
    public func partnersToAsk() throws -> [StructureName] {
        try String.fetchAll(database, cached: "SELECT structure FROM a_interroger")
            .compactMap { StructureName($0) }
    }

    /// Whom fiches about a person went to, and whom they came from; what was destroyed included. A `recu` names
    /// where it came from in the place of whom it went to.
    public func transmissions(about persons: [PersonIndex]) throws -> [Transmission] {
        var rows: [Row] = []
        for person in persons {
            rows += try Row.fetchAll(
                database,
                cached: """
                    SELECT e.de, e.id, e.pour, g.objet, g.scelle, e.voie FROM annotations AS a
                      JOIN envois AS e ON e.id = a.id AND e.de = a.de
                      JOIN gardes AS g ON g.id = a.id AND g.de = a.de
                      WHERE a.personne = ?1 AND \(Outgoing.left)
                    UNION SELECT r.de, r.id, coalesce(r.origine, r.pour), g.objet, g.scelle,
                        coalesce(r.voie, 'service')
                      FROM annotations AS a
                      JOIN receptions AS r ON r.id = a.id AND r.de = a.de
                      JOIN gardes AS g ON g.id = a.id AND g.de = a.de WHERE a.personne = ?1
                    UNION SELECT t.de, t.id, t.pour, t.objet, t.scelle, t.voie
                      FROM transmissions_personnes AS p JOIN transmissions AS t ON t.id = p.id AND t.de = p.de WHERE p.personne = ?1
                    """, arguments: [person.description])
        }
        return rows.compactMap(Transmission.init)
    }

    /// The register of what was destroyed, a page at a time, as retention sees it.
    public func registered(after: PliID?, limit: Int) throws -> [HeldFiche] {
        let rows = try page(of: "transmissions", after: after, limit: limit)
        let own = try ownCard()?.carte.structure
        return try rows.compactMap { row in
            guard let de = StructureName(row["de"]), let id = PliID(row["id"]),
                let pour = StructureName(row["pour"]), let objet = Objet(rawValue: row["objet"])
            else { return nil }
            let model: String? = row["modele"]
            let scelle = ParisTime.date(at: Instant(seconds: row["scelle"]))
            let recu: Int64? = row["recu"]
            let persons = try String.fetchAll(
                database,
                cached: "SELECT personne FROM transmissions_personnes WHERE id = ? AND de = ?",
                arguments: [id.text, de.text])
            // A `recu` is ours, and came all the same.
            let isSent = de == own && objet != .recu
            return HeldFiche(
                box: isSent ? .envoi : .reception, de: de, id: id, objet: objet,
                modele: model.flatMap { FicheModele(rawValue: $0) },
                partners: [de == own ? pour : de], scelle: scelle,
                recu: isSent ? nil : recu.map { ParisTime.date(at: Instant(seconds: $0)) },
                conserverJusquA: scelle, persons: persons.compactMap { PersonIndex($0) })
        }
    }

    /// Which of these were destroyed here; a structure that is not said may be any.
    public func destroyed(
        _ plis: [(de: StructureName?, id: PliID)]
    ) throws -> [Tombstone] {
        try plis.flatMap { pli in
            try tombstones(of: pli.id).filter { pli.de == nil || $0.de == pli.de }
        }
    }
}

extension Transmission {
    init?(_ row: Row) {
        guard let de = StructureName(row["de"]), let id = PliID(row["id"]),
            let pour = StructureName(row["pour"]), let objet = Objet(rawValue: row["objet"]),
            let voie = Voie(rawValue: row["voie"])
        else { return nil }
        self.init(
            de: de, id: id, pour: pour, objet: objet, scelle: Instant(seconds: row["scelle"]),
            voie: voie)
    }
}

extension StoreTransaction {
    /// Other durations apply from now on, or once a DPO saw what they change.
    public func insertRules(_ text: String, isSeen: Bool) throws {
        try database.run(
            sql: """
                INSERT INTO regles SELECT coalesce(max(version), 0) + 1, ?, ?, ? FROM regles
                """, arguments: [text, now.seconds, isSeen ? now.seconds : nil])
    }

    public func markRulesSeen() throws {
        try database.run(
            sql: "UPDATE regles SET vue = ? WHERE vue IS NULL", arguments: [now.seconds])
    }

    /// - Parameters:
    ///   - mark: the highest time seen.
    ///   - doubt: why it is doubtful; nil: it is not.
    public func updateClock(_ mark: Instant, doubt: String?) throws {
        try database.run(
            sql: "UPDATE conservation_etat SET repere = ?, doute = ?",
            arguments: [mark.seconds, doubt])
    }

    public func updateTombFileSize(_ size: Int64) throws {
        try database.run(sql: "UPDATE conservation_etat SET tombes = ?", arguments: [size])
    }

    public func insertBackup(_ place: BackupPlace) throws {
        try database.run(
            sql: "INSERT OR REPLACE INTO sauvegardes VALUES (?, ?, ?)",
            arguments: [place.dossier, now.seconds, place.cles.description])
    }

    public func markRestored(_ isRestored: Bool) throws {
        try database.run(
            sql: "UPDATE conservation_etat SET restaure = ?", arguments: [isRestored])
    }

    /// After a restoration: each partner is to be asked, and no number is given twice.
    public func beginAnew() throws {
        try markRestored(true)
        try database.run(
            sql: """
                INSERT INTO sqlite_sequence SELECT 'purges', 0
                  WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'purges')
                """)
        try database.run(
            sql: "UPDATE sqlite_sequence SET seq = (seq / 1000 + 1) * 1000 WHERE name = 'purges'")
        // Another machine counts from another start.
        try database.run(sql: "DELETE FROM horloge_violations")
        try database.run(sql: "UPDATE dossiers_suite SET dernier = (dernier / 1000 + 1) * 1000")
        for card in try view.partnerCards() {
            try database.run(
                sql: "INSERT OR IGNORE INTO a_interroger VALUES (?)",
                arguments: [card.carte.structure.text])
        }
    }

    public func markAsked(_ structure: StructureName) throws {
        try database.run(
            sql: "DELETE FROM a_interroger WHERE structure = ?", arguments: [structure.text])
    }

    /// A receipt that came after the purge of its pli; what a partner's clock says is between the sealing
    /// and now.
    public func noteLate(_ receipt: Accuse) throws {
        let column = receipt.statut == .ouvert ? "ouvert" : "recu"
        try database.run(
            sql: """
                UPDATE transmissions
                  SET \(column) = coalesce(\(column), min(max(?, scelle), ?))
                  WHERE id = ? AND de = ? AND pour = ?
                """,
            arguments: [
                receipt.le.seconds, now.seconds, receipt.id.text, receipt.de.text,
                receipt.pour.text,
            ])
    }

    /// Forgets a line of the register.
    public func unregister(_ fiche: HeldFiche) throws {
        for partner in fiche.partners {
            try database.run(
                sql: """
                    DELETE FROM transmissions WHERE id = ? AND de = ? AND (pour = ? OR de = ?)
                    """,
                arguments: [fiche.id.text, fiche.de.text, partner.text, partner.text])
            if fiche.box == .envoi { try forgetSteps(fiche.id, pour: partner) }
        }
        try database.run(
            sql: """
                DELETE FROM transmissions_personnes WHERE id = ?1 AND de = ?2 AND NOT EXISTS (
                  SELECT 1 FROM transmissions WHERE id = ?1 AND de = ?2)
                """, arguments: [fiche.id.text, fiche.de.text])
    }

    /// Forgets what was opened from files and is past the day that its sender named, and what was said of
    /// plis that are not here.
    public func forgetFileOpenings(before day: CalendarDate) throws {
        try database.run(
            sql: "DELETE FROM fichiers_ouverts WHERE conserver < ? OR le < ?",
            arguments: [
                day.description, ParisTime.start(of: day.adding(months: -60)).seconds,
            ])
        try database.run(
            sql: """
                DELETE FROM annotations WHERE le < ? AND NOT EXISTS (
                    SELECT 1 FROM gardes WHERE id = annotations.id AND de = annotations.de)
                  AND NOT EXISTS (SELECT 1 FROM fichiers_ouverts
                    WHERE id = annotations.id AND de = annotations.de)
                """, arguments: [now.seconds - 86_400])
    }
}
