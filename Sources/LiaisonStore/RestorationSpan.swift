internal import GRDB
public import LiaisonSchema

extension StoreView {
    /// What a restoration lost lies between the last record of the backup and the restoration: both as the log
    /// has them; nil where they are pruned.
    public func restorationSpan() throws -> (since: Instant?, until: Instant?) {
        let until = try String.fetchOne(
            database,
            sql: """
                SELECT json_extract(ligne, '$.le') FROM journal
                  WHERE instr(ligne, '"acte":"restauration"') > 0
                    AND instr(ligne, '"detail":"purge-reprise"') = 0 ORDER BY n DESC LIMIT 1
                """)
        guard let until else { return (nil, nil) }
        // The époque that the restoration opened is of the same moment.
        let since = try String.fetchOne(
            database,
            sql: """
                SELECT json_extract(ligne, '$.le') FROM journal
                  WHERE n < (SELECT max(n) FROM journal
                      WHERE instr(ligne, '"acte":"restauration"') > 0
                        AND instr(ligne, '"detail":"purge-reprise"') = 0)
                    AND json_extract(ligne, '$.le') < ? ORDER BY n DESC LIMIT 1
                """, arguments: [until])
        return (since.flatMap { Instant($0) }, Instant(until))
    }
}
