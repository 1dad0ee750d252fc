public import LiaisonBase
public import LiaisonSchema

/// A clock that runs, or the notices of a partner that a DPO is to open: what every agent is told of
/// incidents. It names no person.
public struct LocalCountdown: LocalAnswer, Equatable {
    public let n: Int
    public let type: IncidentKind
    public let what: What
    /// The incidents' own time, which never goes back.
    public let heure: Instant

    public enum What: Sendable, Equatable {
        case deadline(NoticeDeadline)
        /// So many notices of that partner are to be opened.
        case unread(StructureName, Int)
    }

    public init(n: Int, type: IncidentKind, what: What, heure: Instant) {
        self.n = n
        self.type = type
        self.what = what
        self.heure = heure
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "echeances")
        n = try fields.count("n")
        type = try fields.code("type")
        heure = try fields.instant("heure")
        what =
            fields.object["de"] == nil
            ? .deadline(try NoticeDeadline(value))
            : .unread(
                try fields.structure("de"), try fields.optional("nombre", LocalRead.count) ?? 1)
    }

    public var value: JSONValue {
        var members: [(String, JSONValue?)] = [("n", .count(n)), ("type", .code(type))]
        switch what {
        case .deadline(let deadline): members += deadline.members
        case .unread(let de, let count): members += [("de", .text(de)), ("nombre", .count(count))]
        }
        return .object(JSONObject(members + [("heure", .text(heure))]))
    }
}

extension NoticeDeadline: LocalAnswer {
    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "délai")
        self.init(
            destinataire: try fields.value("destinataire") {
                $0.string.flatMap { NoticeAddressee($0) }
            }, heures: try fields.optional("delai", LocalRead.count),
            depart: try fields.instant("depart"),
            echeance: try fields.optional("echeance", LocalRead.instant),
            statut: try fields.code("statut"), isSent: try fields.value("envoye") { $0.bool },
            notifie: try fields.optional("notifie", LocalRead.instant))
    }

    public var value: JSONValue { .object(JSONObject(members)) }

    var members: [(String, JSONValue?)] {
        [
            ("destinataire", .text(destinataire)), ("delai", .count(heures)),
            ("depart", .text(depart)), ("echeance", .text(echeance)), ("statut", .code(statut)),
            ("envoye", .bool(isSent)), ("notifie", .text(notifie)),
        ]
    }
}
