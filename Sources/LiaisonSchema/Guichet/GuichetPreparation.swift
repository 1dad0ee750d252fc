public import LiaisonBase

/// What a guichet is opened for.
public enum GuichetSubject: Sendable, Equatable {
    /// A sending of ours, which the guichet gives to its addressee.
    case envoi(PliID)
    /// A blank form by which a structure orients persons to us.
    ///
    /// - nombre: how many answers it takes, from 1 to `GuichetBounds.answers`.
    case invitation(modele: FicheModele, nombre: Int)

    public var envoi: PliID? {
        if case .envoi(let id) = self { id } else { nil }
    }

    public var isInvitation: Bool { envoi == nil }

    /// How many answers it takes.
    public var answers: Int {
        switch self {
        case .envoi: GuichetBounds.answers
        case .invitation(_, let nombre): nombre
        }
    }
}

/// What an agent gives its daemon of a guichet before it shows the phrase (`PUT /local/v1/guichets/{name}`):
/// nothing is served by it yet.
public struct GuichetPreparation: Sendable, Equatable {
    public let pour: StructureName
    public let subject: GuichetSubject
    /// Until when it is served.
    public let fin: Instant
    /// SHA-256 of the 32 bytes `preuve` of the content, 64 lower-case hexadecimal digits.
    public let preuve: String
    /// `cleReponse`, sealed to our readers: an age file of at most `GuichetBounds.sealedKey` bytes.
    public let cle: [UInt8]
    /// The guichet of the same sending that this one closes when it is published.
    public let remplace: GuichetName?

    public init(
        pour: StructureName, subject: GuichetSubject, fin: Instant, preuve: String, cle: [UInt8],
        remplace: GuichetName? = nil
    ) {
        self.pour = pour
        self.subject = subject
        self.fin = fin
        self.preuve = preuve
        self.cle = cle
        self.remplace = remplace
    }

    /// - Throws: `.unknownKey`, `.value` for what is wrong, `.tooLarge` for the key.
    public init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: "le guichet",
            keys: ["pour", "envoi", "invitation", "fin", "preuve", "cle", "remplace"])
        pour = try fields.structure("pour")
        let envoi = try fields.optional("envoi") { $0.string.flatMap { PliID($0) } }
        let invitation = try fields.optional("invitation") {
            value throws(SchemaError) in try value.object.map(Self.invitation)
        }
        switch (envoi, invitation) {
        case (let id?, nil): subject = .envoi(id)
        case (nil, let invitation?): subject = invitation
        default: throw fields.wrong("envoi")
        }
        fin = try fields.instant("fin")
        preuve = try fields.digest("preuve")
        cle = try fields.value("cle") { $0.string.flatMap { Base64.decode($0) } }
        guard cle.count <= GuichetBounds.sealedKey else {
            throw SchemaError(.tooLarge, "La clé de réponse scellée est trop longue.")
        }
        guard cle.starts(with: "age-encryption.org/v1\n".utf8) else { throw fields.wrong("cle") }
        remplace = try fields.optional("remplace") { $0.string.flatMap { GuichetName($0) } }
    }

    private static func invitation(_ object: JSONObject) throws(SchemaError) -> GuichetSubject {
        let fields = try FieldReader(
            object, in: "l'invitation", keys: ["modele", "nombre"])
        let modele = try fields.value("modele") { $0.string.flatMap { FicheModele(rawValue: $0) } }
        let nombre = try fields.count("nombre", limit: Int64(GuichetBounds.answers))
        guard nombre > 0 else { throw fields.wrong("nombre") }
        return .invitation(modele: modele, nombre: nombre)
    }

    public var object: JSONObject {
        var object = JSONObject()
        object.put("pour", pour)
        switch subject {
        case .envoi(let id): object.put("envoi", id)
        case .invitation(let modele, let nombre):
            var invitation = JSONObject()
            invitation.put("modele", modele.rawValue)
            invitation.put("nombre", integer: nombre)
            object["invitation"] = .object(invitation)
        }
        object.put("fin", fin)
        object.put("preuve", preuve)
        object.put("cle", Base64.encode(cle))
        object.put("remplace", remplace)
        return object
    }
}
