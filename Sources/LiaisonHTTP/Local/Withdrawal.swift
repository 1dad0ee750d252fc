public import LiaisonBase
public import LiaisonSchema

/// What taking a sending back came to, with one addressee (`POST /local/v1/envois/{id}/retrait`).
public struct Withdrawal: LocalAnswer, Equatable {
    public let pour: StructureName
    public let issue: Retrait.Issue
    /// When it was first asked, by whom, why.
    public let le: Instant
    public let par: KeyName
    public let motif: Retrait.Motif

    public init(
        pour: StructureName, issue: Retrait.Issue, le: Instant, par: KeyName, motif: Retrait.Motif
    ) {
        self.pour = pour
        self.issue = issue
        self.le = le
        self.par = par
        self.motif = motif
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "retrait")
        pour = try fields.structure("pour")
        issue = try fields.code("issue")
        le = try fields.instant("le")
        par = try fields.keyName("par")
        motif = try fields.code("motif")
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("pour", .string(pour.text)), ("issue", .string(issue.rawValue)),
                ("le", .string(le.description)), ("par", .string(par.description)),
                ("motif", .string(motif.rawValue)),
            ]))
    }

    /// What an agent asks.
    public static func request(_ motif: Retrait.Motif) -> [UInt8] {
        Array(JSONValue.object(JSONObject([("motif", .string(motif.rawValue))])).text.utf8)
    }

    /// - Returns: nil for what is no such request.
    public static func motif(of body: [UInt8]) -> Retrait.Motif? {
        guard let object = (try? JSONValue.parse(body))?.object, object.members.count == 1 else {
            return nil
        }
        return object["motif"]?.string.flatMap { Retrait.Motif(rawValue: $0) }
    }
}
