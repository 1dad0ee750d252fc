public import LiaisonBase

/// Steps as JSON, strictly: what the page does not name is refused.
extension RequestFact {
    private static let personLimit = 200
    private static let pliLimit = 10_000

    public init(_ object: JSONObject) throws(SchemaError) {
        guard let etape = object["etape"]?.string.flatMap({ Etape(rawValue: $0) }) else {
            throw SchemaError(.value, "Cette étape d'une demande n'est pas connue.")
        }
        func fields(_ keys: Set<String>) throws(SchemaError) -> FieldReader {
            try FieldReader(
                object, in: "l'étape « \(etape.rawValue) »", keys: keys.union(["etape"]))
        }
        switch etape {
        case .ouverture:
            let fields = try fields(["droit", "recue", "personnes", "details", "identite"])
            let isNamed = object["personnes"] != nil || object["details"] != nil
            let persons =
                isNamed
                ? try fields.list("personnes", limit: Self.personLimit) {
                    $0.string.flatMap { PersonIndex($0) }
                } : []
            guard persons.isEmpty != isNamed, Set(persons).count == persons.count else {
                throw fields.wrong("personnes")
            }
            self = .ouverture(
                try fields.value("droit") { $0.string.flatMap { Droit(rawValue: $0) } },
                recue: try fields.date("recue"), personnes: persons,
                details: isNamed ? try fields.sealed("details") : nil,
                identite: try fields.value("identite") {
                    $0.string.flatMap { Identite(rawValue: $0) }
                })
        case .recu:
            let fields = try fields(["de", "id", "recue"])
            self = .recu(
                de: try fields.structure("de"), id: try fields.id("id"),
                recue: try fields.date("recue"))
        case .identite:
            self = .identite(
                try fields(["moyen"]).value("moyen") { $0.string.flatMap { Moyen(rawValue: $0) } })
        case .prolongation:
            self = .prolongation(motif: try fields(["motif"]).optionalSealed("motif"))
        case .execution:
            let fields = try fields(["contentieux", "plis"])
            func count(_ key: String) throws(SchemaError) -> Int? {
                try fields.optional(key) { $0.integer.flatMap { $0 >= 0 ? Int($0) : nil } }
            }
            self = .execution(contentieux: try count("contentieux"), plis: try count("plis"))
        case .envoi:
            let fields = try fields(["pour", "id"])
            self = .envoi(pour: try fields.structure("pour"), id: try fields.id("id"))
        case .reponse:
            let fields = try fields(["id", "plis"])
            self = .reponse(
                id: try fields.id("id"),
                plis: object["plis"] != nil
                    ? try fields.list("plis", limit: Self.pliLimit) {
                        $0.string.flatMap { PliKey($0) }
                    } : [])
        case .exclusion:
            let fields = try fields(["de", "id"])
            self = .exclusion(de: try fields.structure("de"), id: try fields.id("id"))
        case .refus: self = .refus(motif: try fields(["motif"]).optionalSealed("motif"))
        case .cloture:
            self = .cloture(motif: try fields(["motif"]).optionalSealed("motif"))
        }
    }

    public var object: JSONObject {
        var object = JSONObject()
        object.put("etape", etape.rawValue)
        switch self {
        case .ouverture(let droit, let recue, let personnes, let details, let identite):
            object.put("droit", droit.rawValue)
            object.put("recue", recue)
            if !personnes.isEmpty { object.put("personnes", texts: personnes) }
            object.put("details", details.map { Base64.encode($0.age) })
            object.put("identite", identite.rawValue)
        case .recu(let de, let id, let recue):
            object.put("de", de)
            object.put("id", id)
            object.put("recue", recue)
        case .identite(let moyen): object.put("moyen", moyen.rawValue)
        case .execution(let contentieux, let plis):
            object["contentieux"] = contentieux.map { .integer(Int64($0)) }
            object["plis"] = plis.map { .integer(Int64($0)) }
        case .envoi(let pour, let id):
            object.put("pour", pour)
            object.put("id", id)
        case .reponse(let id, let plis):
            object.put("id", id)
            if !plis.isEmpty { object.put("plis", texts: plis) }
        case .exclusion(let de, let id):
            object.put("de", de)
            object.put("id", id)
        case .prolongation(let motif), .refus(let motif), .cloture(let motif):
            object.put("motif", motif.map { Base64.encode($0.age) })
        }
        return object
    }
}
