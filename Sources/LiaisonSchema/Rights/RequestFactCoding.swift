public import LiaisonCrypto

/// Steps as JSON, strictly: what the page does not name is refused.
extension RequestFact {
    private static let personLimit = 200

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
            let persons = try fields.list("personnes", limit: Self.personLimit) {
                $0.string.flatMap { PersonIndex($0) }
            }
            guard !persons.isEmpty, Set(persons).count == persons.count else {
                throw fields.wrong("personnes")
            }
            self = .ouverture(
                try fields.value("droit") { $0.string.flatMap { Droit(rawValue: $0) } },
                recue: try fields.date("recue"), personnes: persons,
                details: try fields.sealed("details"),
                identite: try fields.value("identite") {
                    $0.string.flatMap { Identite(rawValue: $0) }
                })
        case .identite:
            self = .identite(
                try fields(["moyen"]).value("moyen") { $0.string.flatMap { Moyen(rawValue: $0) } })
        case .prolongation:
            self = .prolongation(motif: try fields(["motif"]).sealed("motif"))
        case .execution:
            self = .execution(
                contentieux: try fields(["contentieux"]).optional("contentieux") {
                    $0.integer.flatMap { $0 >= 0 ? Int($0) : nil }
                })
        case .envoi:
            let fields = try fields(["pour", "id"])
            self = .envoi(pour: try fields.structure("pour"), id: try fields.id("id"))
        case .reponse: self = .reponse(id: try fields(["id"]).id("id"))
        case .exclusion:
            let fields = try fields(["de", "id"])
            self = .exclusion(de: try fields.structure("de"), id: try fields.id("id"))
        case .refus: self = .refus(motif: try fields(["motif"]).sealed("motif"))
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
            object.put("personnes", texts: personnes)
            object.put("details", Base64.encode(details.age))
            object.put("identite", identite.rawValue)
        case .identite(let moyen): object.put("moyen", moyen.rawValue)
        case .prolongation(let motif), .refus(let motif):
            object.put("motif", Base64.encode(motif.age))
        case .execution(let contentieux):
            object["contentieux"] = contentieux.map { .integer(Int64($0)) }
        case .envoi(let pour, let id):
            object.put("pour", pour)
            object.put("id", id)
        case .reponse(let id): object.put("id", id)
        case .exclusion(let de, let id):
            object.put("de", de)
            object.put("id", id)
        case .cloture(let motif): object.put("motif", motif.map { Base64.encode($0.age) })
        }
        return object
    }
}
