public import LiaisonBase

extension FormDescription {
    /// The form as a JSON Schema (draft 2020-12), for who writes fiches with another program. It
    /// judges a fiche as `validate` does, but for what a schema cannot say: the order of dates,
    /// whether one lies in the future, and the 256 KiB.
    ///
    /// A fiche that answers another one may leave out more (`reponseA`); the schema is that of a fiche
    /// that answers none.
    public var jsonSchema: JSONObject {
        var schema = JSONObject()
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["$id"] = .string("urn:agir-liaison:schema:fiche:\(modele.rawValue):1")
        schema["title"] = .string("\(title) (modèle \(modele.rawValue))")
        schema["description"] = .string(
            "Une valeur vide compte comme absente. L'ordre des dates, les dates à venir et la taille "
                + "du fichier (256 Kio) sont contrôlés par « agir-liaison valider ».")
        schema.merge(object(tree.root))
        schema["allOf"] = .array(conditions)
        schema["$defs"] = ["vide": FieldSchema.empty]
        return schema
    }

    private func object(_ node: FormTree.Node) -> JSONObject {
        var schema = JSONObject()
        schema["type"] = "object"
        schema["properties"] = .object(
            JSONObject(node.children.map { ($0.key, property($0)) }))
        schema["additionalProperties"] = .bool(false)
        return schema
    }

    private func property(_ node: FormTree.Node) -> JSONValue {
        guard let leaf = node.leaf else {
            return ["anyOf": [FieldSchema.isEmpty, .object(object(node))]]
        }
        let value: JSONValue =
            leaf.field.path == .modele
            ? ["const": .string(modele.rawValue)] : FieldSchema.value(leaf.field.kind)
        return ["title": .string(leaf.champ), "anyOf": [FieldSchema.isEmpty, value]]
    }

    // MARK: What must be there

    private var conditions: [JSONValue] {
        tree.leaves.flatMap { required($0.field) + companion($0.field) } + consents
            + (modele == .picIPR
                ? [["not": Self.at(.sens, ["const": .string(Sens.partenaireVersAGIR.rawValue)])]]
                : [])
    }

    private func required(_ field: FormField) -> [JSONValue] {
        switch field.requirement {
        case .optional: []
        case .always, .unlessReply: [given(field)]
        case .when(let sens):
            [
                [
                    "if": Self.at(.sens, ["const": .string(sens.rawValue)]), "then": given(field),
                ]
            ]
        }
    }

    private func companion(_ field: FormField) -> [JSONValue] {
        guard let companion = field.companion, let box = tree.leaf(companion.of)?.field,
            let option = box.kind.options.first(where: { $0.value == companion.option })
        else { return [] }
        let ticked = Self.at(
            companion.of, ["type": "array", "contains": ["enum": FieldSchema.spellings(option)]])
        let needsBox: JSONValue = ["if": given(field), "then": ticked]
        return companion.required ? [needsBox, ["if": ticked, "then": given(field)]] : [needsBox]
    }

    private var consents: [JSONValue] {
        let isTrue: JSONValue = ["const": .bool(true)]
        var conditions: [JSONValue] = []
        if let mail = tree.leaf(.courriel)?.field {
            conditions.append(
                ["if": given(mail), "then": Self.at(.consentementDematerialise, isTrue)])
        }
        if let contract = tree.leaf(.dateContratAGIR)?.field {
            conditions.append(
                ["if": ["not": given(contract)], "then": Self.at(.consentementOrientation, isTrue)])
        }
        return conditions
    }

    /// The field holds something; the empty list of a ticked group is something.
    private func given(_ field: FormField) -> JSONValue {
        if case .group = field.kind { return Self.at(field.path, ["type": "array"]) }
        return Self.at(field.path, ["not": FieldSchema.isEmpty])
    }

    /// A value is there, and fits.
    private static func at(_ path: FormPath, _ schema: JSONValue) -> JSONValue {
        path.keys.reversed().reduce(schema) { inner, key in
            [
                "type": "object", "required": [.string(key)],
                "properties": .object(JSONObject([(key, inner)])),
            ]
        }
    }
}

extension JSONObject {
    fileprivate mutating func merge(_ other: JSONObject) {
        for member in other.members { self[member.key] = member.value }
    }
}
