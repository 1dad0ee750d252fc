public import LiaisonBase
public import LiaisonCrypto

/// Procès-verbal de destruction (formats.md, «purge/v1»): counts and dates, no person.
public struct PurgeActe: Sendable, Equatable {
    /// Where what was destroyed lay; until when a copy may last there.
    public struct Magasin: Sendable, Equatable {
        public let nom: String
        public let jusquA: CalendarDate?

        public init(_ nom: String, jusquA: CalendarDate? = nil) {
            self.nom = nom
            self.jusquA = jusquA
        }
    }

    public enum Controle: String, Sendable, CaseIterable {
        case conforme
        case aVerifier = "a-verifier"
    }

    public var numero: Int
    public var structure: StructureName
    /// The rules applied, and the version of their durations: `convention-v1,personne-v1`.
    public var regle: String
    public var le: Instant
    public var nombre: Int
    /// By model, or by `objet` for what is no fiche.
    public var parModele: [String: Int]
    /// The days on which the oldest and the newest were sealed.
    public var premier: CalendarDate
    public var dernier: CalendarDate
    public var magasins: [Magasin]
    public var methode: [String]
    public var controle: Controle
    /// How many a hold kept.
    public var suspendus: Int
    /// How many of them came and were opened by nobody here; nil: an earlier version did not count.
    public var nonLus: Int?
    /// Checkpoints.
    public var avant: String
    public var apres: String

    public init(
        numero: Int, structure: StructureName, regle: String, le: Instant, nombre: Int,
        parModele: [String: Int], premier: CalendarDate, dernier: CalendarDate,
        magasins: [Magasin], methode: [String], controle: Controle, suspendus: Int,
        nonLus: Int? = nil, avant: String, apres: String
    ) {
        self.numero = numero
        self.structure = structure
        self.regle = regle
        self.le = le
        self.nombre = nombre
        self.parModele = parModele
        self.premier = premier
        self.dernier = dernier
        self.magasins = magasins
        self.methode = methode
        self.controle = controle
        self.suspendus = suspendus
        self.nonLus = nonLus
        self.avant = avant
        self.apres = apres
    }

    /// Reads the act; verifies it when a key is given.
    ///
    /// - Throws: `.signature` when `key` did not sign.
    public init(_ bytes: some Collection<UInt8>, signedBy key: VerifierKey?) throws(SchemaError) {
        let acte = try Acte(.purge, bytes)
        let fields = FieldReader(tolerant: acte.object, in: "le procès-verbal")
        let limit = JSONValue.largestInteger
        numero = try fields.count("numero", limit: limit)
        structure = try fields.structure("structure")
        regle = try fields.line("regle")
        le = try fields.instant("le")
        nombre = try fields.count("nombre", limit: limit)
        parModele = try fields.value("parModele") { value in
            guard let members = value.object?.members, members.count <= 20 else { return nil }
            let counts = members.compactMap { member in
                member.value.integer.flatMap {
                    (0...limit).contains($0) ? (member.key, Int($0)) : nil
                }
            }
            return counts.count == members.count ? Dictionary(uniqueKeysWithValues: counts) : nil
        }
        guard parModele.values.reduce(0, +) == nombre else { throw fields.wrong("parModele") }
        premier = try fields.date("premier")
        dernier = try fields.date("dernier")
        magasins = try fields.list("magasins", limit: 20) { value throws(SchemaError) in
            guard let object = value.object else { return nil }
            let fields = FieldReader(tolerant: object, in: "un magasin")
            return Magasin(
                try fields.line("nom"),
                jusquA: try fields.optional("jusquA") { $0.string.flatMap { CalendarDate($0) } })
        }
        methode = try fields.list("methode", limit: 20) { FieldReader.line($0, limit: 100) }
        // What is not known to conform is looked at.
        controle = try fields.value("controle") {
            FieldReader.code($0).map { Controle(rawValue: $0) ?? .aVerifier }
        }
        suspendus = try fields.count("suspendus", limit: limit)
        let total = Int64(nombre)
        nonLus = try fields.optional("nonLus") { value in
            value.integer.flatMap { (0...total).contains($0) ? Int($0) : nil }
        }
        avant = try fields.value("avant") { $0.string }
        apres = try fields.value("apres") { $0.string }
        if let key { try acte.verify(key) }
    }

    public func signed(by key: SigningKey, name: KeyName) throws(SchemaError) -> Acte {
        try Acte(.purge, object, key: key, name: name)
    }

    public var object: JSONObject {
        var object = JSONObject()
        object.put("numero", integer: numero)
        object.put("structure", structure)
        object.put("regle", regle)
        object.put("le", le)
        object.put("nombre", integer: nombre)
        object["parModele"] = .object(
            JSONObject(
                parModele.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) }))
        object.put("premier", premier)
        object.put("dernier", dernier)
        object.put(
            "magasins",
            objects: magasins.map { magasin in
                var object = JSONObject()
                object.put("nom", magasin.nom)
                object.put("jusquA", magasin.jusquA)
                return object
            })
        object.put("methode", texts: methode)
        object.put("controle", controle.rawValue)
        object.put("suspendus", integer: suspendus)
        object["nonLus"] = nonLus.map { .integer(Int64($0)) }
        object.put("avant", avant)
        object.put("apres", apres)
        return object
    }
}
