import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

/// Keys made from a number, a card, and notes written by hand.
enum ActeFixture {
    static let structure = StructureName("agir38.example")!
    static let partner = StructureName("ml-grenoble.example")!
    static let claire = KeyName(agent: "agir38.example/claire.exemple")!
    static let denis = KeyName(agent: "agir38.example/denis")!
    static let anne = KeyName(agent: "agir38.example/anne")!
    static let now = Instant("2026-11-23T12:00:00Z")!
    static let id = PliID("0f8fad5b-d9cb-469f-a165-70867728950e")!

    /// Who holds which key of the fixture.
    static let holders = [
        "agir38.example/structure": 1, "agir38.example/service": 2, "agir38.example/journal/1": 3,
        "agir38.example/temoin": 4, claire.description: 5, denis.description: 6,
        anne.description: 7, "ml-grenoble.example/structure": 11, "ml-grenoble.example/service": 12,
        "ml-grenoble.example/jean": 15,
    ]

    static func key(_ number: Int) -> SigningKey {
        var seed = [UInt8](repeating: UInt8(number), count: 32)
        return try! SigningKey(seed: SecretBytes(taking: &seed))
    }

    static func key(_ name: KeyName) -> SigningKey { key(holders[name.description]!) }

    static func vkey(
        _ name: String, _ number: Int? = nil, type: VerifierKey.SignatureType = .ed25519
    ) -> VerifierKey {
        try! key(number ?? holders[name]!).verifierKey(name: name, type: type)
    }

    private static let recipients = (0..<20).map { _ in
        try! AgeIdentity.generate(.x25519).recipient
    }

    static func recipient(_ number: Int) -> AgeRecipient { recipients[number] }

    static func agent(_ name: KeyName, _ roles: Set<Role>) -> Carte.Agent {
        Carte.Agent(
            nom: name, fonction: "Référente", roles: roles, cle: vkey(name.description),
            destinataire: recipient(holders[name.description]!))
    }

    static func carte(_ change: (inout Carte) -> Void = { _ in }) -> Carte {
        var carte = Carte(
            structure: structure, libelle: "Opérateur AGIR de l'Isère", type: .operateurAGIR,
            serie: 3, emise: now, expire: now + 400 * 86_400,
            adresse: PeerAddress("https://agir38.example:8443"), courriel: "agir@agir38.example",
            cleStructure: vkey("agir38.example/structure"),
            daemon: .init(
                service: vkey("agir38.example/service"), journal: vkey("agir38.example/journal/1"),
                temoin: vkey("agir38.example/temoin", type: .cosignature)),
            agents: [agent(claire, [.referent]), agent(denis, [.dpo]), agent(anne, [.admin])],
            dpo: .init(telephone: "04 76 00 00 09", courriel: "dpo@agir38.example"))
        change(&carte)
        return carte
    }

    static func signed(_ change: (inout Carte) -> Void = { _ in }) throws -> SignedCarte {
        try SignedCarte(carte(change), key: key(1))
    }

    /// A note of that text, signed under each name by the key of that number.
    static func note(_ text: String, by signers: (name: String, key: Int)...) throws -> [UInt8] {
        var note = try SignedNote(text: text)
        for signer in signers { try note.sign(key(signer.key), as: signer.name) }
        return note.bytes
    }

    /// The act with some of its members changed, signed again by its holder's key.
    static func altered(
        _ acte: Acte, _ changes: [Change], by name: String
    ) throws -> [UInt8] {
        let type = acte.note.text.prefix { $0 != "\n" }
        let object = try changes.reduce(JSONValue.object(acte.object)) { try $0.applying($1) }
        return try note("\(type)\n\(object.text)\n", by: (name, holders[name]!))
    }
}

extension Change {
    /// The change that puts a text there.
    init(_ path: String, text: any CustomStringConvertible) {
        self.init(path, JSONValue.string(text.description).text)
    }
}

extension JSONValue {
    /// A number in the path stands for an element of an array.
    func applying(_ change: Change) throws -> JSONValue {
        let value = try change.json.map { try JSONValue.parse($0.utf8) }
        return setting(value, at: change.path.split(separator: ".").map(String.init)[...])
    }

    private func setting(_ value: JSONValue?, at path: ArraySlice<String>) -> JSONValue {
        guard let key = path.first else { return value ?? .null }
        let rest = path.dropFirst()
        if case .array(var values) = self, let index = Int(key) {
            values[index] = values[index].setting(value, at: rest)
            return .array(values)
        }
        var object = object ?? JSONObject()
        object[key] =
            rest.isEmpty ? value : (object[key] ?? .object(.init())).setting(value, at: rest)
        return .object(object)
    }
}
