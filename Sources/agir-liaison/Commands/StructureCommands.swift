import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct StructureGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "structure", abstract: "La structure et sa carte.",
        discussion: "agir-liaison structure creer agir38.example --libelle \"Opérateur AGIR\" "
            + "--type operateur-agir",
        subcommands: [
            StructureCreer.self, StructureRejoindre.self, StructureAccueillir.self,
            StructureAgentGroup.self, StructureRenouveler.self, StructureConfier.self,
            StructureRecevoir.self, StructureCleGroup.self,
            StructureDocuments.self,
        ])
}

struct StructureCreer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "creer",
        abstract: "Crée la structure, sa clé et sa première carte, et prend possession du service.",
        discussion: "agir-liaison structure creer agir38.example --libelle \"Opérateur AGIR\" "
            + "--type operateur-agir --agent claire.exemple --role dpo")

    @Argument(help: "Nom de la structure : un nom de domaine en minuscules.")
    var id: String

    @Option(help: "Nom en toutes lettres, tel que les partenaires le verront.")
    var libelle: String

    @Option(
        help: ArgumentHelp(
            "Type : operateur-agir, pole-emploi, mission-locale, cap-emploi, apec, dt-ofii, dna, "
                + "cph, spada, siao, hebergement, pic-ipr, prefecture, accueil-de-jour ou autre."))
    var type: String

    @Option(help: "Adresse du service pour les partenaires : https://hôte.")
    var adresse: String?

    @Option(help: "Courriel de la structure.")
    var courriel: String?

    @Option(help: "Nom de cet agent, après la barre : prenom.nom.")
    var agent: String?

    @Option(help: "Fonction de cet agent.")
    var fonction = "Administrateur"

    @Option(help: "Rôle de plus pour cet agent : dpo.")
    var role: [String] = []

    @Option(help: "Nom du délégué à la protection des données (gardé ici, absent de la carte).")
    var dpoNom: String?

    @Option(help: "Téléphone du délégué à la protection des données.")
    var dpoTelephone: String?

    @Option(help: "Courriel du délégué à la protection des données.")
    var dpoCourriel: String?

    @Flag(help: "Clé X25519, lisible par tout logiciel age (la seule forme de cette version).")
    var compatible = false

    @Flag(help: "Garde les clés sans phrase secrète (déconseillé).")
    var sansPhrase = false

    @Option(help: "Fichier du code de prise d'un service neuf (sinon : root ou compte du service).")
    var codeFichier: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        try create()
    }

    private func create() throws {
        let folder = try options.folder
        let structure = try checkedName()
        guard let kind = StructureKind(rawValue: type) else {
            throw Failure(
                .usage, "« \(Output.visible(type)) » n'est pas un type de structure.",
                next:
                    "Les types : \(StructureKind.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        let address = try checkedAddress()
        let roles = try checkedRoles()
        guard try folder.anchor() == nil else {
            throw Failure(
                .exists, "Une structure est déjà épinglée dans le dossier \(folder.path).",
                next: "Prenez un autre dossier (--dossier) pour une autre structure.")
        }
        let contact = try dpoContact(roles)
        let claim = try claimState(address)

        let (agent, passphrase) = try identity(structure, folder)
        // One that a run cut short left is taken up again: the daemon may know it already.
        let (key, isNew) =
            try folder.structureKey(passphrase ?? options.passphrase()).map { ($0, false) }
            ?? (SigningKey.generate(), true)
        let now = Now.instant
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
        let card = try SignedCarte(
            Carte(
                structure: structure, libelle: libelle, type: kind, serie: 1, emise: now,
                expire: now + CardEditor.life * 86_400, adresse: address, courriel: courriel,
                cleStructure: try key.verifierKey(name: structure.key(.structure).description),
                daemon: daemon,
                agents: [
                    Carte.Agent(
                        nom: agent.nom, fonction: agent.fonction, roles: roles, cle: agent.cle,
                        destinataire: agent.destinataire)
                ], dpo: contact), key: key)
        if isNew {
            let code = try folder.saveStructureKey(key, passphrase: passphrase)
            IdentityMaker.show(
                recoveryCode: code, of: "la clé de la structure", json: options.json)
        }
        if daemon != nil { try publish(card) }
        try folder.pin(card)
        if let dpoNom {
            try folder.write(
                Array("\(dpoNom)\n".utf8), to: "dpo", replacing: true)
        }
        show(card.carte)
    }

    private func checkedName() throws -> StructureName {
        guard let name = StructureName(id) else {
            throw Failure(
                .usage, "« \(Output.visible(id)) » n'est pas un nom de structure.",
                next: "C'est un nom de domaine en minuscules, par exemple agir38.example.")
        }
        return name
    }

    private func checkedAddress() throws -> PeerAddress? {
        guard let adresse else { return nil }
        guard let address = PeerAddress(adresse) else {
            throw Failure(
                .usage, "L'adresse « \(Output.visible(adresse)) » n'est pas utilisable.",
                next: "Elle est de la forme https://hôte[:port] ; http:// sur 127.0.0.1 seulement.")
        }
        return address
    }

    private func checkedRoles() throws -> Set<Role> {
        guard role.allSatisfy({ $0 == Role.dpo.rawValue }) else {
            throw Failure(
                .usage, "Le seul rôle qui s'ajoute ici est dpo.",
                next: "Cet agent est déjà admin et referent.")
        }
        guard role.isEmpty else {
            Output.note(
                "Attention : le même agent lit les fiches et contrôle leur usage (referent et dpo)."
            )
            return [.admin, .referent, .dpo]
        }
        return [.admin, .referent]
    }

    private func dpoContact(_ roles: Set<Role>) throws -> Carte.DPOContact? {
        let telephone =
            dpoTelephone ?? (roles.contains(.dpo) ? nil : Terminal.ask("Téléphone du DPO : "))
        let courriel =
            dpoCourriel ?? (roles.contains(.dpo) ? nil : Terminal.ask("Courriel du DPO : "))
        if let telephone, let courriel, !telephone.isEmpty, !courriel.isEmpty {
            return Carte.DPOContact(telephone: telephone, courriel: courriel)
        }
        guard roles.contains(.dpo), telephone == nil, courriel == nil else {
            throw Failure(
                .usage,
                "Il faut le téléphone et le courriel du délégué à la protection des données.",
                next: "Donnez --dpo-telephone et --dpo-courriel, ou --role dpo pour cet agent.")
        }
        return nil
    }

    /// The public keys of a fresh daemon.
    private struct Claim {
        let service: [UInt8]
        let journal: [UInt8]
        let temoin: [UInt8]
    }

    /// What the daemon says of itself; nil when there is none, and none was asked for.
    private func claimState(_ address: PeerAddress?) throws -> Claim? {
        let answer: SignedClient.Answer
        do {
            answer = try options.context.client().request("GET", Routes.localClaim)
        } catch let unreachable as SignedClient.Unreachable {
            guard !options.namesService, address == nil else { throw unreachable }
            Output.note("Aucun service ici : la carte n'aura pas de clés de service.")
            return nil
        }
        guard let object = (try? JSONValue.parse(answer.body))?.object,
            let service = object["service"]?.string.flatMap({ Base64.decode($0) }),
            let journal = object["journal"]?.string.flatMap({ Base64.decode($0) }),
            let temoin = object["temoin"]?.string.flatMap({ Base64.decode($0) })
        else { throw Failure(.data, "Le service n'a pas répondu comme attendu.") }
        if let owner = object["structure"]?.string {
            throw Failure(
                .notAllowed, "Ce service appartient déjà à \(Output.visible(owner)).",
                next: "Donnez l'adresse d'un service neuf avec --service.")
        }
        return Claim(service: service, journal: journal, temoin: temoin)
    }

    private func publish(_ card: SignedCarte) throws {
        var extra: [(String, String)] = []
        if let codeFichier {
            let bytes = try PrivateFile.read(codeFichier, limit: 1_024)
            let code = String(decoding: bytes, as: UTF8.self)
            extra = [(FieldNames.claimCode, String(code.prefix { !$0.isNewline }))]
        }
        _ = try options.context.client()
            .request("PUT", Routes.localCard, body: card.bytes, extra: extra)
    }

    /// The agent's identity: made here, or the one that is there. A recovery code is shown as soon as
    /// its file is written: whatever fails later, it is not lost.
    private func identity(
        _ structure: StructureName, _ folder: AgentFolder
    ) throws -> (AgentActe, SecretBytes?) {
        guard folder.hasIdentity else {
            guard let agent else {
                throw Failure(
                    .usage, "Il faut le nom de cet agent.", next: "Donnez --agent prenom.nom.")
            }
            let maker = IdentityMaker(
                options: options, fonction: fonction, kind: compatible ? .x25519 : .hybrid,
                sansPhrase: sansPhrase)
            let made = try maker.make(
                try IdentityMaker.agentName("\(structure)/\(agent)"), indexKey: true)
            IdentityMaker.show(
                recoveryCode: made.recoveryCode, of: "l'identité de l'agent", json: options.json)
            return (made.acte, made.passphrase)
        }
        let acte = try folder.agentActe()
        guard acte.nom.structure == structure, agent == nil || agent == acte.nom.local else {
            throw Failure(
                .usage, "L'identité de ce dossier est celle de \(acte.nom).",
                next: "Prenez un autre dossier (--dossier).")
        }
        var (identity, passphrase) = try folder.open("identite.age", options.context)
        guard identity.indexKeys.isEmpty else { return (acte, passphrase) }
        identity.indexKeys[1] = try SecretBytes(random: 32)
        let code = try folder.save(identity, passphrase: passphrase, replacing: true)
        IdentityMaker.show(
            recoveryCode: code, of: "l'identité de l'agent (il remplace l'ancien)",
            json: options.json)
        return (acte, passphrase)
    }

    private func show(_ card: Carte) {
        let fingerprint = Fingerprint(structure: card.cleStructure)
        if options.json {
            var object = JSONObject()
            object["structure"] = .string(card.structure.text)
            object["serie"] = .integer(Int64(card.serie))
            object["cle"] = .string(card.cleStructure.description)
            object["empreinte"] = .string(fingerprint.description)
            object["service"] = .bool(card.daemon != nil)
            Output.json(.object(object))
        } else {
            Output.line("La structure \(card.structure) est créée.")
            Output.line("Empreinte : \(fingerprint) (\(EmpreinteCommand.series(card)))")
        }
    }
}
