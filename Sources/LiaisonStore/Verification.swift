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
    /// Checks both databases, every pli and its blob, both ways, and the whole log. Changes nothing.
    ///
    /// - Parameter progress: called now and then with what is done.
    public func verify(progress: (Int) -> Void) throws -> StoreFindings {
        var findings = StoreFindings()
        try checkIntegrity(&findings)
        try checkBoxes(&findings, progress)
        try checkLog(&findings)
        return findings
    }

    private func checkIntegrity(_ findings: inout StoreFindings) throws {
        let results = try [
            (
                "liaison.sqlite",
                pool.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
            ),
            ("cles.sqlite", keys.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }),
        ]
        for (name, lines) in results where lines != ["ok"] {
            findings.defauts.append("La base \(name) est abîmée.")
        }
    }

    private func checkBoxes(_ findings: inout StoreFindings, _ progress: (Int) -> Void) throws {
        var expected = Set<[String]>()
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
                    findings.defauts.append(
                        "Le pli \(id) de \(de) (\(boite.rawValue)) n'a pas de contenu lisible.")
                } else if let content, Hex.encode(Hash.sha256(content)) != digest {
                    findings.defauts.append(
                        "Le contenu du pli \(id) de \(de) (\(boite.rawValue)) n'est pas le sien.")
                }
            }
        }
        let stored = try pool.read { try Row.fetchAll($0, sql: "SELECT boite, de, id FROM blobs") }
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
                frontier.append(leafHash: leaf.hash)
            }
        }
        findings.enregistrements = Int(frontier.size)
        if frontier.size != stated.size || frontier.root != stated.root {
            findings.defauts.append("La racine du journal n'est pas celle de ses enregistrements.")
        }
    }
}
