internal import GRDB

/// Plis of which nobody said yet whom they are about, or not of everybody.
extension StoreView {
    /// What is about somebody, once it is opened.
    private static let aboutPersons =
        "'fiche', 'partage', 'sortie', 'droits', 'tableau-ofii', 'recu'"

    /// How many plis nobody said yet whom they are about.
    public func unannotatedCount() throws -> Int {
        try Int.fetchOne(
            database,
            cached: """
                SELECT count(*) FROM gardes AS g WHERE objet IN (\(Self.aboutPersons))
                  AND NOT EXISTS (SELECT 1 FROM annotations WHERE id = g.id AND de = g.de)
                """) ?? 0
    }

    /// As `HeldFiche.namesEverybody`, of the pli `g`.
    private static let namesEverybody = """
        EXISTS (SELECT 1 FROM annotations WHERE id = g.id AND de = g.de
          GROUP BY substr(personne, 1, instr(personne, ':'))
          HAVING g.objet != 'tableau-ofii' OR count(*) >= (
            SELECT max(nombre) FROM annotations WHERE id = g.id AND de = g.de))
        """

    /// The fiches that nobody said yet whom they are about, and the monthly tables of which somebody is still
    /// to be said, unless the person of that hold is known to be in them; nor that they have nothing to do with
    /// the hold.
    public func unannotated(besides hold: Int, limit: Int) throws -> [HeldFiche] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM gardes AS g WHERE objet IN (\(Self.aboutPersons))
                  AND NOT \(Self.namesEverybody)
                  AND NOT EXISTS (SELECT 1 FROM annotations AS a JOIN faits_personnes AS p
                    ON p.personne = a.personne WHERE a.id = g.id AND a.de = g.de AND p.fait = ?1)
                  AND NOT EXISTS (SELECT 1 FROM faits WHERE fiche = g.de || ' ' || g.id
                    AND genre = 'exclusion' AND json_extract(contenu, '$.n') = ?1) LIMIT ?2
                """, arguments: [hold, limit]
        ).map(HeldFiche.init)
    }

    /// The fiches that nobody said yet whom they are about, nor that they have nothing to do with that
    /// request.
    public func unannotated(besidesRequest n: Int, limit: Int) throws -> [HeldFiche] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM gardes AS g WHERE objet IN (\(Self.aboutPersons))
                  AND NOT EXISTS (SELECT 1 FROM annotations WHERE id = g.id AND de = g.de)
                  AND NOT EXISTS (SELECT 1 FROM dossiers_faits AS f
                    WHERE f.genre = 'demande' AND f.n = ?
                      AND json_extract(f.contenu, '$.etape') = 'exclusion'
                      AND json_extract(f.contenu, '$.id') = g.id
                      AND json_extract(f.contenu, '$.de') = g.de) LIMIT ?
                """, arguments: [n, limit]
        ).map(HeldFiche.init)
    }
}
