public import LiaisonBase

/// Where a field lies in `fiche.json`: the keys from the root. Written `beneficiaire.nom`.
public struct FormPath: Sendable, Hashable, ExpressibleByStringLiteral {
    public let keys: [String]

    public init(keys: [String]) {
        self.keys = keys
    }

    public init(stringLiteral text: String) {
        keys = text.split(separator: ".").map(String.init)
    }

    /// The JSON pointer (RFC 6901); the root's is empty.
    public var pointer: String { Self.pointer(keys) }

    static func pointer(_ keys: [String]) -> String {
        keys.reduce(into: "") { pointer, key in
            pointer += "/"
            for scalar in key.unicodeScalars {
                switch scalar {
                case "~": pointer += "~0"
                case "/": pointer += "~1"
                default: pointer.unicodeScalars.append(scalar)
                }
            }
        }
    }
}

extension JSONObject {
    /// The value that a path leads to; nil when a step is missing or is not an object.
    public subscript(path path: FormPath) -> JSONValue? {
        var value: JSONValue? = .object(self)
        for key in path.keys { value = value?.object?[key] }
        return value
    }

    /// Puts a value where the keys lead, making the objects on the way.
    mutating func set(_ value: JSONValue, at keys: ArraySlice<String>) {
        guard let key = keys.first else { return }
        guard keys.count > 1 else {
            self[key] = value
            return
        }
        var inner = self[key]?.object ?? JSONObject()
        inner.set(value, at: keys.dropFirst())
        self[key] = .object(inner)
    }
}

/// The fields that rules and accessors name (fiches.md). The forms describe them with the same
/// constants.
extension FormPath {
    static let version: FormPath = "version"
    static let modele: FormPath = "modele"
    static let sens: FormPath = "sens"
    static let numeroAGDREF: FormPath = "beneficiaire.numeroAGDREF"
    static let nom: FormPath = "beneficiaire.nom"
    static let prenom: FormPath = "beneficiaire.prenom"
    static let nationalite: FormPath = "beneficiaire.nationalite"
    static let dateNaissance: FormPath = "beneficiaire.dateNaissance"
    static let courriel: FormPath = "beneficiaire.courriel"
    static let consentementDematerialise: FormPath = "beneficiaire.consentementDematerialise"
    static let positionnementLinguistique: FormPath = "beneficiaire.positionnementLinguistique"
    static let heuresFLE: FormPath = "beneficiaire.heuresFLE.nombre"
    static let etatFLE: FormPath = "beneficiaire.heuresFLE.etat"
    static let dateProtection: FormPath = "beneficiaire.dateProtection"
    static let dateSignatureCIR: FormPath = "beneficiaire.dateSignatureCIR"
    static let besoinsEtMotifs: FormPath = "besoinsEtMotifs"
    static let dateContratAGIR: FormPath = "beneficiaire.dateContratAGIR"
    static let orientationVers: FormPath = "orientation.vers"
    static let informationsComplementaires: FormPath = "informationsComplementaires"
    static let consentementOrientation: FormPath = "consentementOrientation"
    static let numeroCIR: FormPath = "ofii.numeroCIR"
    static let emploi: FormPath = "ofii.emploi"
    static let logement: FormPath = "ofii.logement"
    static let demandeCPH: FormPath = "ofii.demandeCPH"
    static let departementOFII: FormPath = "ofii.departement"
    static let structurePartenaire: FormPath = "partenaire.structure"
    static let faitA: FormPath = "faitA"
    static let faitLe: FormPath = "faitLe"
}
