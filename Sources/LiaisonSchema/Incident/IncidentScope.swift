public import LiaisonBase

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
