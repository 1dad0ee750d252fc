internal import LiaisonBase
internal import LiaisonCrypto

extension Carte {
    /// The longest `type` of a later version, in bytes.
    private static let typeLimit = 100

    /// What a later version adds to a card never makes it unreadable here: keys are left alone at any depth,
    /// and of the codes (`type`, `roles`, `motif`, `capacites`) those that are known count. Keys and
    /// recipients keep their kinds: another one goes under another key of the card.
    ///
    /// - Parameter isFirstVersion: whether the card is of version 1, which has no `capacites`.
    init(_ object: JSONObject, isFirstVersion: Bool) throws(SchemaError) {
        let fields = FieldReader(tolerant: object, in: "la carte")
        let structure = try fields.structure("structure")
        let type = try fields.line("type", limit: Self.typeLimit)
        self.init(
            structure: structure, libelle: try fields.line("libelle", limit: 200),
            type: StructureKind(rawValue: type) ?? .autre,
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
        if StructureKind(rawValue: type) == nil { typeInconnu = type }
        if !isFirstVersion {
            let codes = try fields.list("capacites", limit: Self.capaciteLimit, FieldReader.code)
            capacites = Set(codes).sorted()
            bureauHeberge = try fields.optional("bureauHeberge") {
                $0.string.flatMap { CalendarDate($0) }
            }
        }
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
        object.put("type", typeInconnu ?? type.rawValue)
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
        // A card of version 1 has none, and is not written any more.
        if !capacites.isEmpty { object.put("capacites", texts: capacites) }
        object.put("bureauHeberge", bureauHeberge)
        return object
    }
}

extension Carte.Agent {
    /// The most roles of an agent, a later version's among them.
    private static let roleLimit = 20

    /// An agent whose roles are all unknown here has no power here; its key still signs what it wrote.
    init(_ object: JSONObject) throws(SchemaError) {
        let fields = FieldReader(tolerant: object, in: "un agent de la carte")
        let name: KeyName = try fields.value("nom") { $0.string.flatMap { KeyName(agent: $0) } }
        let roles = try fields.list("roles", limit: Self.roleLimit, FieldReader.code)
        guard !roles.isEmpty, Set(roles).count == roles.count else { throw fields.wrong("roles") }
        self.init(
            nom: name, fonction: try fields.line("fonction", limit: 200),
            roles: Set(roles.compactMap { Role(rawValue: $0) }),
            cle: try fields.key("cle", name: name),
            destinataire: try fields.value("destinataire") { value throws(SchemaError) in
                try value.recipient()
            })
        autresRoles = roles.filter { Role(rawValue: $0) == nil }
    }

    private var rolesWritten: [String] {
        Role.allCases.filter(roles.contains).map(\.rawValue) + autresRoles
    }

    var object: JSONObject {
        var object = JSONObject()
        object.put("nom", nom)
        object.put("fonction", fonction)
        object.put("roles", texts: rolesWritten)
        object.put("cle", cle)
        object.put("destinataire", destinataire)
        return object
    }
}

extension Carte.DPOContact {
    init(_ object: JSONObject) throws(SchemaError) {
        let fields = FieldReader(tolerant: object, in: "le contact du DPO")
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
        let fields = FieldReader(tolerant: object, in: "une révocation")
        self.init(
            cle: try fields.value("cle") { value throws(SchemaError) in try value.vkey() },
            depuis: try fields.instant("depuis"),
            codeMotif: try fields.value("motif", FieldReader.code))
    }

    var object: JSONObject {
        var object = JSONObject()
        object.put("cle", cle)
        object.put("depuis", depuis)
        object.put("motif", codeMotif)
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
