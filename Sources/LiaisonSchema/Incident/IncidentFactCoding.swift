public import LiaisonBase

/// Steps as JSON, strictly: what the page does not name is refused.
extension IncidentFact {
    public init(_ object: JSONObject) throws(SchemaError) {
        guard let genre = object["fait"]?.string.flatMap({ Genre(rawValue: $0) }) else {
            throw SchemaError(.value, "Cette étape d'un incident n'est pas connue.")
        }
        func fields(_ keys: Set<String>) throws(SchemaError) -> FieldReader {
            try FieldReader(
                object, in: "l'étape « \(genre.rawValue) »", keys: keys.union(["fait"]))
        }
        switch genre {
        case .declaration:
            self = .declaration(
                try Self.declaration(
                    fields(
                        Moments.keys.union(["type", "natures", "portee", "textes", "arrets"]))))
        case .qualification:
            self = .qualification(
                try Self.qualification(
                    fields(
                        Moments.keys.union([
                            "natures", "portee", "sans", "risque", "ofii", "personnes",
                            "enregistrements", "textes", "motif",
                        ]))))
        case .avis, .fichier:
            let fields = try fields(["pour", "id", "phase"])
            let (pour, id) = (try fields.structure("pour"), try fields.id("id"))
            let phase = try fields.count("phase", limit: 10_000)
            self =
                genre == .avis
                ? .avis(pour: pour, id: id, phase: phase)
                : .fichier(pour: pour, id: id, phase: phase)
        case .accuse:
            let fields = try fields(["pour", "id", "statut", "le"])
            self = .accuse(
                pour: try fields.structure("pour"), id: try fields.id("id"),
                statut: try fields.value("statut") {
                    $0.string.flatMap { Accuse.Statut(rawValue: $0) }
                }, le: try fields.instant("le"))
        case .notifie:
            let fields = try fields(["a", "le", "moyen", "reference"])
            self = .notifie(
                try Self.addressee(fields), le: try fields.instant("le"),
                moyen: try fields.value("moyen") {
                    $0.string.flatMap { NoticeMeans(rawValue: $0) }
                }, reference: try fields.sealed("reference"))
        case .retard:
            let fields = try fields(["a", "motif"])
            self = .retard(try Self.addressee(fields), motif: try fields.sealed("motif"))
        case .recu:
            let fields = try fields(["de", "id"])
            self = .recu(de: try fields.structure("de"), id: try fields.id("id"))
        case .lu:
            let fields = try fields([
                "de", "id", "type", "numero", "phase", "natures", "plis", "textes",
            ])
            self = .lu(
                de: try fields.structure("de"), id: try fields.id("id"),
                Told(
                    type: try Self.type(fields),
                    numero: try fields.count("numero", limit: JSONValue.largestInteger),
                    phase: try fields.count("phase", limit: JSONValue.largestInteger),
                    natures: try Self.natures(fields),
                    plis: try fields.list("plis", limit: 10_000) {
                        $0.string.flatMap { PliID($0) }
                    }, textes: try fields.sealed("textes")))
        case .envois:
            let fields = try fields(["a", "arretes"])
            self = .envois(
                try fields.structure("a"), isStopped: try fields.value("arretes") { $0.bool })
        case .cloture:
            let fields = try fields(["motif"])
            self = .cloture(motif: try fields.optionalSealed("motif"))
        }
    }

    private static func declaration(_ fields: FieldReader) throws(SchemaError) -> Declaration {
        let type = try type(fields)
        let moments = try Moments(fields)
        let isComplete = type == .plainte ? moments.reception != nil : moments.decouverte != nil
        guard isComplete else {
            throw SchemaError(
                .value,
                type == .plainte
                    ? "Il manque le moment où la plainte a été reçue."
                    : "Il manque le moment de la découverte.")
        }
        return Declaration(
            type: type, moments: moments, natures: try natures(fields),
            portee: try scope(fields), textes: try fields.sealed("textes"),
            arrets: try structures("arrets", fields))
    }

    private static func qualification(_ fields: FieldReader) throws(SchemaError) -> Qualification {
        var said = Qualification()
        said.moments = try Moments(fields)
        said.natures = fields.object["natures"] == nil ? nil : try natures(fields)
        said.portee = try scope(fields)
        said.sans = try structures("sans", fields)
        said.risque = try fields.optional("risque") {
            $0.string.flatMap { IncidentRisk(rawValue: $0) }
        }
        said.ofii = try fields.optional("ofii") { $0.bool }
        for (key, path) in [
            ("personnes", \Qualification.personnes), ("enregistrements", \.enregistrements),
        ] where fields.object[key] != nil {
            said[keyPath: path] = try fields.count(key, limit: 100_000_000)
        }
        said.textes = try fields.optionalSealed("textes")
        said.motif = try fields.optionalSealed("motif")
        guard !said.needsReason || said.motif != nil else {
            throw SchemaError(
                .value, "Cette correction demande un motif.",
                hint: "Ajoutez --motif \"…\" : il entre au registre.")
        }
        return said
    }

    private static func type(_ fields: FieldReader) throws(SchemaError) -> IncidentKind {
        try fields.value("type") { $0.string.flatMap { IncidentKind(rawValue: $0) } }
    }

    private static func natures(_ fields: FieldReader) throws(SchemaError) -> [IncidentNature] {
        let natures = try fields.list("natures", limit: IncidentNature.allCases.count) {
            $0.string.flatMap { IncidentNature(rawValue: $0) }
        }
        guard Set(natures).count == natures.count else { throw fields.wrong("natures") }
        return natures
    }

    private static func scope(_ fields: FieldReader) throws(SchemaError) -> IncidentScope {
        try fields.optional("portee") { value throws(SchemaError) in
            guard let object = value.object else { return nil }
            return try IncidentScope(object)
        } ?? IncidentScope()
    }

    private static func structures(
        _ key: String, _ fields: FieldReader
    ) throws(SchemaError) -> [StructureName] {
        guard fields.object[key] != nil else { return [] }
        return try fields.list(key, limit: IncidentScope.limit) {
            $0.string.flatMap { StructureName($0) }
        }
    }

    private static func addressee(_ fields: FieldReader) throws(SchemaError) -> NoticeAddressee {
        try fields.value("a") { $0.string.flatMap { NoticeAddressee($0) } }
    }

    public var object: JSONObject {
        var object = JSONObject()
        object.put("fait", genre.rawValue)
        switch self {
        case .declaration(let said):
            object.put("type", said.type.rawValue)
            said.moments.write(into: &object)
            object.put("natures", texts: said.natures.map(\.rawValue))
            object["portee"] = .object(said.portee.object)
            object.put("textes", Base64.encode(said.textes.age))
            if !said.arrets.isEmpty { object.put("arrets", texts: said.arrets) }
        case .qualification(let said):
            said.moments.write(into: &object)
            if let natures = said.natures { object.put("natures", texts: natures.map(\.rawValue)) }
            if !said.portee.isEmpty { object["portee"] = .object(said.portee.object) }
            if !said.sans.isEmpty { object.put("sans", texts: said.sans) }
            object.put("risque", said.risque?.rawValue)
            object["ofii"] = said.ofii.map { .bool($0) }
            object["personnes"] = said.personnes.map { .integer(Int64($0)) }
            object["enregistrements"] = said.enregistrements.map { .integer(Int64($0)) }
            object.put("textes", said.textes.map { Base64.encode($0.age) })
            object.put("motif", said.motif.map { Base64.encode($0.age) })
        case .avis(let pour, let id, let phase), .fichier(let pour, let id, let phase):
            object.put("pour", pour)
            object.put("id", id)
            object.put("phase", integer: phase)
        case .accuse(let pour, let id, let statut, let le):
            object.put("pour", pour)
            object.put("id", id)
            object.put("statut", statut.rawValue)
            object.put("le", le)
        case .notifie(let addressee, let le, let moyen, let reference):
            object.put("a", addressee)
            object.put("le", le)
            object.put("moyen", moyen.rawValue)
            object.put("reference", Base64.encode(reference.age))
        case .retard(let addressee, let motif):
            object.put("a", addressee)
            object.put("motif", Base64.encode(motif.age))
        case .recu(let de, let id):
            object.put("de", de)
            object.put("id", id)
        case .lu(let de, let id, let told):
            object.put("de", de)
            object.put("id", id)
            object.put("type", told.type.rawValue)
            object.put("numero", integer: told.numero)
            object.put("phase", integer: told.phase)
            object.put("natures", texts: told.natures.map(\.rawValue))
            object.put("plis", texts: told.plis)
            object.put("textes", Base64.encode(told.textes.age))
        case .envois(let name, let isStopped):
            object.put("a", name)
            object["arretes"] = .bool(isStopped)
        case .cloture(let motif): object.put("motif", motif.map { Base64.encode($0.age) })
        }
        return object
    }
}

extension IncidentFact.Moments {
    fileprivate static let keys: Set<String> = [
        "soupcon", "decouverte", "reception", "connaissance",
    ]

    fileprivate init(_ fields: FieldReader) throws(SchemaError) {
        func moment(_ key: String) throws(SchemaError) -> Instant? {
            try fields.optional(key) { $0.string.flatMap { Instant($0) } }
        }
        self.init(
            soupcon: try moment("soupcon"), decouverte: try moment("decouverte"),
            reception: try moment("reception"), connaissance: try moment("connaissance"))
    }

    fileprivate func write(into object: inout JSONObject) {
        object.put("soupcon", soupcon)
        object.put("decouverte", decouverte)
        object.put("reception", reception)
        object.put("connaissance", connaissance)
    }
}

extension FieldReader {
    /// An age file in base64.
    func sealed(_ key: String) throws(SchemaError) -> SealedText {
        try value(key) { value throws(SchemaError) in
            guard let age = value.string.flatMap({ Base64.decode($0) }) else { return nil }
            return try SealedText(age: age)
        }
    }

    func optionalSealed(_ key: String) throws(SchemaError) -> SealedText? {
        object[key] == nil ? nil : try sealed(key)
    }
}
