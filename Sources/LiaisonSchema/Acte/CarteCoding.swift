internal import LiaisonCrypto

extension Carte {
    private static let keys: Set<String> = [
        "structure", "libelle", "type", "serie", "emise", "expire", "adresse", "courriel",
        "cleStructure", "cleService", "cleJournal", "cleTemoin", "agents", "dpo", "revocations",
        "remplace",
    ]

    init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(object, in: "la carte", keys: Self.keys)
        let structure = try fields.structure("structure")
        self.init(
            structure: structure, libelle: try fields.line("libelle", limit: 200),
            type: try fields.value("type") { $0.string.flatMap { StructureKind(rawValue: $0) } },
            serie: try fields.count("serie", limit: JSONValue.largestInteger),
            emise: try fields.instant("emise"), expire: try fields.instant("expire"),
            adresse: try fields.optional("adresse") { $0.string.flatMap { PeerAddress($0) } },
            courriel: try fields.optionalLine("courriel", limit: 254),
            cleStructure: try fields.key("cleStructure", name: structure.key(.structure)),
            daemon: try Self.daemonKeys(fields, structure),
            agents: try fields.list("agents", limit: Self.agentLimit) {
                value throws(SchemaError) in try value.object.map(Agent.init)
            },
            dpo: try fields.optional("dpo") { value throws(SchemaError) in
                try value.object.map(DPOContact.init)
            })
        revocations = try fields.list("revocations", limit: 10_000) { value throws(SchemaError) in
            try value.object.map(Revocation.init)
        }
        remplace =
            object["remplace"] == nil
            ? nil : try fields.key("remplace", name: structure.key(.structure))
        try check()
    }

    private static func daemonKeys(
        _ fields: FieldReader, _ structure: StructureName
    ) throws(SchemaError) -> DaemonKeys? {
        let names = ["cleService", "cleJournal", "cleTemoin"]
        let present = names.filter { fields.object[$0] != nil }
        guard !present.isEmpty else { return nil }
        guard present.count == 3 else {
            throw SchemaError(.value, "La carte n'a qu'une partie des clés de son service.")
        }
        let journal: VerifierKey = try fields.value("cleJournal") { value throws(SchemaError) in
            guard let key = try value.vkey(), key.type == .ed25519,
                let name = KeyName(key.name), name.structure == structure, name.isJournal
            else { return nil }
            return key
        }
        return DaemonKeys(
            service: try fields.key("cleService", name: structure.key(.service)),
            journal: journal,
            temoin: try fields.key(
                "cleTemoin", name: structure.key(.temoin), type: .cosignature))
    }

    var object: JSONObject {
        var object = JSONObject()
        object.put("structure", structure)
        object.put("libelle", libelle)
        object.put("type", type.rawValue)
        object.put("serie", integer: serie)
        object.put("emise", emise)
        object.put("expire", expire)
        object.put("adresse", adresse)
        object.put("courriel", courriel)
        object.put("cleStructure", cleStructure)
        object.put("cleService", daemon?.service)
        object.put("cleJournal", daemon?.journal)
        object.put("cleTemoin", daemon?.temoin)
        object.put("agents", objects: agents.map(\.object))
        object["dpo"] = dpo.map { .object($0.object) }
        object.put("revocations", objects: revocations.map(\.object))
        object.put("remplace", remplace)
        return object
    }
}

extension Carte.Agent {
    init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: "un agent de la carte",
            keys: ["nom", "fonction", "roles", "cle", "destinataire"])
        let name: KeyName = try fields.value("nom") { $0.string.flatMap { KeyName(agent: $0) } }
        let roles = try fields.list("roles", limit: 3) { $0.string.flatMap { Role(rawValue: $0) } }
        guard !roles.isEmpty, Set(roles).count == roles.count else { throw fields.wrong("roles") }
        self.init(
            nom: name, fonction: try fields.line("fonction", limit: 200), roles: Set(roles),
            cle: try fields.key("cle", name: name),
            destinataire: try fields.value("destinataire") { value throws(SchemaError) in
                try value.recipient()
            })
    }

    var object: JSONObject {
        var object = JSONObject()
        object.put("nom", nom)
        object.put("fonction", fonction)
        object.put("roles", texts: Role.allCases.filter(roles.contains).map(\.rawValue))
        object.put("cle", cle)
        object.put("destinataire", destinataire)
        return object
    }
}

extension Carte.DPOContact {
    init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: "le contact du DPO", keys: ["telephone", "courriel"])
        self.init(
            telephone: try fields.line("telephone", limit: 50),
            courriel: try fields.line("courriel", limit: 254))
    }

    var object: JSONObject {
        var object = JSONObject()
        object.put("telephone", telephone)
        object.put("courriel", courriel)
        return object
    }
}

extension Carte.Revocation {
    init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: "une révocation", keys: ["cle", "depuis", "motif"])
        self.init(
            cle: try fields.value("cle") { value throws(SchemaError) in try value.vkey() },
            depuis: try fields.instant("depuis"),
            motif: try fields.value("motif") { $0.string.flatMap { Motif(rawValue: $0) } })
    }

    var object: JSONObject {
        var object = JSONObject()
        object.put("cle", cle)
        object.put("depuis", depuis)
        object.put("motif", motif.rawValue)
        return object
    }
}

extension JSONValue {
    func vkey() throws(SchemaError) -> VerifierKey? {
        guard let string else { return nil }
        return try crypto { () throws(CryptoError) in try VerifierKey(string) }
    }

    func recipient() throws(SchemaError) -> AgeRecipient? {
        guard let string else { return nil }
        return try crypto { () throws(CryptoError) in try AgeRecipient(string) }
    }
}
