internal import GRDB
internal import LiaisonCrypto
public import LiaisonSchema

/// Which plis belong to a DPO's file, and go by it (rgpd.md, «Retention»): notices to their incident, what
/// asks for a right, tells of it or answers it to the request.
extension StoreView {
    /// Of the plis between two ids: the number of their file, and where it stands.
    func dossiers(
        from first: String, to last: String
    ) throws -> [PliKey: (n: Int, dossier: HeldFiche.Dossier)] {
        let rows = try Row.fetchAll(
            database,
            cached: """
                SELECT p.id, p.de, d.n, d.clos, (SELECT max(f.le) FROM dossiers_faits AS f
                    WHERE f.genre = d.genre AND f.n = d.n) AS le
                  FROM dossiers_plis AS p JOIN dossiers AS d ON d.genre = 'demande' AND d.n = p.n
                  WHERE p.id >= ?1 AND p.id <= ?2
                UNION ALL SELECT a.id, a.de, d.n, d.clos, (SELECT max(f.le)
                    FROM dossiers_faits AS f WHERE f.genre = d.genre AND f.n = d.n)
                  FROM avis AS a JOIN dossiers AS d ON d.genre = 'violation' AND d.n = a.n
                  WHERE a.id >= ?1 AND a.id <= ?2
                """, arguments: [first, last])
        var files: [PliKey: (n: Int, dossier: HeldFiche.Dossier)] = [:]
        for row in rows {
            let (de, id, n, isClosed): (String, String, Int64, Bool) = (
                row["de"], row["id"], row["n"], row["clos"]
            )
            guard let key = PliKey("\(de) \(id)") else { continue }
            let le: Int64? = row["le"]
            let day = ParisTime.date(at: Instant(seconds: le ?? 0))
            files[key] = (Int(n), isClosed ? .closed(day) : .open)
        }
        return files
    }

    /// What an access answer holds, as its author said in the step that gave it.
    func answerContents(_ id: PliID, request n: Int) throws -> [PliKey] {
        for step in try caseSteps(.demande, n: n) {
            guard case .reponse(id, let plis)? = try? RequestFact(step.content) else { continue }
            return plis
        }
        return []
    }

    /// How many requests that a partner's plis opened are not closed.
    public func openRequests(of partner: StructureName) throws -> Int {
        try Int.fetchOne(
            database,
            cached: """
                SELECT count(*) FROM dossiers_plis AS p
                  JOIN dossiers AS d ON d.genre = 'demande' AND d.n = p.n
                  WHERE p.de = ? AND d.clos = 0
                """, arguments: [partner.text]) ?? 0
    }

    /// The request that a pli belongs to.
    public func request(of key: PliKey) throws -> Int? {
        try Int.fetchOne(
            database, cached: "SELECT n FROM dossiers_plis WHERE id = ? AND de = ?",
            arguments: [key.id.text, key.de.text])
    }

    /// The `droits` plis of partners of which no request was opened yet: they came before a version that
    /// opens one.
    public func rightsWithoutRequest(limit: Int) throws -> [HeldFiche] {
        let ids = try String.fetchAll(
            database,
            cached: """
                SELECT DISTINCT id FROM gardes AS g WHERE objet = 'droits' AND boite = 'reception'
                  AND NOT EXISTS (SELECT 1 FROM dossiers_plis WHERE id = g.id AND de = g.de)
                  AND NOT EXISTS (SELECT 1 FROM faits WHERE fiche = g.de || ' ' || g.id
                    AND genre IN ('droits', 'droits-refus')) LIMIT ?
                """, arguments: [limit])
        return try ids.compactMap { PliID($0) }.flatMap { try heldFiches($0) }
            .filter { $0.objet == .droits && $0.box == .reception && $0.dossier == nil }
    }

    /// The requests that ended before a moment and still say something of their person.
    public func endedRequests(before moment: Instant) throws -> [Int] {
        try Int.fetchAll(
            database,
            cached: """
                SELECT d.n FROM dossiers AS d JOIN dossiers_faits AS f
                  ON f.genre = d.genre AND f.n = d.n
                  WHERE d.genre = 'demande' AND d.clos = 1 GROUP BY d.n
                  HAVING max(f.le) < ? AND max(json_extract(f.contenu, '$.details') IS NOT NULL
                    OR json_extract(f.contenu, '$.motif') IS NOT NULL
                    OR json_extract(f.contenu, '$.personnes') IS NOT NULL) ORDER BY d.n
                """, arguments: [moment.seconds])
    }
}

extension StoreTransaction {
    /// - Parameter key: of a pli that asks for a right, tells of it, or answers it.
    public func attach(_ key: PliKey, toRequest n: Int) throws {
        try database.run(
            sql: "INSERT OR IGNORE INTO dossiers_plis VALUES (?, ?, ?)",
            arguments: [key.id.text, key.de.text, n])
    }

    /// What names a person in a request that ended: pseudonyms, and what is sealed to the DPOs. What was
    /// asked, done and told, and when, stays.
    public func anonymise(request n: Int) throws {
        try database.run(
            sql: """
                UPDATE dossiers_faits
                  SET contenu = json_remove(contenu, '$.details', '$.motif', '$.personnes')
                  WHERE genre = 'demande' AND n = ?
                """, arguments: [n])
    }

    /// What a pli that is stored says of others: a table takes the place of an earlier one of its author;
    /// what answers a pli of a request goes with the request.
    func link(_ slip: Slip) throws {
        if slip.objet == .tableauOFII, let earlier = slip.remplace {
            try database.run(
                sql: """
                    UPDATE gardes SET remplacee = 1
                      WHERE id = ? AND de = ? AND objet = 'tableau-ofii'
                    """, arguments: [earlier.text, slip.de.text])
        }
        if slip.objet == .anomalie, let asked = slip.reponseA {
            // What asked came from whom this one goes to.
            try database.run(
                sql: """
                    INSERT OR IGNORE INTO dossiers_plis
                      SELECT ?, ?, n FROM dossiers_plis WHERE id = ? AND de = ?
                    """,
                arguments: [slip.id.text, slip.de.text, asked.text, slip.pour.text])
        }
    }
}
