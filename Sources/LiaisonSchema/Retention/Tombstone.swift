internal import LiaisonBase

/// What stays of a destroyed pli, for ever: that it was, and is no more (formats.md, «accuse»).
public struct Tombstone: Sendable, Equatable {
    public let de: StructureName
    public let id: PliID
    /// Of the age file, lower-case hexadecimal.
    public let sha256: String
    /// The rule, and the version of the durations: `convention-v1`.
    public let regle: String
    public let le: Instant

    public init(
        de: StructureName, id: PliID, sha256: String, regle: String, le: Instant
    ) {
        self.de = de
        self.id = id
        self.sha256 = sha256
        self.regle = regle
        self.le = le
    }

    /// The most bytes of a line.
    static let lineLimit = 1_024

    /// Reads a line of the file `tombes`; nil for one that was cut short.
    public init?(line: some Collection<UInt8>) {
        guard line.count <= Self.lineLimit, let object = (try? JSONValue.parse(line))?.object,
            let fields = try? FieldReader(
                object, in: "une tombe", keys: ["de", "id", "sha256", "regle", "le"]),
            let de = try? fields.structure("de"), let id = try? fields.id("id"),
            let sha256 = try? fields.digest("sha256"), let regle = try? fields.line("regle"),
            let le = try? fields.instant("le")
        else { return nil }
        self.init(de: de, id: id, sha256: sha256, regle: regle, le: le)
    }

    /// One RFC 8785 line, without its line feed.
    public var line: String {
        var object = JSONObject()
        object.put("de", de)
        object.put("id", id)
        object.put("le", le)
        object.put("regle", regle)
        object.put("sha256", sha256)
        return JSONValue.object(object).canonicalText
    }
}
