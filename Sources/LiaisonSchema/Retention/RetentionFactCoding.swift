public import LiaisonBase

/// Facts as JSON, strictly: what the page does not name is refused.
extension RetentionFact {
    /// The most pseudonyms of one person: one a renewal of the index key.
    private static let personLimit = 200

    public init(_ object: JSONObject) throws(SchemaError) {
        guard let genre = object["fait"]?.string.flatMap({ Genre(rawValue: $0) }) else {
            throw SchemaError(.value, "Ce fait de conservation n'est pas connu.")
        }
        let context = "le fait « \(genre.rawValue) »"
        func fields(_ keys: Set<String>) throws(SchemaError) -> FieldReader {
            try FieldReader(object, in: context, keys: keys.union(["fait"]))
        }
        switch genre {
        case .convention: self = .convention(try Self.convention(object, context))
        case .contacts:
            let fields = try fields(Convention.Contacts.keys.union(["reference", "structure"]))
            self = .contacts(
                reference: try Self.reference(fields),
                structure: try fields.structure("structure"), try Convention.Contacts(fields))
        case .avenant:
            let fields = try fields(["reference", "signe", "echeance"])
            self = .avenant(
                reference: try Self.reference(fields), signe: try fields.date("signe"),
                echeance: try Self.terme(fields))
        case .resiliation:
            let fields = try fields(["reference", "courrierRecu", "effet"])
            self = .resiliation(
                reference: try Self.reference(fields),
                courrierRecu: try fields.date("courrierRecu"),
                effet: try fields.optional("effet") { $0.string.flatMap { CalendarDate($0) } })
        case .terme:
            let fields = try fields(["de", "le"])
            self = .terme(
                try fields.value("de") { $0.string.flatMap { Terme.Commun(rawValue: $0) } },
                le: try fields.date("le"))
        case .fin:
            let fields = try fields(["personnes", "le"])
            self = .fin(personnes: try Self.persons(fields), le: try fields.date("le"))
        case .reprise:
            let fields = try fields(["personnes", "le", "motif"])
            self = .reprise(
                personnes: try Self.persons(fields), le: try fields.date("le"),
                motif: try fields.sealed("motif"))
        case .sortie:
            let fields = try fields(["de", "id", "personnes", "le"])
            self = .sortie(
                de: try fields.structure("de"), id: try fields.id("id"),
                personnes: try Self.persons(fields), le: try fields.date("le"))
        case .usage:
            let fields = try fields(["de", "id", "jusquA"])
            self = .usage(
                de: try fields.structure("de"), id: try fields.id("id"),
                jusquA: try fields.date("jusquA"))
        case .contentieux:
            let fields = try fields(["de", "id", "personnes", "reference", "revue", "motif"])
            self = .contentieux(
                try Self.portee(fields), revue: try fields.date("revue"),
                motif: try fields.sealed("motif"))
        case .exception:
            let fields = try fields(["de", "id", "personnes", "reference", "jusquA", "motif"])
            self = .exception(
                try Self.portee(fields), jusquA: try fields.date("jusquA"),
                motif: try fields.sealed("motif"))
        case .levee:
            self = .levee(try fields(["n"]).count("n", limit: JSONValue.largestInteger))
        case .exclusion:
            let fields = try fields(["n", "de", "id"])
            self = .exclusion(
                try fields.count("n", limit: JSONValue.largestInteger),
                de: try fields.structure("de"), id: try fields.id("id"))
        case .effacement:
            let fields = try fields(["demande", "personnes"])
            self = .effacement(
                demande: try fields.count("demande", limit: JSONValue.largestInteger),
                personnes: try Self.persons(fields))
        case .droits:
            let fields = try fields(["de", "id", "personnes", "demande"])
            self = .droits(
                de: try fields.structure("de"), id: try fields.id("id"),
                personnes: try Self.persons(fields),
                demande: try fields.value("demande") {
                    $0.string.flatMap { Droit(rawValue: $0) }.flatMap {
                        $0.isToldToPartners ? $0 : nil
                    }
                })
        case .droitsRefus:
            let fields = try fields(["de", "id", "motif"])
            self = .droitsRefus(
                de: try fields.structure("de"), id: try fields.id("id"),
                motif: try fields.sealed("motif"))
        case .hebergement:
            let fields = try fields(["depuis", "motif"])
            self = .hebergement(
                depuis: try fields.optional("depuis") { $0.string.flatMap { CalendarDate($0) } },
                motif: try fields.sealed("motif"))
        case .justification:
            let fields = try fields(["de", "id", "declaration", "motif"])
            self = .justification(
                de: try fields.structure("de"), id: try fields.id("id"),
                declaration: try fields.value("declaration") {
                    $0.string.flatMap { LogDetail(rawValue: $0) }.flatMap {
                        LogDetail.justified.contains($0) ? $0 : nil
                    }
                },
                motif: try fields.sealed("motif"))
        }
    }

    private static func convention(
        _ object: JSONObject, _ context: String
    ) throws(SchemaError) -> Convention {
        let fields = try FieldReader(
            object, in: context,
            keys: [
                "fait", "reference", "type", "avec", "debut", "echeance", "contactDpo",
                "contactSsi", "contactIncident", "contacts",
            ])
        let avec = try fields.list("avec", limit: Convention.partnerLimit) {
            $0.string.flatMap { StructureName($0) }
        }
        guard !avec.isEmpty, Set(avec).count == avec.count else { throw fields.wrong("avec") }
        let type: Convention.Kind = try fields.value("type") {
            $0.string.flatMap { Convention.Kind(rawValue: $0) }
        }
        let called = try whomToCall(fields, type, avec)
        let convention = Convention(
            reference: try reference(fields), type: type, avec: avec,
            debut: try fields.date("debut"), echeance: try terme(fields),
            contacts: called.byStructure, unattributed: called.unattributed)
        if case .date(let date) = convention.echeance, date < convention.debut {
            throw SchemaError(
                .value, "La convention finirait le \(date.french), avant son début.",
                hint: "Vérifiez les deux dates.")
        }
        return convention
    }

    /// Those of each structure; what an earlier program wrote of one with a single structure is that one's.
    private static func whomToCall(
        _ fields: FieldReader, _ type: Convention.Kind, _ avec: [StructureName]
    ) throws(SchemaError) -> (
        byStructure: [StructureName: Convention.Contacts], unattributed: Convention.Contacts
    ) {
        var contacts: [StructureName: Convention.Contacts] = [:]
        if fields.object["contacts"] != nil {
            let entries = try fields.list(
                "contacts", limit: Convention.partnerLimit, Convention.Contacts.entry)
            for entry in entries { contacts[entry.structure] = entry.contacts }
            guard !entries.isEmpty, contacts.count == entries.count,
                contacts.keys.allSatisfy(avec.contains),
                type == .ofii || contacts.values.allSatisfy({ $0.quatreHeures == nil })
            else { throw fields.wrong("contacts") }
        }
        var former = try Convention.Contacts(former: fields)
        guard avec.count == 1, !former.isEmpty else { return (contacts, former) }
        former.take(contacts[avec[0]] ?? Convention.Contacts())
        return ([avec[0]: former], Convention.Contacts())
    }

    private static func reference(_ fields: FieldReader) throws(SchemaError) -> String {
        let text = try fields.line("reference", limit: 100)
        guard !text.allSatisfy(\.isWhitespace) else { throw fields.wrong("reference") }
        return text
    }

    private static func terme(_ fields: FieldReader) throws(SchemaError) -> Terme {
        try fields.value("echeance") { $0.string.flatMap { Terme($0) } }
    }

    private static func persons(_ fields: FieldReader) throws(SchemaError) -> [PersonIndex] {
        let persons = try fields.list("personnes", limit: personLimit) {
            $0.string.flatMap { PersonIndex($0) }
        }
        guard !persons.isEmpty else { throw fields.wrong("personnes") }
        return persons
    }

    /// Exactly one of the three.
    private static func portee(_ fields: FieldReader) throws(SchemaError) -> Portee {
        let given = Set(fields.object.keys).intersection(["de", "id", "personnes", "reference"])
        switch given {
        case ["de", "id"]:
            return .fiche(de: try fields.structure("de"), id: try fields.id("id"))
        case ["personnes"]: return .personne(try persons(fields))
        case ["reference"]: return .convention(try reference(fields))
        default:
            throw SchemaError(
                .value, "Il faut une fiche, ou une personne, ou une convention, et une seule.")
        }
    }

    public var object: JSONObject {
        var object = JSONObject()
        object.put("fait", genre.rawValue)
        switch self {
        case .convention(let convention):
            object.put("reference", convention.reference)
            object.put("type", convention.type.rawValue)
            object.put("avec", texts: convention.avec)
            object.put("debut", convention.debut)
            object.put("echeance", convention.echeance)
            convention.unattributed.write(former: &object)
            convention.contacts.write(into: &object, order: convention.avec)
        case .contacts(let reference, let structure, let contacts):
            object.put("reference", reference)
            object.put("structure", structure)
            contacts.write(into: &object)
        case .avenant(let reference, let signe, let echeance):
            object.put("reference", reference)
            object.put("signe", signe)
            object.put("echeance", echeance)
        case .resiliation(let reference, let courrierRecu, let effet):
            object.put("reference", reference)
            object.put("courrierRecu", courrierRecu)
            object.put("effet", effet)
        case .terme(let commun, let le):
            object.put("de", commun.rawValue)
            object.put("le", le)
        case .fin(let personnes, let le):
            object.put("personnes", texts: personnes)
            object.put("le", le)
        case .reprise(let personnes, let le, let motif):
            object.put("personnes", texts: personnes)
            object.put("le", le)
            object.put("motif", Base64.encode(motif.age))
        case .sortie(let de, let id, let personnes, let le):
            object.put("de", de)
            object.put("id", id)
            object.put("personnes", texts: personnes)
            object.put("le", le)
        case .usage(let de, let id, let jusquA):
            object.put("de", de)
            object.put("id", id)
            object.put("jusquA", jusquA)
        case .contentieux(let portee, let revue, let motif):
            portee.write(into: &object)
            object.put("revue", revue)
            object.put("motif", Base64.encode(motif.age))
        case .exception(let portee, let jusquA, let motif):
            portee.write(into: &object)
            object.put("jusquA", jusquA)
            object.put("motif", Base64.encode(motif.age))
        case .levee(let n): object.put("n", integer: n)
        case .exclusion(let n, let de, let id):
            object.put("n", integer: n)
            object.put("de", de)
            object.put("id", id)
        case .effacement(let demande, let personnes):
            object.put("demande", integer: demande)
            object.put("personnes", texts: personnes)
        case .droits(let de, let id, let personnes, let demande):
            object.put("de", de)
            object.put("id", id)
            object.put("personnes", texts: personnes)
            object.put("demande", demande.rawValue)
        case .droitsRefus(let de, let id, let motif):
            object.put("de", de)
            object.put("id", id)
            object.put("motif", Base64.encode(motif.age))
        case .hebergement(let depuis, let motif):
            object.put("depuis", depuis)
            object.put("motif", Base64.encode(motif.age))
        case .justification(let de, let id, let declaration, let motif):
            object.put("de", de)
            object.put("id", id)
            object.put("declaration", declaration.rawValue)
            object.put("motif", Base64.encode(motif.age))
        }
        return object
    }
}

extension RetentionFact.Portee {
    func write(into object: inout JSONObject) {
        switch self {
        case .fiche(let de, let id):
            object.put("de", de)
            object.put("id", id)
        case .personne(let personnes): object.put("personnes", texts: personnes)
        case .convention(let reference): object.put("reference", reference)
        }
    }
}
