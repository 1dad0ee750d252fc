public import LiaisonBase

/// The closed lists of an incident (rgpd.md, «Breaches and complaints»).
public enum IncidentKind: String, Sendable, CaseIterable {
    case violation, plainte

    public var french: String {
        switch self {
        case .violation: "violation de données"
        case .plainte: "plainte d'une personne"
        }
    }
}

/// What a breach did to the data (RGPD, art. 4(12)).
public enum IncidentNature: String, Sendable, CaseIterable {
    case confidentialite, integrite, disponibilite

    public var french: String {
        switch self {
        case .confidentialite: "confidentialité"
        case .integrite: "intégrité"
        case .disponibilite: "disponibilité"
        }
    }
}

/// How much the persons risk, as the DPO decides: none, the CNIL is not told; a high one, the persons are
/// (RGPD, art. 33(1) and 34(1)).
public enum IncidentRisk: String, Sendable, CaseIterable {
    case aucun, limite, eleve

    public var french: String {
        switch self {
        case .aucun: "aucun risque probable"
        case .limite: "risque"
        case .eleve: "risque élevé"
        }
    }
}

/// By what means somebody was told outside the program.
public enum NoticeMeans: String, Sendable, CaseIterable {
    case telephone, courriel, courrier, teleservice

    public var french: String {
        switch self {
        case .telephone: "téléphone"
        case .courriel: "courriel"
        case .courrier: "courrier"
        case .teleservice: "téléservice"
        }
    }
}

/// Who is to be told of an incident.
public enum NoticeAddressee: Sendable, Hashable, CustomStringConvertible {
    /// The controller whose sub-processor an operator is (guide AGIR 2022, annexe 6, annexe opérationnelle).
    case ofii
    case cnil
    case personnes
    case structure(StructureName)

    public init?(_ text: String) {
        switch text {
        case "ofii": self = .ofii
        case "cnil": self = .cnil
        case "personnes": self = .personnes
        default:
            guard let name = StructureName(text) else { return nil }
            self = .structure(name)
        }
    }

    public var description: String {
        switch self {
        case .ofii: "ofii"
        case .cnil: "cnil"
        case .personnes: "personnes"
        case .structure(let name): name.text
        }
    }

    public var french: String {
        switch self {
        case .ofii: "OFII"
        case .cnil: "CNIL"
        case .personnes: "les personnes concernées"
        case .structure(let name): name.text
        }
    }
}

/// What of this structure an incident touches: the program finds the fiches.
public struct IncidentScope: Sendable, Equatable {
    /// The most names in each list.
    static let limit = 500

    /// All that was exchanged with them.
    public var partenaires: [StructureName] = []
    public var fiches: [PliKey] = []
    /// What they wrote or opened.
    public var agents: [KeyName] = []
    /// Whose key others may hold: all that was sealed to them.
    public var cles: [KeyName] = []
    /// What was sealed or came between the two.
    public var du: Instant?
    public var au: Instant?
    /// Everything on this server.
    public var tout = false

    public init() {}

    public var isEmpty: Bool { self == IncidentScope() }

    /// What both touch.
    public func union(_ other: IncidentScope) -> IncidentScope {
        var scope = self
        func add<Value: Hashable>(_ values: [Value], to list: inout [Value]) {
            let known = Set(list)
            list += values.filter { !known.contains($0) }
        }
        add(other.partenaires, to: &scope.partenaires)
        add(other.fiches, to: &scope.fiches)
        add(other.agents, to: &scope.agents)
        add(other.cles, to: &scope.cles)
        scope.du = other.du ?? du
        scope.au = other.au ?? au
        scope.tout = tout || other.tout
        return scope
    }

    public init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: "ce que l'incident touche",
            keys: ["partenaires", "fiches", "agents", "cles", "du", "au", "tout"])
        func list<Value>(
            _ key: String, _ read: (String) -> Value?
        ) throws(SchemaError) -> [Value] {
            guard object[key] != nil else { return [] }
            return try fields.list(key, limit: Self.limit) { $0.string.flatMap(read) }
        }
        partenaires = try list("partenaires") { StructureName($0) }
        fiches = try list("fiches") { PliKey($0) }
        agents = try list("agents") { KeyName(agent: $0) }
        cles = try list("cles") { KeyName(agent: $0) }
        du = try fields.optional("du") { $0.string.flatMap { Instant($0) } }
        au = try fields.optional("au") { $0.string.flatMap { Instant($0) } }
        tout = try fields.optional("tout") { $0.bool } ?? false
        if let du, let au, au < du {
            throw SchemaError(.value, "La période finirait avant de commencer.")
        }
    }

    public var object: JSONObject {
        var object = JSONObject()
        if !partenaires.isEmpty { object.put("partenaires", texts: partenaires) }
        if !fiches.isEmpty { object.put("fiches", texts: fiches) }
        if !agents.isEmpty { object.put("agents", texts: agents) }
        if !cles.isEmpty { object.put("cles", texts: cles) }
        object.put("du", du)
        object.put("au", au)
        if tout { object["tout"] = .bool(true) }
        return object
    }
}
