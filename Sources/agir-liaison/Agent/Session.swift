import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// An agent at work: the opened identity, the own card, and the way to the daemon.
struct Session {
    let folder: AgentFolder
    let identity: AgentIdentity
    let agent: AgentActe
    let own: Carte
    let client: SignedClient

    /// Opens the identity and checks that the own card, signed by the pinned key, names it.
    static func open(_ options: CommonOptions) throws -> Session {
        let folder = try options.folder
        var own = try folder.ownCard().carte
        let agent = try folder.agentActe()
        if own.agent(agent.nom)?.cle != agent.cle {
            own = try newerCard(than: own, folder, options) ?? own
        }
        guard let listed = own.agent(agent.nom), listed.cle == agent.cle else {
            throw Failure(
                .notAllowed, "La carte de \(own.structure) ne nomme pas \(agent.nom).",
                hint: "Demandez à l'administrateur de vous ajouter.")
        }
        let identity = try folder.identity(options)
        guard identity.signing.publicKey == agent.cle.publicKey else {
            throw Failure(
                .configuration, "L'identité et le fichier agent.note ne vont pas ensemble.")
        }
        let client = try options.client(
            signer: .init(key: identity.signing, verifier: agent.cle),
            pour: own.structure)
        return Session(
            folder: folder, identity: identity, agent: agent, own: own, client: client)
    }

    /// The own card as the daemon gives it to anybody: it may name an agent whom the one held here
    /// does not name yet. Nil when it is no better.
    private static func newerCard(
        than own: Carte, _ folder: AgentFolder, _ options: CommonOptions
    ) throws -> Carte? {
        guard let answer = try? options.client().request("GET", Routes.card),
            let card = try? SignedCarte(answer.body), card.carte.structure == own.structure,
            card.carte.cleStructure == own.cleStructure, card.carte.serie > own.serie
        else { return nil }
        try folder.pin(card)
        return card.carte
    }

    var me: Carte.Agent? { own.agent(agent.nom) }

    /// - Throws: exit 77 that names the role needed.
    func require(_ permission: Permission) throws {
        guard let me, permission.allows(me.roles) else {
            throw Failure(
                .notAllowed,
                "Il faut le rôle "
                    + permission.roles.map(\.rawValue).sorted().joined(separator: " ou ") + ".",
                hint: "Demandez-le à l'administrateur de votre structure.")
        }
    }

    /// Whether a partner's card was checked out of band by an agent whom the own card trusts
    /// (formats.md, «verification»).
    static func isVerified(_ card: Carte, own: Carte, folder: AgentFolder) throws -> Bool {
        guard let bytes = try folder.verification(of: card.structure) else { return false }
        guard let verification = try? Verification(bytes, own: own) else { return false }
        return verification.structure == card.structure && verification.cle == card.cleStructure
    }

    /// The card to trust for a structure: the own one, or a partner's that was verified.
    ///
    /// - Throws: exit 66 for a structure that is not known, 77 for one that nobody verified.
    func trustedCard(_ name: StructureName) throws -> Carte {
        if name == own.structure { return own }
        guard let card = try folder.contact(name)?.carte else {
            throw Failure(
                .noInput, "La structure \(name) n'est pas dans vos contacts.",
                hint: "Importez sa carte : « agir-liaison contact importer CARTE ».")
        }
        guard try Self.isVerified(card, own: own, folder: folder) else {
            throw Failure(
                .notAllowed, "L'empreinte de \(name) n'a pas été vérifiée.",
                hint: "Appelez la structure, puis : « agir-liaison contact verifier \(name) ».")
        }
        return card
    }

    /// `synchronize`, or what is held here when the daemon does not answer.
    func synchronizedIfReachable() throws -> Session {
        do {
            return try synchronize()
        } catch is SignedClient.Unreachable {
            return self
        }
    }

    /// Brings the daemon's cards and verifications here. None is trusted for it: the own card must
    /// be signed by the pinned key, a verification by one of our agents.
    func synchronize() throws -> Session {
        let answer = try client.request("GET", Routes.localDirectory)
        guard let object = (try? JSONValue.parse(answer.body))?.object else { return self }
        func bytes(_ value: JSONValue?) -> [[UInt8]] {
            (value?.array ?? []).compactMap { $0.string.flatMap { Base64.decode($0) } }
        }
        var own = own
        if let text = object["propre"]?.string, let bytes = Base64.decode(text) {
            let card = try SignedCarte(bytes)
            if card.carte.cleStructure == own.cleStructure, card.carte.serie > own.serie {
                try folder.pin(card)
                own = card.carte
            }
        }
        for bytes in bytes(object["cartes"]) {
            let card = try SignedCarte(bytes)
            if let held = try folder.contact(card.carte.structure) {
                guard card.carte.cleStructure == held.carte.cleStructure else {
                    Output.note(
                        "ALARME : le service présente une autre clé pour \(card.carte.structure).\n"
                            + "Elle n'est pas prise en compte. Appelez la structure et prévenez votre DPO."
                    )
                    continue
                }
                guard card.carte.serie > held.carte.serie else {
                    if card.carte.serie == held.carte.serie, card.bytes != held.bytes {
                        Output.note(
                            "ALARME : deux cartes différentes de \(card.carte.structure) portent le "
                                + "même numéro.\nAppelez la structure et prévenez votre DPO.")
                    }
                    continue
                }
            }
            try folder.save(contact: card)
        }
        for bytes in bytes(object["verifications"]) {
            guard let verification = try? Verification(bytes, own: own),
                let card = try folder.contact(verification.structure)?.carte,
                card.cleStructure == verification.cle
            else { continue }
            if try !Self.isVerified(card, own: own, folder: folder) {
                try folder.save(verification: bytes, of: verification.structure)
            }
        }
        return Session(folder: folder, identity: identity, agent: agent, own: own, client: client)
    }

    /// Gives the daemon a partner's card and its verification, as held here. Harmless to repeat.
    func push(_ name: StructureName) throws {
        guard let card = try folder.contact(name) else { return }
        _ = try client.request("PUT", Routes.localContacts, body: card.bytes)
        if let verification = try folder.verification(of: name) {
            _ = try client.request("PUT", Routes.localVerifications, body: verification)
        }
    }
}
