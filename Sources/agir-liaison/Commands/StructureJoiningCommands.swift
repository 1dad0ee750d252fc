import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct StructureRejoindre: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "rejoindre",
        abstract: "Épingle la clé de votre structure, dont l'empreinte se lit de vive voix.",
        discussion: "agir-liaison structure rejoindre agir38.carte "
            + "--empreinte \"12345 12345 12345 12345 12345 12345\"")

    @Argument(help: "Fichier de la carte de votre structure.")
    var carte: String

    @Option(help: "Empreinte de la structure, remise en main propre.")
    var empreinte: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let folder = try options.folder
        let agent = try folder.agentActe()
        let card = try SignedCarte(PrivateFile.read(carte, limit: Acte.limit))
        guard agent.nom.structure == card.carte.structure else {
            throw Failure(
                .data, "Cette carte est celle de \(card.carte.structure), pas de votre structure.",
                next: "Votre identité est \(agent.nom).")
        }
        let typed = try TypedFingerprint.read(
            empreinte, "Empreinte de la structure, que l'administrateur vous lit : ")
        let expected = Fingerprint(structure: card.carte.cleStructure)
        guard typed == expected else {
            throw Failure(
                .data,
                "L'empreinte ne correspond pas à cette carte : rien n'est épinglé."
                    + TypedFingerprint.difference(typed, expected),
                next: "Faites-la relire ; si elle diffère encore, prévenez l'administrateur.")
        }
        if let anchor = try folder.anchor(), anchor.key == card.carte.cleStructure {
            try card.checkSuccession(of: folder.ownCard())
        }
        guard card.carte.agent(agent.nom)?.cle == agent.cle else {
            throw Failure(
                .notAllowed, "Cette carte ne vous nomme pas encore.",
                next: .sentence(
                    "Remettez « agent.note » à l'administrateur, puis prenez la carte qu'il a "
                        + "faite ensuite."))
        }
        try folder.pin(card, tls: options.context.learnedKey())
        report(card.carte, agent)
    }

    private func report(_ card: Carte, _ agent: AgentActe) {
        guard !options.json else {
            var object = JSONObject()
            object["structure"] = .string(card.structure.text)
            object["serie"] = .integer(Int64(card.serie))
            return Output.json(.object(object))
        }
        let roles = card.agent(agent.nom)?.roles.map(\.rawValue).sorted() ?? []
        Output.line("Vous travaillez pour \(Output.visible(card.libelle)) (\(card.structure)).")
        Output.line("Vos rôles : \(roles.joined(separator: ", ")).")
    }
}

struct StructureAccueillir: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "accueillir",
        abstract: "Imprime la page à remettre à un nouveau collègue.",
        discussion: "agir-liaison structure accueillir")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let card = try options.folder.ownCard().carte
        Output.line(
            """
            BIENVENUE À \(Output.visible(card.libelle).uppercased())

            Vous allez lire et écrire des fiches de liaison. Elles concernent des personnes qui ont
            fui des persécutions : elles ne se lisent qu'avec votre clé, que vous seul gardez.

            1. Créez votre identité, et choisissez une phrase secrète de plusieurs mots :

                 agir-liaison agent creer \(card.structure)/prenom.nom --fonction "Référente"

               Écrivez le code de secours qui s'affiche, et enfermez-le.

            2. Remettez le fichier « agent.note » de votre dossier à l'administrateur, et lisez-lui,
               de vive voix, l'empreinte que montre :

                 agir-liaison agent montrer

            3. L'administrateur vous ajoute à la carte, puis vous la remet. Épinglez-la, avec
               l'empreinte de la structure :

                 agir-liaison structure rejoindre CARTE

               Empreinte de \(card.structure) :

                 \(Fingerprint(structure: card.cleStructure))

            4. Voyez ce qui vous attend :

                 agir-liaison boite

            Carte \(EmpreinteCommand.series(card)).
            """)
    }
}

struct StructureRenouveler: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "renouveler", abstract: "Refait la carte pour un an, sans rien y changer.",
        discussion: "agir-liaison structure renouveler")

    @Option(help: "Nouvelle adresse du service pour les partenaires.")
    var adresse: String?

    @Option(help: "Nouveau courriel de la structure.")
    var courriel: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let address = try adresse.map { text in
            guard let address = PeerAddress(text) else {
                throw Failure(
                    .usage, "L'adresse « \(Output.visible(text)) » n'est pas utilisable.",
                    next: "Elle est de la forme https://hôte[:port].")
            }
            return address
        }
        let editor = try CardEditor(options.context)
        let opening = try EpochOpening(editor.session)
        try opening?.check()
        let card = try editor.publish { card in
            if let opening, let daemon = card.daemon { card.daemon = try opening.keys(daemon) }
            if let address { card.adresse = address }
            if let courriel { card.courriel = courriel }
        }
        if let opening {
            try opening.sign()
            Output.note(
                "Le journal ouvre son époque \(opening.epoch) ; les partenaires le sauront.")
        }
        editor.report(
            card, "La carte est renouvelée jusqu'au \(ParisTime.date(at: card.expire).french).",
            json: options.json)
    }
}

/// The log's new book after a restoration: the card names it, an act says what it follows
/// (formats.md, «Époque»).
private struct EpochOpening {
    let session: Session
    let epoch: Int
    private let precedents: [String]

    /// Nil when the daemon's log is in the époque that the card names, or there is no daemon.
    init?(_ session: Session) throws {
        guard session.own.daemon != nil else { return nil }
        let answer = try session.client.ask(EpochToOpen.self, "GET", Routes.localEpoch)
        guard let opening = answer.opening else { return nil }
        self.session = session
        epoch = opening.epoch
        precedents = opening.precedents
    }

    /// That the daemon says what a restoration says, and that somebody knows of it.
    func check() throws {
        guard let key = session.own.daemon?.journal, let held = KeyName(key.name)?.epoch,
            held...held + 1 ~= epoch
        else {
            throw Failure(
                .data, "Le service dit son journal à l'époque \(epoch), que rien n'explique.",
                next: "Ne signez rien ; prévenez votre DPO.")
        }
        for precedent in precedents {
            let note = try SignedNote(Array(precedent.utf8))
            let tree = try Checkpoint(text: note.text)
            do {
                try note.verify(VerifierKey(name: tree.origin, publicKey: key.publicKey))
            } catch {
                throw Failure(
                    .data, "Le dernier point de contrôle d'avant n'est pas signé par le journal.",
                    next: "Ne signez rien ; prévenez votre DPO.")
            }
        }
        if Terminal.isInteractive,
            !Terminal.confirms(
                "Le journal ouvre l'époque \(epoch) : le service a-t-il été restauré d'une sauvegarde ?"
            )
        {
            throw Failure(
                .notAllowed, "Rien n'est signé.",
                next: "Sans restauration, la base a été remplacée : prévenez votre DPO.")
        }
    }

    func keys(_ daemon: Carte.DaemonKeys) throws -> Carte.DaemonKeys {
        let name = "\(session.own.structure.key(.journal))/\(epoch)"
        return Carte.DaemonKeys(
            service: daemon.service,
            journal: try VerifierKey(name: name, publicKey: daemon.journal.publicKey),
            temoin: daemon.temoin)
    }

    func sign() throws {
        for precedent in precedents {
            let acte = try EpochActe(
                structure: session.own.structure, epoque: epoch, precedent: precedent,
                motif: .restauration
            ).signed(by: session.identity.signing, name: session.agent.nom)
            _ = try session.client.request("PUT", Routes.localEpoch, body: acte.bytes)
        }
    }
}

struct StructureConfier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "confier",
        abstract: "Scelle la clé de la structure pour un second administrateur.",
        discussion: "agir-liaison structure confier sara.martin -o cle-structure.age")

    @Argument(help: "Nom de l'administrateur.")
    var nom: String

    @Option(name: .shortAndLong, help: "Fichier scellé à lui remettre (.age).")
    var output: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let editor = try CardEditor(options.context)
        let colleague = try editor.session.own.colleague(nom)
        guard colleague.roles.contains(.admin) else {
            throw Failure(
                .notAllowed, "\(colleague.nom) n'a pas le rôle admin.",
                next: "Donnez-lui d'abord ce rôle : « agir-liaison structure agent ajouter ».")
        }
        var content = try editor.structureKeyFile()
        defer { Sodium.wipe(&content) }
        try PrivateFile.write(Age.seal(content, to: [colleague.destinataire]), to: output)
        Output.line("La clé de la structure est scellée pour \(colleague.nom) dans \(output).")
        Output.line("Il la reçoit avec : « agir-liaison structure recevoir FICHIER ».")
    }
}

struct StructureRecevoir: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "recevoir", abstract: "Prend la clé de la structure qu'un collègue confie.",
        discussion: "agir-liaison structure recevoir cle-structure.age")

    @Argument(help: "Fichier scellé par « structure confier ».")
    var fichier: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context)
        try session.require(.publishCard)
        let folder = session.folder
        let held = try folder.structureKey(options.context)
        guard held?.publicKey != session.own.cleStructure.publicKey else {
            throw Failure(.exists, "Ce dossier tient déjà la clé de la structure.")
        }
        let sealed = try PrivateFile.read(fichier, limit: 64 * 1_024)
        var content = try Age.open(sealed, with: session.identity.all)
        defer { Sodium.wipe(&content) }
        let key = try AgentFolder.structureKey(content)
        // Who sent it does not matter: only the pinned key has this public half.
        guard key.publicKey == session.own.cleStructure.publicKey else {
            throw Failure(
                .data, "Ce n'est pas la clé de \(session.own.structure) : rien n'est gardé.")
        }
        let (_, passphrase) = try folder.open("identite.age", options.context)
        // A key that was replaced gives way.
        let code = try folder.saveStructureKey(
            key, passphrase: passphrase, replacing: held != nil)
        IdentityMaker.show(recoveryCode: code, of: "la clé de la structure", json: options.json)
        Output.note("Ce dossier tient la clé de la structure. Effacez \(fichier).")
    }
}
