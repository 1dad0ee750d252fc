package import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// A structure's keys, its first card with its first agent, and its daemon's claim.
package struct StructureCreation {
    package struct Input {
        package var structure: StructureName
        package var libelle: String
        package var type: StructureKind
        package var address: PeerAddress?
        package var courriel: String?
        /// The agent's name after the slash; not needed where there is an identity.
        package var agent: String?
        package var fonction: String
        package var kind: AgeIdentity.Kind
        /// Whether a passphrase seals the keys.
        package var isProtected: Bool
        /// Whether this agent is the DPO too.
        package var isDPO: Bool
        package var dpoTelephone: String?
        package var dpoCourriel: String?
        /// Kept here, not in the card.
        package var dpoName: String?
        /// Whether a daemon was named: it must answer then.
        package var needsService: Bool

        package init(
            _ structure: StructureName, libelle: String, type: StructureKind, fonction: String,
            kind: AgeIdentity.Kind, isProtected: Bool
        ) {
            self.structure = structure
            self.libelle = libelle
            self.type = type
            self.fonction = fonction
            self.kind = kind
            self.isProtected = isProtected
            (isDPO, needsService) = (false, false)
        }
    }

    package enum Question: Equatable, Sendable { case dpoTelephone, dpoCourriel }

    package struct Plan {
        fileprivate let input: Input
        fileprivate let claim: ServiceClaim?
        package let questions: [Question]
    }

    /// What was answered; nil where nobody could.
    package struct Answers {
        package var telephone: String?
        package var courriel: String?

        package init(telephone: String? = nil, courriel: String? = nil) {
            self.telephone = telephone
            self.courriel = courriel
        }
    }

    /// Of what a recovery code is shown.
    package enum Recovery: Equatable, Sendable { case identity, identityAnew, structureKey }

    /// - Throws: exit 73 where a structure is pinned, 77 for a daemon that has a structure, 69 for one that
    ///   does not answer and is needed.
    package static func plan(_ input: Input, _ context: AgentContext) throws -> Plan {
        if input.isDPO { context.notify(.trust(.readsAndControls(isMe: false))) }
        try checkUnpinned(context.folder)
        var questions: [Question] = []
        if !input.isDPO {
            if input.dpoTelephone == nil { questions.append(.dpoTelephone) }
            if input.dpoCourriel == nil { questions.append(.dpoCourriel) }
        }
        return Plan(input: input, claim: try claim(input, context), questions: questions)
    }

    private static func checkUnpinned(_ folder: AgentFolder) throws {
        guard try folder.anchor() == nil else {
            throw AgentError(
                .exists, "Une structure est déjà épinglée dans le dossier \(folder.path).",
                next: .trust(.otherFolder(.structure)))
        }
    }

    /// What the daemon says of itself; nil when there is none, and none was asked for.
    private static func claim(_ input: Input, _ context: AgentContext) throws -> ServiceClaim? {
        let claim: ServiceClaim
        do {
            claim = try context.client().ask(ServiceClaim.self, "GET", Routes.localClaim)
        } catch let unreachable as SignedClient.Unreachable {
            guard !input.needsService, input.address == nil else { throw unreachable }
            context.notify(.trust(.noService))
            return nil
        }
        if let owner = claim.structure {
            throw AgentError(
                .notAllowed, "Ce service appartient déjà à \(owner).", next: .trust(.freshService))
        }
        return claim
    }

    /// - Parameters:
    ///   - code: reads the one-time code of a fresh daemon, where it asks for one.
    ///   - show: what is done with a recovery code, as soon as its file is written: whatever fails later,
    ///     it is not lost.
    /// - Returns: the card in force.
    package static func execute(
        _ plan: Plan, _ answers: Answers = .init(), code: () throws -> String? = { nil },
        _ context: AgentContext,
        show: (Recovery, String) -> Void
    ) throws -> Carte {
        let input = plan.input
        let contact = try dpoContact(input, answers)
        let folder = context.folder
        let (agent, passphrase) = try identity(input, context, show)
        // One that a run cut short left is taken up again: the daemon may know it already. Asked of the
        // person before the folder is held.
        let left =
            try passphrase.map { try folder.structureKey($0) }
            ?? folder.structureKey(context, .identity)
        return try folder.locked {
            try checkUnpinned(folder)
            let held = try left ?? folder.structureKey(passphrase ?? context.secret(.identity))
            let key = try held ?? SigningKey.generate()
            let card = try card(
                input, key: key, agent: agent, contact: contact, claim: plan.claim,
                at: context.now())
            if held == nil {
                show(.structureKey, try folder.saveStructureKey(key, passphrase: passphrase))
            }
            if plan.claim != nil {
                _ = try context.client().request(
                    "PUT", Routes.localCard, body: card.bytes,
                    extra: code().map { [(FieldNames.claimCode, $0)] } ?? [])
            }
            try folder.pin(card)
            if let name = input.dpoName {
                try OwnDPO.remember(name, folder)
            }
            return card.carte
        }
    }

    private static func dpoContact(
        _ input: Input, _ answers: Answers
    ) throws -> Carte.DPOContact? {
        let telephone = input.dpoTelephone ?? (input.isDPO ? nil : answers.telephone)
        let courriel = input.dpoCourriel ?? (input.isDPO ? nil : answers.courriel)
        if let telephone, let courriel, !telephone.isEmpty, !courriel.isEmpty {
            return Carte.DPOContact(telephone: telephone, courriel: courriel)
        }
        guard input.isDPO, telephone == nil, courriel == nil else {
            throw AgentError(
                .usage,
                "Il faut le téléphone et le courriel du délégué à la protection des données.",
                next: .trust(.giveDPO))
        }
        return nil
    }

    /// The agent's identity: made here, or the one that is there, which then holds the first index key.
    private static func identity(
        _ input: Input, _ context: AgentContext, _ show: (Recovery, String) -> Void
    ) throws -> (AgentActe, SecretBytes?) {
        let folder = context.folder
        guard folder.hasIdentity else {
            guard let agent = input.agent else {
                throw AgentError(
                    .usage, "Il faut le nom de cet agent.", next: .trust(.nameAgent))
            }
            let made = try IdentityCreation(
                KeyName(agentText: "\(input.structure)/\(agent)"), fonction: input.fonction,
                kind: input.kind, isProtected: input.isProtected
            ).run(context, holdsIndexKey: true)
            show(.identity, made.recoveryCode)
            return (made.acte, made.passphrase)
        }
        let acte = try folder.agentActe()
        guard acte.nom.structure == input.structure,
            input.agent == nil || input.agent == acte.nom.local
        else {
            throw AgentError(
                .usage, "L'identité de ce dossier est celle de \(acte.nom).",
                next: .trust(.otherFolder(.anything)))
        }
        var (identity, passphrase) = try folder.open("identite.age", context)
        guard identity.indexKeys.isEmpty else { return (acte, passphrase) }
        identity.indexKeys[1] = try SecretBytes(random: 32)
        let code = try folder.locked {
            try folder.save(identity, passphrase: passphrase, replacing: true)
        }
        show(.identityAnew, code)
        return (acte, passphrase)
    }

    private static func card(
        _ input: Input, key: SigningKey, agent: AgentActe, contact: Carte.DPOContact?,
        claim: ServiceClaim?, at now: Instant
    ) throws -> SignedCarte {
        let structure = input.structure
        let daemon = try claim.map { claim in
            try Carte.DaemonKeys(
                service: VerifierKey(
                    name: structure.key(.service).description, publicKey: claim.service),
                journal: VerifierKey(
                    name: "\(structure.key(.journal))/1", publicKey: claim.journal),
                temoin: VerifierKey(
                    name: structure.key(.temoin).description, type: .cosignature,
                    publicKey: claim.temoin))
        }
        return try SignedCarte(
            Carte(
                structure: structure, libelle: input.libelle, type: input.type, serie: 1,
                emise: now, expire: now + CardEditor.life * 86_400, adresse: input.address,
                courriel: input.courriel,
                cleStructure: try key.verifierKey(name: structure.key(.structure).description),
                daemon: daemon,
                agents: [
                    Carte.Agent(
                        nom: agent.nom, fonction: agent.fonction,
                        roles: input.isDPO ? [.admin, .referent, .dpo] : [.admin, .referent],
                        cle: agent.cle, destinataire: agent.destinataire)
                ], dpo: contact), key: key)
    }
}
