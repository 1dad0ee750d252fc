import LiaisonAgent
package import LiaisonBase
package import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema
package import TestSupport

/// A structure with its keys, its agents and its daemon, on nothing but memory: `claire` is referent,
/// `denis` is DPO, `alice` administers and holds the structure key.
package struct Team: Sendable {
    package let structure: StructureName
    package let type: StructureKind
    package let horloge: TestClock
    package let structureKey: SigningKey
    package let daemonKeys: Carte.DaemonKeys
    package let journalKey: SigningKey
    /// With which the daemon countersigns what it delivers.
    package let serviceKey: SigningKey
    package let identities: [String: AgentIdentity]
    package let daemon = FakeDaemon()

    package static let roles: [String: Set<Role>] = [
        "claire": [.referent], "denis": [.dpo], "alice": [.admin],
    ]

    /// As the fiches of the manual name them.
    private static let libelles = [
        "agir38.example": "Opérateur AGIR de l'Isère", "ml.example": "Mission locale de Grenoble",
    ]

    package init(_ name: String, _ type: StructureKind, _ horloge: TestClock) throws {
        structure = StructureName(name)!
        self.type = type
        self.horloge = horloge
        structureKey = try .generate()
        journalKey = try .generate()
        serviceKey = try .generate()
        daemonKeys = Carte.DaemonKeys(
            service: try serviceKey.verifierKey(
                name: structure.key(.service).description),
            journal: try journalKey.verifierKey(name: "\(structure.key(.journal))/1"),
            temoin: try VerifierKey(
                name: structure.key(.temoin).description, type: .cosignature,
                publicKey: SigningKey.generate().publicKey))
        let index = try SecretBytes(random: 32)
        identities = try Self.roles.mapValues { roles in
            var identity = try AgentIdentity.generate(.x25519)
            if Permission.holdIndexKey.allows(roles) { identity.indexKeys[1] = index }
            return identity
        }
        let card = try card()
        daemon.on("GET", Routes.card) { _ in .init(status: 200, body: card.bytes) }
        try shows()
        // A deposit is answered by what was deposited.
        daemon.on("PUT", Routes.localSend) { request in
            guard let slip = try? Pli(request.body).slip else { return .problem(400) }
            let place: BoxEntry.Place =
                slip.pour == slip.de
                ? .reception(.nonLu) : .envoi(.enAttente, retenu: false, accuses: [])
            // Of what came outside the service, the query says where from.
            let query = request.query.split(separator: "&").reduce(into: [String: String]()) {
                query, pair in
                let halves = pair.split(separator: "=").map(String.init)
                query[halves.first ?? ""] = halves.last
            }
            let row = BoxEntry(
                slip, recu: slip.pour == slip.de ? slip.scelle : nil, place: place,
                origine: query["origine"].flatMap { StructureName($0) },
                voieRecue: query["origine"] == nil
                    ? nil : query["voie"].flatMap { VoieRecue(rawValue: $0) })
            return .init(status: 201, body: Array(row.value.text.utf8))
        }
    }

    /// An operator and a mission locale.
    package static func pair(_ horloge: TestClock = TestClock()) throws -> (Team, Team) {
        (
            try Team("agir38.example", .operateurAGIR, horloge),
            try Team("ml.example", .missionLocale, horloge)
        )
    }

    package func name(_ local: String) -> KeyName { KeyName(agent: "\(structure)/\(local)")! }

    package func agent(_ local: String) throws -> Carte.Agent {
        let identity = identities[local]!
        return Carte.Agent(
            nom: name(local), fonction: local, roles: Self.roles[local]!,
            cle: try identity.signing.verifierKey(name: name(local).description),
            destinataire: identity.age.recipient)
    }

    /// - Parameters:
    ///   - key: the structure key; nil: the one of the beginning.
    ///   - change: what differs.
    package func card(
        serie: Int = 1, key: SigningKey? = nil, change: (inout Carte) throws -> Void = { _ in }
    ) throws -> SignedCarte {
        let key = key ?? structureKey
        var card = Carte(
            structure: structure,
            libelle: Self.libelles[structure.text] ?? "Structure \(structure)",
            type: type, serie: serie,
            emise: horloge.now, expire: horloge.now + 365 * 86_400,
            adresse: PeerAddress("http://127.0.0.1:1"), courriel: nil,
            cleStructure: try key.verifierKey(name: structure.key(.structure).description),
            daemon: daemonKeys, agents: try Self.roles.keys.sorted().map { try agent($0) },
            dpo: nil)
        try change(&card)
        return try SignedCarte(card, key: key)
    }

    /// «I heard the digits of that structure»: an act of one of the agents.
    package func verification(
        of card: SignedCarte, by local: String = "alice", le: Instant? = nil
    ) throws -> [UInt8] {
        try Verification(
            structure: card.carte.structure, cle: card.carte.cleStructure, serie: card.carte.serie,
            moyen: .telephone, le: le ?? horloge.now
        ).signed(by: identities[local]!.signing, name: name(local)).bytes
    }

    /// What the daemon's directory says from now on.
    ///
    /// - Parameter own: nil: the first card.
    package func shows(
        own: SignedCarte? = nil, _ cards: [SignedCarte] = [], verifications: [[UInt8]] = [],
        change: (inout JSONObject) -> Void = { _ in }
    ) throws {
        func acts(_ acts: [[UInt8]]) -> JSONValue {
            .array(acts.map { .string(Base64.encode($0)) })
        }
        var object = JSONObject([
            ("propre", .string(Base64.encode(try own?.bytes ?? card().bytes))),
            ("cartes", acts(cards.map(\.bytes))), ("verifications", acts(verifications)),
            ("retires", .array([])), ("rappels", .array([])), ("echeances", .array([])),
            ("clesIndex", .array([])), ("sansCleIndex", .array([])),
        ])
        change(&object)
        daemon.on("GET", Routes.localDirectory, json: .object(object))
    }
}
