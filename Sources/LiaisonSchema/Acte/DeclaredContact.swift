internal import LiaisonBase
public import LiaisonCrypto

/// «This partner has no keys, and this is how to reach it» (voies.md, «Partners without keys»): what an
/// agent says for its own structure. Nothing is sealed to it by key.
public struct DeclaredContact: Sendable, Equatable {
    /// Where its telephone number is known from: never from the mail that asks for it.
    public enum TelephoneSource: String, Sendable, CaseIterable {
        case annuaire, convention
        case carteDeVisite = "carte-de-visite"
        case dejaConnu = "deja-connu"
    }

    public let structure: StructureName
    public let libelle: String
    public let type: StructureKind
    public var courriel: String?
    public var telephone: String?
    public var telephoneSource: TelephoneSource?
    /// The road that what goes to it takes unless another one is said.
    public var voie: Voie?
    /// The name that its card bears, when it has one under another name.
    public var suite: StructureName?
    /// When it was said: of two acts, the later one stands.
    public var le: Instant

    /// The roads that a partner without keys can be reached by.
    public static let voies: [Voie] = [.guichet, .archive, .papier]

    public init(
        structure: StructureName, libelle: String, type: StructureKind, courriel: String? = nil,
        telephone: String? = nil, telephoneSource: TelephoneSource? = nil, voie: Voie? = nil,
        suite: StructureName? = nil, le: Instant
    ) {
        self.structure = structure
        self.libelle = libelle
        self.type = type
        self.courriel = courriel
        self.telephone = telephone
        self.telephoneSource = telephoneSource
        self.voie = voie
        self.suite = suite
        self.le = le
    }

    /// Reads the act, and verifies the signature of an agent of `own` who may enter contacts.
    ///
    /// - Parameter earlier: the own cards before `own`, as for a `verification`.
    /// - Throws: `.signature` when no such agent signed.
    public init(
        _ bytes: some Collection<UInt8>, own: Carte, earlier: [Carte] = []
    ) throws(SchemaError) {
        let acte = try Acte(.contact, bytes)
        let fields = try FieldReader(
            acte.object, in: "l'acte de contact",
            keys: [
                "structure", "libelle", "type", "courriel", "telephone", "telephoneSource", "voie",
                "suite", "le",
            ])
        structure = try fields.structure("structure")
        libelle = try fields.line("libelle", limit: 200)
        type = try fields.value("type") { $0.string.flatMap { StructureKind(rawValue: $0) } }
        courriel = try fields.optionalLine("courriel", limit: 254)
        telephone = try fields.optionalLine("telephone", limit: 40)
        telephoneSource = try fields.optional("telephoneSource") {
            $0.string.flatMap { TelephoneSource(rawValue: $0) }
        }
        voie = try fields.optional("voie") {
            $0.string.flatMap { Voie(rawValue: $0) }.flatMap {
                Voie.sortantes.contains($0) ? $0 : nil
            }
        }
        suite = try fields.optional("suite") { $0.string.flatMap { StructureName($0) } }
        le = try fields.instant("le")
        guard (telephone == nil) == (telephoneSource == nil) else {
            throw fields.wrong("telephoneSource")
        }
        guard structure != own.structure, suite != structure, suite != own.structure else {
            throw fields.wrong("structure")
        }
        try acte.verifyOwnSigner(.importContact, le: le, own: own, earlier: earlier)
    }

    public func signed(by key: SigningKey, name: KeyName) throws(SchemaError) -> Acte {
        var object = JSONObject()
        object.put("structure", structure)
        object.put("libelle", libelle)
        object.put("type", type.rawValue)
        object.put("courriel", courriel)
        object.put("telephone", telephone)
        object.put("telephoneSource", telephoneSource?.rawValue)
        object.put("voie", voie?.rawValue)
        object.put("suite", suite)
        object.put("le", le)
        return try Acte(.contact, object, key: key, name: name)
    }
}
