import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

struct StructureAgentGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "Les agents de la structure, dans sa carte.",
        discussion: "agir-liaison structure agent ajouter sara.note --role referent",
        subcommands: [StructureAgentAjouter.self, StructureAgentRevoquer.self])
}

struct StructureAgentAjouter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ajouter",
        abstract: "Ajoute un collègue à la carte, ou prend sa nouvelle clé.",
        discussion: "agir-liaison structure agent ajouter sara.note --role referent "
            + "--empreinte \"12345 12345 12345 12345 12345 12345\"")

    @Argument(help: "Fichier agent.note que le collègue a remis.")
    var note: String

    @Option(help: "Empreinte que le collègue lit sur son écran (« agent montrer »).")
    var empreinte: String?

    @Option(parsing: .upToNextOption, help: "Rôles : referent, dpo, admin.")
    var role: [String] = []

    @OptionGroup var options: CommonOptions

    func run() throws {
        let editor = try CardEditor(options.context)
        let agent = try AgentActe(PrivateFile.read(note, limit: Acte.limit))
        guard agent.nom.structure == editor.session.own.structure else {
            throw Failure(
                .data, "\(agent.nom) n'est pas un nom de votre structure.",
                next: .sentence(
                    "Son identité se crée avec « agir-liaison agent creer "
                        + "\(editor.session.own.structure)/prenom.nom »."))
        }
        let held = editor.session.own.agent(agent.nom)
        let roles = try roles(held)
        try compare(agent)
        let card = try editor.publish { card in
            // A name has one key: the earlier one stays in the earlier cards.
            card.agents.removeAll { $0.nom == agent.nom }
            card.agents.append(
                Carte.Agent(
                    nom: agent.nom, fonction: agent.fonction, roles: roles, cle: agent.cle,
                    destinataire: agent.destinataire))
        }
        if let colleague = card.agent(agent.nom), card.daemon != nil {
            try IndexKeyring(editor.session.under(card)).hand(to: colleague)
        }
        editor.report(card, "\(agent.nom) est dans la carte.", json: options.json)
        if !options.json, held == nil {
            Output.line(
                "À lui remettre : la carte et son empreinte (« agir-liaison structure accueillir »)."
            )
        }
    }

    /// Those of the key before, when none is given.
    private func roles(_ held: Carte.Agent?) throws -> Set<Role> {
        let roles = Set(
            try role.map { text in
                guard let role = Role(rawValue: text) else {
                    throw Failure(
                        .usage, "« \(Output.visible(text)) » n'est pas un rôle.",
                        next:
                            "Les rôles : \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
                }
                return role
            })
        guard let roles = roles.isEmpty ? held?.roles : roles else {
            throw Failure(
                .usage, "Il faut au moins un rôle.",
                next: "Donnez --role referent, --role dpo ou --role admin.")
        }
        if roles.isSuperset(of: [.referent, .dpo]) {
            Output.note(
                "Attention : le même agent lit les fiches et contrôle leur usage (referent et dpo)."
            )
        }
        return roles
    }

    private func compare(_ agent: AgentActe) throws {
        let expected = Fingerprint(agent: agent.cle, recipient: agent.destinataire)
        let typed = try TypedFingerprint.read(
            empreinte, "Empreinte que \(agent.nom.local) lit sur son écran : ")
        guard typed == expected else {
            throw Failure(
                .data,
                "L'empreinte ne correspond pas à \(Output.visible(note))."
                    + TypedFingerprint.difference(typed, expected),
                next: .sentence(
                    "Faites-la relire par le collègue lui-même ; si elle diffère encore, ce "
                        + "fichier n'est pas le sien."))
        }
    }
}

struct StructureAgentRevoquer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "revoquer", abstract: "Retire un agent de la carte et révoque sa clé.",
        discussion: "agir-liaison structure agent revoquer sara.martin --motif depart")

    @Argument(help: "Nom de l'agent.")
    var nom: String

    @Option(help: "Motif : depart, compromission ou perte.")
    var motif: String

    @Option(help: "Depuis quand la clé est douteuse (AAAA-MM-JJ ; défaut : maintenant).")
    var depuis: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        guard let motif = Carte.Revocation.Motif(rawValue: motif) else {
            throw Failure(
                .usage, "« \(Output.visible(motif)) » n'est pas un motif.",
                next: "Les motifs : depart, compromission, perte.")
        }
        let since = try DayOption.read(depuis).map { ParisTime.start(of: $0) } ?? Now.instant
        guard since <= Now.instant else {
            throw Failure(.usage, "Une révocation ne se date pas de l'avenir.")
        }
        let editor = try CardEditor(options.context)
        let own = editor.session.own
        if let name = KeyName(agent: nom) ?? KeyName(agent: "\(own.structure)/\(nom)"),
            own.agent(name) == nil,
            own.revocations.contains(where: { $0.cle.name == name.description })
        {
            // Done before; the new index key may have reached nobody.
            try IndexKeyring.renew(editor.session, isAgain: true)
            return editor.report(own, "\(name) est déjà révoqué.", json: options.json)
        }
        let agent = try own.colleague(nom)
        let card = try editor.publish { card in
            card.agents.removeAll { $0.nom == agent.nom }
            // Those the agent had before too: a copy may be left of each.
            let keys =
                [agent.cle]
                + editor.session.folder.earlierOwnCards()
                .flatMap(\.carte.agents).filter { $0.nom == agent.nom }.map(\.cle)
            for key in keys where !card.revocations.contains(where: { $0.cle == key }) {
                card.revocations.append(
                    Carte.Revocation(cle: key, depuis: since, motif: motif))
            }
        }
        do {
            try IndexKeyring.renew(editor.session.under(card))
        } catch {
            Output.note(
                "La clé d'index n'a pas été renouvelée (\(Failure(error).message)) : "
                    + "relancez cette commande.")
        }
        editor.report(card, "\(agent.nom) est révoqué (\(motif.rawValue)).", json: options.json)
        if motif != .depart { listVoided(agent, editor.session) }
    }

    /// What rested on the verifications of a key that is not trusted any more (formats.md,
    /// «verification»).
    private func listVoided(_ agent: Carte.Agent, _ session: Session) {
        let voided = session.folder.contactNames().filter { name in
            guard let bytes = try? session.folder.verification(of: name),
                let acte = try? Acte(.verification, bytes)
            else { return false }
            return (try? acte.verify(agent.cle)) != nil
        }
        guard !voided.isEmpty else { return Output.note("Il n'avait vérifié aucun contact.") }
        Output.note("Ses vérifications ne comptent plus. Refaites-les, et prévenez votre DPO :")
        for name in voided {
            Output.note(
                "    agir-liaison contact verifier \(name)\n"
                    + "    (ce qui lui a été scellé : « agir-liaison boite envoi --contact \(name) »)"
            )
        }
    }
}
