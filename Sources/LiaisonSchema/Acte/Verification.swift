internal import LiaisonBase
public import LiaisonCrypto

/// «I compared this structure's fingerprint out of band» (formats.md, «verification»).
///
/// Counts only while its signer is in the own card, unrevoked, `referent` or `admin`, and for that
/// vkey only: the reader checks that, this type checks the form.
public struct Verification: Sendable, Equatable {
    public enum Moyen: String, Sendable, CaseIterable {
        case telephone, sms, courrier
        case mainPropre = "main-propre"
    }

    public let structure: StructureName
    public let cle: VerifierKey
    public let serie: Int
    /// The code of the means; a colleague's later version may have others: the comparison counts.
    public let codeMoyen: String
    public var moyen: Moyen? { Moyen(rawValue: codeMoyen) }
    public let le: Instant

    public init(
        structure: StructureName, cle: VerifierKey, serie: Int, moyen: Moyen, le: Instant
    ) {
        self.structure = structure
        self.cle = cle
        self.serie = serie
        codeMoyen = moyen.rawValue
        self.le = le
    }

    /// Reads the act, and verifies the signature of an agent of `own` that may verify contacts.
    ///
    /// - Parameters:
    ///   - earlier: the cards of the own structure before `own`: an agent who left keeps the
    ///     verifications made before, one whose key was compromised or lost does not.
    ///   - keepingDeparted: false: who left keeps none, for only its own word says when they were made.
    /// - Throws: `.signature` when no such agent signed.
    public init(
        _ bytes: some Collection<UInt8>, own: Carte, earlier: [Carte] = [],
        keepingDeparted: Bool = true
    ) throws(SchemaError) {
        let acte = try Acte(.verification, bytes)
        let fields = FieldReader(tolerant: acte.object, in: "l'acte de vérification")
        structure = try fields.structure("structure")
        cle = try fields.key("cle", name: structure.key(.structure))
        serie = try fields.count("serie", limit: JSONValue.largestInteger)
        codeMoyen = try fields.value("moyen", FieldReader.code)
        le = try fields.instant("le")
        try acte.verifyOwnSigner(
            .verifyContact, le: le, own: own, earlier: earlier, keepingDeparted: keepingDeparted)
    }

    public func signed(by key: SigningKey, name: KeyName) throws(SchemaError) -> Acte {
        var object = JSONObject()
        object.put("structure", structure)
        object.put("cle", cle)
        object.put("serie", integer: serie)
        object.put("moyen", codeMoyen)
        object.put("le", le)
        return try Acte(.verification, object, key: key, name: name)
    }
}

extension Acte {
    /// Verifies that an agent of our own who may do that signed it (formats.md, «verification»).
    ///
    /// - Parameters:
    ///   - le: when it was signed.
    ///   - earlier: the cards of the own structure before `own`: an agent who left keeps what it signed
    ///     before, one whose key was compromised or lost does not.
    /// - Throws: `.signature` when no such agent signed.
    func verifyOwnSigner(
        _ permission: Permission, le: Instant, own: Carte, earlier: [Carte],
        keepingDeparted: Bool = true
    ) throws(SchemaError) {
        let departed = earlier.flatMap(\.activeAgents).filter { agent in
            let revocations = own.revocations.filter { $0.cle == agent.cle }
            return keepingDeparted && !revocations.isEmpty
                && revocations.allSatisfy { $0.motif == .depart && le < $0.depuis }
        }
        // A key that was renewed is in no list any more: what it signed stands.
        let renewed = earlier.flatMap(\.activeAgents).filter { agent in
            own.agent(agent.nom) != nil && !own.revocations.contains { $0.cle == agent.cle }
        }
        let signer = (own.activeAgents + departed + renewed).first { agent in
            permission.allows(agent.roles)
                && note.signatures.contains {
                    $0.name == agent.cle.name && $0.keyID == agent.cle.id
                }
        }
        guard let signer else {
            throw SchemaError(
                .signature, "Aucun agent habilité de votre structure n'a signé cet acte.")
        }
        try verify(signer.cle)
    }
}
