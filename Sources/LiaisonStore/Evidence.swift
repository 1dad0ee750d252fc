internal import Foundation
internal import GRDB
internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema

/// What the sealed parts of the database were at one size of the log (formats.md, «Evidence»). It names nobody.
public struct EvidenceSeal: Sendable {
    /// Records that the log had.
    public let size: UInt64
    /// By the name of the part: how many rows, a space, the root over their digests.
    public let roots: [String: String]
    /// The same with what waits for a record: what holds where nothing was written since.
    fileprivate let whole: [String: String]
    /// The last link that waited; nil: none did.
    fileprivate let lastLink: Int64?
    /// The first leaf of each root, which hides a part of few rows once the next seal replaced it.
    fileprivate let salt: [UInt8]
}

/// SHA-256 of a row: a part may have millions.
private struct RowDigest: Hashable, Comparable {
    let words: SIMD4<UInt64>

    /// - Parameter bytes: 32.
    init(_ bytes: [UInt8]) {
        var words = SIMD4<UInt64>()
        for (place, byte) in bytes.prefix(32).enumerated() {
            words[place / 8] = words[place / 8] << 8 | UInt64(byte)
        }
        self.words = words
    }

    var bytes: [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(56 - $0 % 8 * 8)) }
    }

    static func < (left: Self, right: Self) -> Bool {
        for place in 0..<4 where left.words[place] != right.words[place] {
            return left.words[place] < right.words[place]
        }
        return false
    }
}

extension StoreTransaction {
    /// Links that one record bears at most; the others wait for the next one. Two pages of ten thousand records
    /// that all bear so many are within what one reader may take (`RequestBudget.oneKey`).
    private static let linkLimit = 20

    /// What something else than this program changed is bound to nothing: the next look finds it.
    func dropForeignChanges() throws {
        // With a condition, for without one SQLite writes the page of an empty table, too: each commit a page more,
        // and a wait for the disk where nothing was changed.
        try database.run(sql: "DELETE FROM changements WHERE true")
    }

    /// Keeps of what this transaction changed the digests alone.
    func bindChanges() throws {
        let rows = try Row.fetchAll(
            database, cached: "SELECT signe, ligne FROM changements ORDER BY rang")
        guard !rows.isEmpty else { return }
        try dropForeignChanges()
        // What came and went in one go leaves nothing.
        var (order, net): ([String], [String: Int]) = ([], [:])
        for row in rows {
            let (sign, line): (String, String) = (row["signe"], row["ligne"])
            let name = line.prefix { $0 != " " }
            let link = "\(name) \(Base64.encode(Hash.sha256(Array(line.utf8))))"
            if net[link] == nil { order.append(link) }
            net[link, default: 0] += sign == "+" ? 1 : -1
        }
        for link in order {
            guard let count = net[link], count != 0 else { continue }
            try database.run(
                sql: "INSERT INTO liens_attente (lien) VALUES (?)",
                arguments: ["\(count > 0 ? "+" : "-")\(link)"])
        }
    }

    /// What the next record is to commit to.
    func takeLinks() throws -> [String] {
        try bindChanges()
        let rows = try Row.fetchAll(
            database, cached: "SELECT rang, lien FROM liens_attente ORDER BY rang LIMIT ?",
            arguments: [Self.linkLimit])
        guard let last: Int64 = rows.last?["rang"] else { return [] }
        try database.run(sql: "DELETE FROM liens_attente WHERE rang <= ?", arguments: [last])
        return rows.map { row -> String in row["lien"] }
    }

    /// Commits to what `StoreView.seal` found. Where nothing was written since, that holds what waits, too, and no
    /// record bears it any more: a purge leaves more than the records after it would bear in weeks.
    public func record(_ seal: EvidenceSeal, by actor: KeyName) throws {
        let isStill =
            try view.logState().frontier.size == seal.size && view.lastLink() == seal.lastLink
        try record(
            LogEvent(
                .sceau, by: actor,
                content: .seal(seal.size, isStill ? seal.whole : seal.roots)))
        if isStill { try database.run(sql: "DELETE FROM liens_attente") }
        try database.run(
            sql: "INSERT OR REPLACE INTO sceau VALUES (1, ?)", arguments: [Data(seal.salt)])
    }
}

extension StoreView {
    /// When the last seal was made; nil: none was.
    public func lastSealed() throws -> Instant? { try lastSeal()?.le }

    private func lastSeal() throws -> (
        n: UInt64, le: Instant, size: UInt64, roots: [String: String]
    )? {
        let row = try Row.fetchOne(
            database,
            cached: """
                SELECT n, ligne FROM journal WHERE instr(ligne, '"acte":"sceau"') > 0
                  ORDER BY n DESC LIMIT 1
                """)
        guard let row else { return nil }
        let (n, line): (Int64, String) = (row["n"], row["ligne"])
        guard let object = (try? JSONValue.parse(line.utf8))?.object,
            let le = object["le"]?.string.flatMap({ Instant($0) }),
            let size = object["point"]?.integer, let roots = object["racines"]?.object
        else { throw StoreError(.damaged, "Le sceau de l'enregistrement \(n) est illisible.") }
        let named = roots.members.compactMap { member in
            member.value.string.map { (member.key, $0) }
        }
        return (
            UInt64(clamping: n), le, UInt64(clamping: size),
            Dictionary(named) { first, _ in first }
        )
    }

    /// What a seal is to commit to, as of the last record.
    public func seal() throws -> EvidenceSeal {
        // What no record bears yet is undone.
        let pending = try links(since: .max)
        let salt = Sodium.randomBytes(32)
        var (roots, whole): ([String: String], [String: String]) = ([:], [:])
        for part in SealedPart.all {
            let rows = try digests(part)
            let root = Self.root(rows, salt)
            whole[part.name] = root
            roots[part.name] =
                try pending[part.name].map { try Self.root(undone(rows, $0).rows, salt) } ?? root
        }
        return EvidenceSeal(
            size: try logState().frontier.size, roots: roots, whole: whole,
            lastLink: try lastLink(), salt: salt)
    }

    /// The last link that waits for a record.
    fileprivate func lastLink() throws -> Int64? {
        try Int64.fetchOne(database, sql: "SELECT max(rang) FROM liens_attente")
    }

    /// Whether all is as the log bound it: `LiaisonStore.verify` says what is not.
    public func isEvidenceSound() throws -> Bool { try evidenceDefects().isEmpty }

    /// Whether an alarm of that kind was recorded since the last seal, and whether a DPO answered for it.
    public func alarmSinceSeal(_ detail: LogDetail) throws -> (isThere: Bool, isOpen: Bool) {
        let first = try lastSeal().map { $0.n + 1 } ?? 0
        let isThere =
            try Bool.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM journal WHERE n >= ?
                      AND instr(ligne, '"acte":"alarme"') > 0 AND instr(ligne, ?))
                    """,
                arguments: [Int64(clamping: first), member("detail", detail.rawValue)]) ?? false
        guard isThere else { return (false, false) }
        let open = try openAlarms(in: first...UInt64(Int64.max), limit: .max)
        return (true, open.contains { $0.detail == detail.rawValue })
    }

    /// Compares what is there with the last seal and what records say that changed since. In French, each with the
    /// part that is wrong.
    func evidenceDefects() throws -> [String] {
        var defects = try String.fetchAll(
            database,
            sql: "SELECT DISTINCT substr(ligne, 1, instr(ligne, ' ') - 1) FROM changements"
        ).map { "« \($0) » a été changé par autre chose que ce programme." }
        guard let seal = try lastSeal() else { return defects }
        guard let salt = try Data.fetchOne(database, sql: "SELECT sel FROM sceau") else {
            return defects + ["Le sel du dernier sceau manque."]
        }
        let links = try links(since: seal.size)
        for part in SealedPart.all {
            guard let stated = seal.roots[part.name] else { continue }
            let rows = try digests(part)
            let before = try undone(rows, links[part.name] ?? [:])
            defects += before.missing.map {
                "Une ligne de « \(part.name) » n'est plus celle que \(Self.place($0)) a liée."
            }
            defects += before.revived.map {
                "Une ligne de « \(part.name) » que \(Self.place($0)) a ôtée est revenue."
            }
            if before.missing.isEmpty, before.revived.isEmpty,
                Self.root(before.rows, Array(salt)) != stated
            {
                let count = stated.prefix { $0 != " " }
                defects.append(
                    "« \(part.name) » n'est pas ce que le journal a scellé à l'enregistrement \(seal.n) : "
                        + "lignes alors : \(count), retrouvées : \(before.rows.count).")
            }
        }
        return defects
    }

    private static func place(_ n: UInt64?) -> String {
        n.map { "l'enregistrement \($0)" } ?? "la fin du journal"
    }

    private func digests(_ part: SealedPart) throws -> [RowDigest] {
        let texts = try String.fetchCursor(
            database, sql: "SELECT \(part.text("")) FROM \(part.table)")
        var digests: [RowDigest] = []
        while let text = try texts.next() {
            digests.append(RowDigest(Hash.sha256(Array(text.utf8))))
        }
        return digests
    }

    /// What records of that number and later say of each part, and what waits for the next: by row, how often it came
    /// less how often it went, and the last record that says so; nil: none does yet.
    private func links(
        since size: UInt64
    ) throws -> [String: [RowDigest: (net: Int, n: UInt64?)]] {
        var found: [String: [RowDigest: (net: Int, n: UInt64?)]] = [:]
        func add(_ link: String, _ n: UInt64?) {
            let words = link.dropFirst().split(separator: " ")
            guard words.count == 2, let bytes = Base64.decode(String(words[1])),
                bytes.count == 32
            else { return }
            let (name, digest) = (String(words[0]), RowDigest(bytes))
            let net = found[name]?[digest]?.net ?? 0
            found[name, default: [:]][digest] = (net + (link.hasPrefix("+") ? 1 : -1), n)
        }
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT n, ligne FROM journal WHERE n >= ? AND instr(ligne, '"liens":[') > 0
                  ORDER BY n
                """, arguments: [Int64(clamping: size)])
        while let row = try rows.next() {
            let (n, line): (Int64, String) = (row["n"], row["ligne"])
            let links = (try? JSONValue.parse(line.utf8))?.object?["liens"]?.array ?? []
            for link in links.compactMap(\.string) { add(link, UInt64(clamping: n)) }
        }
        // One by one: a purge may have left a million.
        let waiting = try String.fetchCursor(
            database, sql: "SELECT lien FROM liens_attente ORDER BY rang")
        while let link = try waiting.next() { add(link, nil) }
        return found
    }

    /// What there was before the links, and which of them do not fit what there is.
    private func undone(
        _ rows: [RowDigest], _ links: [RowDigest: (net: Int, n: UInt64?)]
    ) throws -> (rows: [RowDigest], missing: [UInt64?], revived: [UInt64?]) {
        var (left, unseen): ([RowDigest], [RowDigest: UInt64?]) = ([], [:])
        for (digest, link) in links where link.net > 0 { unseen[digest] = .some(link.n) }
        var revived: [UInt64?] = []
        for row in rows {
            guard let link = links[row], link.net != 0 else {
                left.append(row)
                continue
            }
            if link.net > 0 {
                unseen.removeValue(forKey: row)
            } else {
                revived.append(link.n)
            }
        }
        left += links.filter { $0.value.net < 0 }.keys
        return (left, Array(unseen.values), revived)
    }

    private static func root(_ rows: [RowDigest], _ salt: [UInt8]) -> String {
        var tree = MerkleFrontier()
        tree.append(leafHash: MerkleTree.leafHash(salt))
        for row in rows.sorted() { tree.append(leafHash: MerkleTree.leafHash(row.bytes)) }
        return "\(rows.count) \(Base64.encode(tree.root))"
    }
}
