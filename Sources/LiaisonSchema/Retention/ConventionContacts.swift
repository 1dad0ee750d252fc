internal import LiaisonBase

extension Convention {
    /// Whom to call at one structure of a convention: its data protection officer (guide AGIR 2022, annexe 6.1,
    /// art. 3; annexe 6.2, art. 4), who answers for the security of its systems (guide AGIR 2022, annexe 6.1,
    /// art. 4; annexe 6.2, art. 5), who is told of an incident. A line of at most 200 bytes each.
    public struct Contacts: Sendable, Equatable {
        public var dpo: String?
        public var ssi: String?
        public var incident: String?
        /// Of a convention with the OFII alone.
        public var quatreHeures: FourHours?

        public init(
            dpo: String? = nil, ssi: String? = nil, incident: String? = nil,
            quatreHeures: FourHours? = nil
        ) {
            self.dpo = dpo
            self.ssi = ssi
            self.incident = incident
            self.quatreHeures = quatreHeures
        }

        public var isEmpty: Bool { self == Contacts() }

        /// Whom to call about an incident; nil: nobody was named.
        public var forIncident: String? { quatreHeures?.french ?? incident ?? ssi ?? dpo }

        /// Each that was named, with what it is; not escaped.
        public var labelled: [(label: String, text: String)] {
            [
                ("DPO", dpo), ("sécurité", ssi), ("incident", incident),
                ("incident, dans les quatre heures", quatreHeures?.french),
            ].compactMap { label, text in text.map { (label: label, text: $0) } }
        }

        /// What is said anew replaces what was said, one by one; what is not said stays.
        public mutating func take(_ said: Contacts) {
            dpo = said.dpo ?? dpo
            ssi = said.ssi ?? ssi
            incident = said.incident ?? incident
            // Whole: a new person does not have the direct line of the one before.
            quatreHeures = said.quatreHeures ?? quatreHeures
        }
    }

    /// Whom the OFII has told within four hours (guide AGIR 2022, annexe 6, annexe opérationnelle); at least
    /// one of them, a line of at most 200 bytes each.
    public struct FourHours: Sendable, Equatable {
        public var personne: String?
        public var fonction: String?
        /// The switchboard.
        public var standard: String?
        public var ligneDirecte: String?
        public var courriel: String?

        public init(
            personne: String? = nil, fonction: String? = nil, standard: String? = nil,
            ligneDirecte: String? = nil, courriel: String? = nil
        ) {
            self.personne = personne
            self.fonction = fonction
            self.standard = standard
            self.ligneDirecte = ligneDirecte
            self.courriel = courriel
        }

        public var isEmpty: Bool { self == FourHours() }

        /// On one line, the direct line before the switchboard: four hours are short.
        public var french: String {
            [
                personne, fonction, ligneDirecte.map { "ligne directe \($0)" },
                standard.map { "standard \($0)" }, courriel,
            ].compactMap(\.self).joined(separator: ", ")
        }
    }
}

extension Convention.Contacts {
    static let keys: Set = ["dpo", "ssi", "incident", "quatreHeures"]
    private static let limit = 200

    /// - Throws: `.value` when nobody is named.
    init(_ fields: FieldReader) throws(SchemaError) {
        self.init(
            dpo: try fields.optionalLine("dpo", limit: Self.limit),
            ssi: try fields.optionalLine("ssi", limit: Self.limit),
            incident: try fields.optionalLine("incident", limit: Self.limit),
            quatreHeures: try fields.optional("quatreHeures", Self.fourHours))
        guard !isEmpty else {
            throw SchemaError(.value, "Les contacts d'une structure sont vides.")
        }
    }

    private static func fourHours(
        _ value: JSONValue
    ) throws(SchemaError) -> Convention.FourHours? {
        guard let object = value.object else { return nil }
        let fields = try FieldReader(
            object, in: "le contact des quatre heures",
            keys: ["personne", "fonction", "standard", "ligneDirecte", "courriel"])
        let contact = Convention.FourHours(
            personne: try fields.optionalLine("personne", limit: limit),
            fonction: try fields.optionalLine("fonction", limit: limit),
            standard: try fields.optionalLine("standard", limit: limit),
            ligneDirecte: try fields.optionalLine("ligneDirecte", limit: limit),
            courriel: try fields.optionalLine("courriel", limit: limit))
        return contact.isEmpty ? nil : contact
    }

    /// An element of the list of a convention.
    static func entry(
        _ value: JSONValue
    ) throws(SchemaError) -> (structure: StructureName, contacts: Convention.Contacts)? {
        guard let object = value.object else { return nil }
        let fields = try FieldReader(
            object, in: "les contacts d'une structure", keys: keys.union(["structure"]))
        return (try fields.structure("structure"), try Convention.Contacts(fields))
    }

    /// As earlier programs wrote them: one set for the whole convention, whoever they are of.
    init(former fields: FieldReader) throws(SchemaError) {
        self.init(
            dpo: try fields.optionalLine("contactDpo", limit: Self.limit),
            ssi: try fields.optionalLine("contactSsi", limit: Self.limit),
            incident: try fields.optionalLine("contactIncident", limit: Self.limit))
    }

    func write(into object: inout JSONObject) {
        object.put("dpo", dpo)
        object.put("ssi", ssi)
        object.put("incident", incident)
        guard let quatreHeures else { return }
        var inner = JSONObject()
        inner.put("personne", quatreHeures.personne)
        inner.put("fonction", quatreHeures.fonction)
        inner.put("standard", quatreHeures.standard)
        inner.put("ligneDirecte", quatreHeures.ligneDirecte)
        inner.put("courriel", quatreHeures.courriel)
        object["quatreHeures"] = .object(inner)
    }

    func write(former object: inout JSONObject) {
        object.put("contactDpo", dpo)
        object.put("contactSsi", ssi)
        object.put("contactIncident", incident)
    }
}

extension [StructureName: Convention.Contacts] {
    /// In the order of the convention's structures; absent when none has any.
    func write(into object: inout JSONObject, order: [StructureName]) {
        let entries = order.compactMap { name -> JSONObject? in
            guard let contacts = self[name] else { return nil }
            var entry = JSONObject()
            entry.put("structure", name)
            contacts.write(into: &entry)
            return entry
        }
        object["contacts"] = entries.isEmpty ? nil : .array(entries.map { .object($0) })
    }
}
