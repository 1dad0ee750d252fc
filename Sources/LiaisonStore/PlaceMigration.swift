internal import GRDB

extension Migrations {
    /// What a partner takes here: of each pli the age file, the slip and its row, of each receipt exchanged with it
    /// the note and its row; counted where a row comes and goes, whoever brings or takes it. What guichets take
    /// stays as it was counted.
    static func countPlaces(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE receptions ADD COLUMN octets INTEGER NOT NULL DEFAULT 0;
                UPDATE receptions SET octets = 1024 + length(bordereau) + coalesce((
                  SELECT length(contenu) - 40 FROM blobs WHERE boite = 'reception'
                    AND id = receptions.id AND de = receptions.de), 0);
                DELETE FROM occupation WHERE structure != 'guichet/';
                INSERT INTO occupation SELECT structure, sum(octets) FROM (
                  SELECT de AS structure, octets FROM receptions
                  UNION ALL SELECT de, 1024 + length(note) FROM accuses
                  UNION ALL SELECT pour, 1024 + length(note) FROM accuses WHERE pour != de
                ) GROUP BY structure;
                CREATE TRIGGER place_prise AFTER INSERT ON receptions BEGIN
                  INSERT INTO occupation SELECT NEW.de, 0
                    WHERE NOT EXISTS (SELECT 1 FROM occupation WHERE structure = NEW.de);
                  UPDATE occupation SET octets = octets + NEW.octets WHERE structure = NEW.de;
                END;
                CREATE TRIGGER place_rendue AFTER DELETE ON receptions BEGIN
                  UPDATE occupation SET octets = octets - OLD.octets WHERE structure = OLD.de;
                END;
                CREATE TRIGGER place_prise_accuse AFTER INSERT ON accuses BEGIN
                  INSERT INTO occupation SELECT value, 0 FROM json_each(json_array(NEW.de, NEW.pour))
                    WHERE value NOT IN (SELECT structure FROM occupation) GROUP BY value;
                  UPDATE occupation SET octets = octets + 1024 + length(NEW.note)
                    WHERE structure IN (NEW.de, NEW.pour);
                END;
                CREATE TRIGGER place_rendue_accuse AFTER DELETE ON accuses BEGIN
                  UPDATE occupation SET octets = octets - 1024 - length(OLD.note)
                    WHERE structure IN (OLD.de, OLD.pour);
                END;
                """)
    }
}
