import LiaisonBase
package import LiaisonSchema

/// What this agent read or wrote of each fiche, folded for the search, sealed to the agent alone: without it a
/// search after a restart would have to open every fiche again. Kept in segments of several hundred fiches, each
/// a file under a key of its own; what the boxes no longer hold goes once a day, with the key of its segment.
package struct SearchTexts {
    private let session: Session
    private let files: KeyedFiles

    /// Bytes of folded text that are kept of a fiche.
    static let textLimit = 16 << 10
    /// Bytes from which a segment takes no more.
    private static let full = 256 << 10
    private static let limit = 4 << 20

    package init(_ session: Session) {
        self.session = session
        files = KeyedFiles("recherche", session)
    }

    /// The texts of these, by fiche: the segment that was written last is read first, and no more of them than it
    /// takes. What can't be read is left out: it is there again once the fiche is opened.
    package func texts(of fiches: Set<PliKey>) -> [PliKey: [UInt8]] {
        var texts: [PliKey: [UInt8]] = [:]
        for name in files.folder.names.reversed() where texts.count < fiches.count {
            for member in segment(name)?.members ?? [] {
                guard let key = PliKey(member.key), fiches.contains(key), texts[key] == nil,
                    let text = member.value.string
                else { continue }
                texts[key] = Array(text.utf8)
            }
        }
        return texts
    }

    /// All of them, the newest first where something was said again.
    func each(_ take: (PliKey, [UInt8]) -> Void) {
        for name in files.folder.names.reversed() {
            for member in segment(name)?.members ?? [] {
                guard let key = PliKey(member.key), let text = member.value.string else { continue }
                take(key, Array(text.utf8))
            }
        }
    }

    /// The fiches of which something is kept.
    package func kept() -> Set<PliKey> {
        var fiches: Set<PliKey> = []
        each { fiche, _ in fiches.insert(fiche) }
        return fiches
    }

    private func segment(_ name: String) -> JSONObject? {
        guard let bytes = try? files.read(name, limit: Self.limit),
            let object = (try? JSONValue.parse(bytes))?.object,
            object["version"] == .integer(SearchText.version)
        else { return nil }
        return object["textes"]?.object
    }

    private func write(_ texts: JSONObject, to name: String) throws {
        let object = JSONObject([
            ("version", .integer(SearchText.version)), ("textes", .object(texts)),
        ])
        try files.write(Array(JSONValue.object(object).text.utf8), to: name)
    }

    /// Keeps what these fiches say, of which nothing is kept yet: who holds the index knows.
    package func add(_ fiches: [(key: PliKey, fiche: Fiche)]) throws {
        guard !fiches.isEmpty else { return }
        try session.folder.locked {
            var name = files.folder.names.last ?? Self.first
            var texts = segment(name) ?? JSONObject()
            var size = texts.members.reduce(0) { $0 + Self.size($1) }
            for (key, fiche) in fiches {
                let folded = fiche.answers.flatMap(SearchText.folded).prefix(Self.textLimit)
                if size > Self.full {
                    try write(texts, to: name)
                    (name, texts, size) = (Self.next(name), JSONObject(), 0)
                }
                // One that was cut within a letter is mended where the cut is.
                texts[key.description] = .string(String(decoding: folded, as: UTF8.self))
                size += folded.count
            }
            try write(texts, to: name)
        }
    }

    private static func size(_ member: JSONObject.Member) -> Int {
        member.value.string?.utf8.count ?? 0
    }

    /// Names sort as numbers do.
    private static let first = "00000001"

    private static func next(_ name: String) -> String {
        let number = String((Int(name) ?? 0) + 1)
        return String(repeating: "0", count: max(0, first.count - number.count)) + number
    }

    /// Forgets what is not among these, and what a later segment says again: what a segment still holds goes on
    /// under another key, and the key of before is destroyed.
    package func prune(_ present: Set<PliKey>) throws {
        try session.folder.locked {
            var seen: Set<String> = []
            for name in files.folder.names.reversed() {
                let held = segment(name)
                let kept = (held?.members ?? []).filter { member in
                    let isPresent = PliKey(member.key).map(present.contains) ?? false
                    return isPresent && seen.insert(member.key).inserted
                }
                guard held == nil || kept.count < held?.members.count ?? 0 else { continue }
                if !kept.isEmpty {
                    let last = files.folder.names.last ?? name
                    try write(
                        JSONObject(
                            kept.map { member -> (String, JSONValue?) in (member.key, member.value)
                            }), to: Self.next(last))
                }
                files.folder.remove(name)
            }
            try files.folder.tidy()
        }
    }
}
