import LiaisonBase

extension [GuichetNode] {
    /// Reads a tree: what it does not know makes it refuse the whole (guichet.md, «Trees»).
    ///
    /// - Throws: `.value`, `.unknownKey`.
    init(tree value: JSONValue?) throws(SchemaError) {
        guard let values = value?.array else { throw GuichetNode.unknown }
        var nodes: [GuichetNode] = []
        for value in values { nodes.append(try GuichetNode(value, inGroup: false)) }
        self = nodes
    }
}

extension GuichetNode {
    static let unknown = SchemaError(.value, "L'arbre d'un guichet a un élément inconnu.")
    private static let context = "l'arbre d'un guichet"

    /// - Parameter inGroup: where no other group, heading, field or rule stands.
    fileprivate init(_ value: JSONValue, inGroup: Bool) throws(SchemaError) {
        guard let object = value.object, let genre = object["genre"]?.string else {
            throw Self.unknown
        }
        func fields(_ keys: Set<String>) throws(SchemaError) -> FieldReader {
            try FieldReader(object, in: Self.context, keys: keys.union(["genre"]))
        }
        switch genre {
        case "valeur":
            let fields = try fields(["libelle", "valeur", "retrait"])
            self = .value(
                label: try fields.text("libelle"), value: try fields.text("valeur"),
                indent: try fields.indent())
        case "rubrique":
            let fields = try fields(["texte", "retrait"])
            self = .subgroup(try fields.text("texte"), indent: try fields.indent())
        case "case":
            let fields = try fields(["cochee", "libelle", "avant", "valeur", "retrait"])
            let box = Box(
                isTicked: try fields.value("cochee") { $0.bool }, label: try fields.text("libelle"),
                lead: try fields.optionalText("avant"), value: try fields.optionalText("valeur"))
            self = .box(box, indent: try fields.indent())
        case "titre" where !inGroup:
            let fields = try fields(["niveau", "texte", "valeur"])
            self = .heading(
                level: try fields.count("niveau", limit: 3), text: try fields.text("texte"),
                value: try fields.optionalText("valeur"))
        case "texte" where !inGroup:
            self = .text(try fields(["texte"]).text("texte"))
        case "groupe" where !inGroup:
            let fields = try fields(["libelle", "contenu"])
            self = .group(
                label: try fields.optionalText("libelle"),
                try fields.list("contenu", limit: 200) { value throws(SchemaError) in
                    try GuichetNode(value, inGroup: true)
                })
        case "champ" where !inGroup: self = .field(try GuichetField(object))
        case "fixe" where !inGroup:
            let fields = try fields(["cle", "valeur"])
            self = .fixed(try fields.path("cle"), try fields.value("valeur") { $0 })
        case "regle" where !inGroup: self = .rule(try GuichetRule(object))
        default: throw Self.unknown
        }
    }
}

extension GuichetField {
    fileprivate init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: "un champ d'un guichet",
            keys: [
                "genre", "cle", "libelle", "saisie", "aide", "options", "minimum", "maximum",
                "messages", "si", "valeur",
            ])
        path = try fields.path("cle")
        label = try fields.text("libelle")
        let kind: Kind = try fields.value("saisie") { $0.string.flatMap { Kind(rawValue: $0) } }
        self.kind = kind
        help = try fields.optionalText("aide")
        if object["options"] != nil {
            // More than there are départements.
            options = try fields.list("options", limit: 200) { value throws(SchemaError) in
                try value.object.map(Option.init)
            }
        }
        let maximum = try fields.optional("maximum") { $0.integer }
        let minimum = try fields.optional("minimum") { $0.integer }
        guard (minimum != nil) == (kind == .integer && maximum != nil),
            minimum ?? 0 <= maximum ?? .max
        else { throw fields.wrong("minimum") }
        range = maximum.map { (minimum ?? 0)...$0 }
        messages = try fields.value("messages") { value throws(SchemaError) in
            guard let object = value.object else { return nil }
            var messages: [Fault: String] = [:]
            for member in object.members {
                guard let fault = Fault(rawValue: member.key),
                    let text = FieldReader.visible(member.value)
                else { return nil }
                messages[fault] = text
            }
            return messages
        }
        companion = try fields.optional("si") { value throws(SchemaError) in
            guard let object = value.object else { return nil }
            let fields = try FieldReader(
                object, in: "un champ d'un guichet", keys: ["cle", "option"])
            return (try fields.path("cle"), try fields.text("option"))
        }
        value = object["valeur"]
    }
}

extension GuichetField.Option {
    fileprivate init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: "un choix d'un guichet", keys: ["valeur", "libelle", "rubrique"])
        value = try fields.value("valeur") { $0.string != nil || $0.bool != nil ? $0 : nil }
        label = try fields.text("libelle")
        heading = try fields.optionalText("rubrique")
    }
}

extension GuichetRule {
    fileprivate init(_ object: JSONObject) throws(SchemaError) {
        let isConsent = object["exige"] != nil
        let fields = try FieldReader(
            object, in: "une règle d'un guichet",
            keys: Set(["genre", "lieu", "message"]).union(
                isConsent ? ["exige", "si", "present"] : ["avant", "apres", "strict"]))
        let (place, message) = (try fields.path("lieu"), try fields.text("message"))
        self =
            isConsent
            ? .requires(
                consent: try fields.path("exige"), path: try fields.path("si"),
                present: try fields.value("present") { $0.bool }, place: place, message: message)
            : .order(
                try fields.value("avant", Moment.init), try fields.value("apres", Moment.init),
                isStrict: try fields.value("strict") { $0.bool }, place: place, message: message)
    }
}

extension GuichetRule.Moment {
    fileprivate init?(_ value: JSONValue) {
        switch value.string {
        case "aujourdhui": self = .today
        case "demain": self = .tomorrow
        default:
            guard let path = FieldReader.path(value) else { return nil }
            self = .field(path)
        }
    }
}

extension FieldReader {
    /// A text of at most 64 KiB in which nothing is hidden.
    fileprivate static func visible(_ value: JSONValue) -> String? {
        value.string.flatMap {
            $0.utf8.count <= 65_536 && VisibleText.escaped($0) == $0 ? $0 : nil
        }
    }

    fileprivate func text(_ key: String) throws(SchemaError) -> String {
        try value(key) { Self.visible($0) }
    }

    fileprivate func optionalText(_ key: String) throws(SchemaError) -> String? {
        try optional(key) { Self.visible($0) }
    }

    /// 0 when it is not written.
    fileprivate func indent() throws(SchemaError) -> Int {
        try optional("retrait") { value in
            value.integer.flatMap {
                (1...Int64(GuichetNode.deepest)).contains($0) ? Int($0) : nil
            }
        } ?? 0
    }

    /// A JSON pointer to a field: the keys of the forms are letters.
    fileprivate func path(_ key: String) throws(SchemaError) -> FormPath {
        try value(key) { Self.path($0) }
    }

    fileprivate static func path(_ value: JSONValue) -> FormPath? {
        guard let text = value.string, text.utf8.count <= 200 else { return nil }
        let steps = text.split(separator: "/", omittingEmptySubsequences: false)
        guard steps.first == "", (2...5).contains(steps.count),
            steps.dropFirst().allSatisfy({ step in
                !step.isEmpty
                    && step.utf8.allSatisfy { (65...90).contains($0) || (97...122).contains($0) }
            })
        else { return nil }
        return FormPath(keys: steps.dropFirst().map(String.init))
    }
}
