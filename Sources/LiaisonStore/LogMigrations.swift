internal import GRDB

extension Migrations {
    /// Who showed what contradicts a log, and whether a DPO answered for it; one line a cosignature.
    static func suspendLog(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE contradictions ADD COLUMN par TEXT;
                ALTER TABLE contradictions ADD COLUMN resolue INTEGER;
                CREATE INDEX contradictions_ouvertes ON contradictions (origine)
                  WHERE resolue IS NULL;
                CREATE INDEX points_taille ON points (taille);
                UPDATE cosignatures SET ligne = substr(ligne, 1, instr(ligne, char(10)))
                  WHERE instr(ligne, char(10)) BETWEEN 1 AND length(ligne) - 1;
                """)
    }
}
