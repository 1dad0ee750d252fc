public import LiaisonBase
public import LiaisonSchema

/// What taking a sending back came to, with one addressee (`POST /local/v1/envois/{id}/retrait`).
public struct Withdrawal: LocalAnswer, Equatable {
    public let pour: StructureName
    public let issue: Retrait.Issue
    /// By which it was to leave.
    public let voie: Voie
    /// When it was asked, by whom, why: first, or last when it came to something else.
    public let le: Instant
    public let par: KeyName
    public let motif: Retrait.Motif

    public init(
        pour: StructureName, issue: Retrait.Issue, voie: Voie, le: Instant, par: KeyName,
        motif: Retrait.Motif
    ) {
        self.pour = pour
        self.issue = issue
        self.voie = voie
        self.le = le
        self.par = par
        self.motif = motif
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "retrait")
        pour = try fields.structure("pour")
        issue = try fields.code("issue")
        voie = try fields.code("voie")
        le = try fields.instant("le")
        par = try fields.keyName("par")
        motif = try fields.code("motif")
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("pour", .string(pour.text)), ("issue", .string(issue.rawValue)),
                ("voie", .string(voie.rawValue)), ("le", .string(le.description)),
                ("par", .string(par.description)),
                ("motif", .string(motif.rawValue)),
            ]))
    }

    /// What an agent asks.
    public struct Request: Sendable, Equatable {
        public let motif: Retrait.Motif
        /// Whether the agent says that the file or the sheet did not leave.
        public let isUnsent: Bool

        public init(_ motif: Retrait.Motif, isUnsent: Bool = false) {
            self.motif = motif
            self.isUnsent = isUnsent
        }

        /// - Returns: nil for what is no such request.
        public init?(_ body: [UInt8]) {
            guard let object = (try? JSONValue.parse(body))?.object,
                let motif = object["motif"]?.string.flatMap({ Retrait.Motif(rawValue: $0) }),
                object.members.allSatisfy({ ["motif", "pasParti"].contains($0.key) })
            else { return nil }
            let unsent = object["pasParti"]
            guard unsent == nil || unsent == .bool(true) else { return nil }
            self.init(motif, isUnsent: unsent != nil)
        }

        public var body: [UInt8] {
            let object = JSONObject([
                ("motif", .string(motif.rawValue)), ("pasParti", isUnsent ? .bool(true) : nil),
            ])
            return Array(JSONValue.object(object).text.utf8)
        }
    }
}
