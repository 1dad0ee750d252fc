internal import Foundation
internal import GRDB
public import LiaisonBase
public import LiaisonSchema

/// What the DPO keeps a file of.
public enum CaseKind: String, Sendable, CaseIterable {
    /// A breach or a complaint.
    case violation
    /// A person's request.
    case demande

    /// How the log names a file.
    public func ref(_ n: Int) -> String { "\(rawValue)-\(n)" }
}

/// A step of a file. Steps are only added: what stands is derived from all of them.
public struct CaseStep: Sendable, Equatable {
    public let n: Int
    public let le: Instant
    public let par: KeyName
    /// What was entered.
    public let content: JSONObject
    /// What the service found out then.
    public let effect: JSONObject?

    public init(n: Int, le: Instant, par: KeyName, content: JSONObject, effect: JSONObject? = nil) {
        self.n = n
        self.le = le
        self.par = par
        self.content = content
        self.effect = effect
    }
}

extension StoreView {
    /// The steps of the files of a kind, oldest first.
    ///
    /// - Parameter n: of that file alone.
    public func caseSteps(_ kind: CaseKind, n: Int? = nil) throws -> [CaseStep] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM dossiers_faits WHERE genre = ?1 \(n == nil ? "" : "AND n = ?2")
                  ORDER BY rang
                """, arguments: n.map { [kind.rawValue, $0] } ?? [kind.rawValue]
        ).map(CaseStep.init)
    }

    /// The same of the files that are open.
    public func openCaseSteps(_ kind: CaseKind) throws -> [CaseStep] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT f.* FROM dossiers AS d JOIN dossiers_faits AS f
                  ON f.genre = d.genre AND f.n = d.n
                  WHERE d.genre = ? AND d.clos = 0 ORDER BY f.rang
                """, arguments: [kind.rawValue]
        ).map(CaseStep.init)
    }

    /// What tells whether steps were added since.
    public func caseVersion() throws -> Int64 {
        try Int64.fetchOne(database, cached: "SELECT max(rang) FROM dossiers_faits") ?? 0
    }

    public func openCases(_ kind: CaseKind) throws -> [Int] {
        try Int.fetchAll(
            database, cached: "SELECT n FROM dossiers WHERE genre = ? AND clos = 0 ORDER BY n",
            arguments: [kind.rawValue])
    }
}

extension StoreTransaction {
    /// Opens a file; its number is never given twice.
    public func openCase(_ kind: CaseKind) throws -> Int {
        try database.run(
            sql: "UPDATE dossiers_suite SET dernier = dernier + 1 WHERE genre = ?",
            arguments: [kind.rawValue])
        let n =
            try Int.fetchOne(
                database, cached: "SELECT dernier FROM dossiers_suite WHERE genre = ?",
                arguments: [kind.rawValue]) ?? 1
        try database.run(
            sql: "INSERT INTO dossiers VALUES (?, ?, 0)", arguments: [kind.rawValue, n])
        return n
    }

    /// - Parameter le: when it happened, as the clock of the files says.
    public func insert(
        _ content: JSONObject, effect: JSONObject? = nil, in kind: CaseKind, n: Int, at le: Instant,
        by agent: KeyName
    ) throws {
        try database.run(
            sql: """
                INSERT INTO dossiers_faits (genre, n, le, par, contenu, effet)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                kind.rawValue, n, le.seconds, agent.description,
                JSONValue.object(content).canonicalText,
                effect.map { JSONValue.object($0).canonicalText },
            ])
    }

    public func closeCase(_ kind: CaseKind, n: Int) throws {
        try database.run(
            sql: "UPDATE dossiers SET clos = 1 WHERE genre = ? AND n = ?",
            arguments: [kind.rawValue, n])
    }
}

extension CaseStep {
    fileprivate init(_ row: Row) throws {
        let (n, le): (Int64, Int64) = (row["n"], row["le"])
        let content: String = row["contenu"]
        let effect: String? = row["effet"]
        guard let par = KeyName(row["par"]),
            let object = (try? JSONValue.parse(content.utf8))?.object
        else { throw StoreError(.damaged, "Une étape d'un dossier est illisible.") }
        self.init(
            n: Int(n), le: Instant(seconds: le), par: par, content: object,
            effect: effect.flatMap { (try? JSONValue.parse($0.utf8))?.object })
    }
}
