internal import Foundation
internal import GRDB
internal import LiaisonBase
internal import LiaisonCrypto
internal import LiaisonSchema

/// What a look at the whole store found.
public struct StoreFindings: Sendable, Equatable {
    public var plis = 0
    public var enregistrements = 0
    /// In French, each with the identity of what is wrong; no content.
    public var defauts: [String] = []
}

extension LiaisonStore {
    /// Checks both databases, every pli and its blob, both ways, the whole log, and what it bound. Changes nothing.
    ///
    /// - Parameters:
    ///   - tombs: what a backup that was put back may hold without its key: it was destroyed while the backup was
    ///     made, between its two copies, and goes again.
    ///   - progress: called now and then with what is done.
    /// - Throws: `.otherSchema` when another version wrote what is whole.
    public func verify(
        tombs: TombFile? = nil, progress: (Int) -> Void
    ) throws -> StoreFindings {
        var findings = StoreFindings()
        try mapped {
            for (name, base) in [
                ("liaison.sqlite", pool as any DatabaseReader), ("cles.sqlite", keys),
            ] where try !Self.isWhole(base) {
                findings.defauts.append("La base \(name) est abîmée.")
            }
            // A value of another type than its column's would stop the program where it is read.
            guard findings.defauts.isEmpty else { return }
            for (base, schema) in [
                (pool as any DatabaseReader, Migrations.liaison), (keys, Migrations.cles),
            ] {
                try Self.requireSchema(
                    base, schema,
                    hint: "Les deux bases sont entières ; le reste n'est pas vérifié. Démarrez le "
                        + "service une fois avec cette version, puis recommencez ; d'un dossier gardé "
                        + "comme preuve, vérifiez plutôt une copie, avec le programme d'alors.")
            }
            do {
                try checkSchema(&findings)
                try checkBoxes(&findings, tombs, progress)
                try checkLog(&findings)
                findings.defauts += try read { try $0.evidenceDefects() }
            } catch let error as StoreError where error.code == .damaged {
                findings.defauts.append(error.message)
            }
        }
        return findings
    }

    /// Whether SQLite finds nothing wrong with its files: it reads all of both, some seconds a GiB.
    public func isWhole() throws -> Bool {
        try mapped { try Self.isWhole(pool) && Self.isWhole(keys) }
    }

    private static func isWhole(_ base: any DatabaseReader) throws -> Bool {
        do {
            return try base.read {
                try String.fetchAll($0, sql: "PRAGMA integrity_check") == ["ok"]
            }
        } catch let error as DatabaseError where StoreError(error).code == .damaged {
            return false
        }
    }

    private func checkSchema(_ findings: inout StoreFindings) throws {
        let orphans = try pool.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check") }
        for name in Set(orphans.map { row -> String in row["table"] }).sorted() {
            findings.defauts.append("Une ligne de « \(name) » cite ce qui n'est pas là.")
        }
        // A trigger that somebody removed binds nothing any more.
        let fresh = try DatabaseQueue()
        try Migrations.liaison.migrate(fresh)
        let expected = try fresh.read { try Self.schema($0) }
        if try pool.read({ try Self.schema($0) }) != expected {
            findings.defauts.append("Le schéma de liaison.sqlite n'est pas celui du programme.")
        }
    }

    private static func schema(_ database: Database) throws -> Set<String> {
        // As text, whatever is there.
        try String.fetchSet(
            database,
            sql: "SELECT quote(type) || quote(name) || quote(sql) FROM sqlite_master")
    }

    private func checkBoxes(
        _ findings: inout StoreFindings, _ tombs: TombFile?, _ progress: (Int) -> Void
    ) throws {
        var expected = Set<[String]>()
        var destroyed = Set<[String]>()
        try tombs?.read { destroyed.insert([$0.de.text, $0.id.text, $0.sha256]) }
        for (boite, table) in [
            (Boite.envoi, "envois"), (.reception, "receptions"), (.guichet, "guichets_contenus"),
        ] {
            let rows = try pool.read {
                try Row.fetchAll($0, sql: "SELECT DISTINCT de, id, sha256 FROM \(table)")
            }
            for row in rows {
                let (de, id, digest): (String, String, String) = (
                    row["de"], row["id"], row["sha256"]
                )
                if boite != .guichet { findings.plis += 1 }
                if findings.plis % 1_000 == 0 { progress(findings.plis) }
                expected.insert([boite.rawValue, de, id])
                let content = try? blob(in: boite, de: de, id: id)
                if content == nil {
                    // Another content than the one that was destroyed is another pli.
                    if destroyed.contains([de, id, digest]) { continue }
                    findings.defauts.append(
                        "Le pli \(id) de \(de) (\(boite.rawValue)) n'a pas de contenu lisible.")
                } else if let content, Hex.encode(Hash.sha256(content)) != digest {
                    findings.defauts.append(
                        "Le contenu du pli \(id) de \(de) (\(boite.rawValue)) n'est pas le sien.")
                }
            }
        }
        // What a purge has in hand is buried at the next start.
        let stored = try pool.read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT boite, de, id FROM blobs AS b WHERE NOT EXISTS (
                      SELECT 1 FROM tombes AS t WHERE t.id = b.id AND t.de = b.de
                        AND t.boite = b.boite AND t.etat != 'detruit')
                    """)
        }
        for row in stored {
            let place: [String] = [row["boite"], row["de"], row["id"]]
            if !expected.contains(place) {
                findings.defauts.append("Un contenu sans pli : \(place[2]) de \(place[1]).")
            }
        }
    }

    private func checkLog(_ findings: inout StoreFindings) throws {
        let stated = try read { try $0.logState().frontier }
        var frontier = MerkleFrontier()
        var (absent, pruned): ([UInt64], [ClosedRange<UInt64>]) = ([], [])
        while true {
            let leaves = try read { try $0.leaves(from: frontier.size, count: 10_000) }
            if leaves.isEmpty { break }
            for leaf in leaves {
                if leaf.n != frontier.size {
                    findings.defauts.append("Le journal saute de \(frontier.size) à \(leaf.n).")
                    return
                }
                if let line = leaf.line, MerkleTree.leafHash(line.utf8) != leaf.hash {
                    findings.defauts.append("L'enregistrement \(leaf.n) du journal a changé.")
                }
                if leaf.line == nil { absent.append(leaf.n) }
                if let line = leaf.line, line.hasPrefix(#"{"acte":"elagage""#),
                    let runs = (try? LogRecord(line: line))?.pruning?.plages
                {
                    pruned += runs
                }
                let subtrees = frontier.append(storedLeaf: Data(leaf.hash))
                for (level, rank, hash) in subtrees {
                    if try !isKept(level, rank, hash) {
                        findings.defauts.append("Le nœud \(level)-\(rank) du journal a changé.")
                    }
                }
            }
        }
        checkPruned(absent, pruned, &findings)
        try checkColumns(&findings)
        findings.enregistrements = Int(frontier.size)
        if frontier.size != stated.size || frontier.root != stated.root {
            findings.defauts.append("La racine du journal n'est pas celle de ses enregistrements.")
        }
    }

    private func isKept(_ level: Int, _ rank: Int64, _ hash: Data) throws -> Bool {
        let stored = try pool.read { database in
            try Data.fetchOne(
                database, cached: "SELECT hash FROM journal_noeuds WHERE niveau = ? AND rang = ?",
                arguments: [level, rank])
        }
        return stored == hash
    }

    /// A record that is gone must be of a pruning: its runs follow one another, in any order of records.
    private func checkPruned(
        _ absent: [UInt64], _ pruned: [ClosedRange<UInt64>], _ findings: inout StoreFindings
    ) {
        let runs = pruned.sorted { $0.lowerBound < $1.lowerBound }
        var place = 0
        for n in absent {
            while place < runs.count, runs[place].upperBound < n { place += 1 }
            if place == runs.count || !runs[place].contains(n) {
                findings.defauts.append("L'enregistrement \(n) du journal manque sans élagage.")
            }
        }
    }

    /// What a record is found by is what it says.
    private func checkColumns(_ findings: inout StoreFindings) throws {
        let wrong = try pool.read { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT n FROM journal WHERE CASE WHEN ligne IS NULL
                      THEN ref IS NOT NULL OR personne IS NOT NULL
                      WHEN json_valid(ligne) THEN ref IS NOT json_extract(ligne, '$.ref')
                        OR personne IS NOT json_extract(ligne, '$.personne')
                      ELSE 0 END LIMIT 100
                    """)
        }
        for n in wrong {
            findings.defauts.append(
                "L'enregistrement \(n) du journal n'est plus rangé sous ce qu'il dit.")
        }
    }
}
