public import LiaisonBase
public import LiaisonCrypto

/// Who asks, and in which words: what the DPOs alone read of a request.
public struct RequestDetails: Sendable, Equatable {
    public let numeroAGDREF: AGDREFNumber
    public let texte: String?
    /// Of a rectification: the corrected fields.
    public let champs: JSONObject?

    private static let textLimit = 4_000

    /// - Throws: as `RightsMessage.check`; `.value` for a text that is too long.
    public init(
        numeroAGDREF: AGDREFNumber, texte: String? = nil, champs: JSONObject? = nil
    ) throws(SchemaError) {
        guard texte.map({ !$0.isEmpty && $0.utf8.count <= Self.textLimit }) ?? true else {
            throw SchemaError(
                .value, "Le texte de la demande est vide ou trop long.",
                hint: "4 000 signes au plus.")
        }
        if let champs { try RightsMessage.check(.object(champs)) }
        self.numeroAGDREF = numeroAGDREF
        self.texte = texte
        self.champs = champs
    }

    public func sealed(to recipients: [AgeRecipient]) throws(SchemaError) -> SealedText {
        var object = JSONObject()
        object.put("numeroAGDREF", numeroAGDREF.digits)
        object.put("texte", texte)
        object["champs"] = champs.map { .object($0) }
        guard
            let age = try? Age.seal(Array(JSONValue.object(object).text.utf8), to: recipients)
        else { throw SchemaError(.value, "La demande ne peut pas être scellée.") }
        return try SealedText(age: age)
    }

    /// Nil for who is not among its readers.
    public init?(_ sealed: SealedText, with identities: [AgeIdentity]) {
        guard
            let object = sealed.text(with: identities).flatMap({ try? JSONValue.parse($0.utf8) })?
                .object, let number = object["numeroAGDREF"]?.string.flatMap({ AGDREFNumber($0) })
        else { return nil }
        try? self.init(
            numeroAGDREF: number, texte: object["texte"]?.string, champs: object["champs"]?.object)
    }
}
