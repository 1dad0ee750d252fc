internal import GRDB

extension Migrations {
    /// Which sending of ours a pli that came answers: found by it, without reading every slip.
    static func tellAnswers(_ database: Database) throws {
        // The slip is the second line of its note, after «agir-liaison/pli/v1».
        try database.execute(
            sql: """
                ALTER TABLE receptions ADD COLUMN reponse TEXT;
                CREATE INDEX receptions_reponse ON receptions (reponse) WHERE reponse IS NOT NULL;
                UPDATE receptions SET reponse = (
                  SELECT json_extract(substr(bord, 1, instr(bord, char(10)) - 1), '$.reponseA')
                    FROM (SELECT substr(CAST(receptions.bordereau AS TEXT), 21) AS bord))
                  WHERE instr(bordereau, CAST('"reponseA"' AS BLOB));
                """)
    }
}
