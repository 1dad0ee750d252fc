import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct ContactGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact", abstract: "Les partenaires, leurs cartes et leur vérification.",
        discussion: "agir-liaison contact importer ml-grenoble.carte",
        subcommands: [
            ContactImporter.self, ContactLister.self, ContactVerifier.self, ContactRetirer.self,
        ])

    /// A partner's card held here.
    static func held(_ id: String, _ folder: AgentFolder) throws -> SignedCarte {
        if let own = try folder.anchor(), own.structure.text == id { return try folder.ownCard() }
        guard let name = StructureName(id), let card = try folder.contact(name) else {
            throw Failure(
                .noInput, "La structure « \(Output.visible(id)) » n'est pas dans vos contacts.",
                next: "Importez sa carte : « agir-liaison contact importer CARTE ».")
        }
        return card
    }
}

struct ContactImporter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "importer", abstract: "Importe la carte d'un partenaire, à vérifier ensuite.",
        discussion: "agir-liaison contact importer ml-grenoble.carte")

    @Argument(help: "Fichier de la carte, ou adresse https:// du service du partenaire.")
    var source: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronizedIfReachable()
        try session.require(.importContact)
        let card = try SignedCarte(bytes())
        let name = card.carte.structure
        guard name != session.own.structure else {
            throw Failure(.data, "C'est la carte de votre propre structure.")
        }
        let held = try session.folder.contact(name) ?? session.folder.removedContact(name)
        guard held.map({ $0.carte.cleStructure == card.carte.cleStructure }) ?? true else {
            return try setAside(card, session)
        }
        if let held { try card.checkSuccession(of: held) }
        try session.folder.save(contact: card)
        try pushIfReachable(session, name)
        report(
            card.carte,
            isVerified: try Session.isVerified(
                card.carte, own: session.own, folder: session.folder))
    }

    /// The card that was known stays in force until somebody compares the digits of the new key.
    private func setAside(_ card: SignedCarte, _ session: Session) throws {
        let name = card.carte.structure
        try session.folder.save(pendingContact: card)
        do {
            _ = try session.client.request("PUT", Routes.localContacts, body: card.bytes)
        } catch is SignedClient.Unreachable {
            Output.note("Le service ne répond pas : il l'apprendra à la vérification.")
        }
        Output.note(
            "ALARME : la clé de \(name) n'est plus celle qui était connue.\n"
                + "L'ancienne reste en vigueur. Appelez la structure avant toute chose, prévenez "
                + "votre DPO,\npuis : « agir-liaison contact verifier \(name) ».")
        if options.json { Output.json(ContactLister.json(card.carte, isVerified: false)) }
    }

    private func bytes() throws -> [UInt8] {
        guard source.hasPrefix("http://") || source.hasPrefix("https://") else {
            return try PrivateFile.read(source, limit: Acte.limit)
        }
        guard let address = PeerAddress(source) else {
            throw Failure(
                .usage, "L'adresse « \(Output.visible(source)) » n'est pas utilisable.",
                next: "Elle est de la forme https://hôte[:port].")
        }
        return try SignedClient(.peer(address), now: { Now.instant }).request(
            "GET", Routes.card
        ).body
    }

    private func report(_ card: Carte, isVerified: Bool) {
        if options.json {
            return Output.json(ContactLister.json(card, isVerified: isVerified))
        }
        Output.line("Carte de \(card.structure) (\(Output.visible(card.libelle))) importée.")
        if !isVerified {
            Output.line(
                "Elle n'est pas vérifiée. Appelez la structure, à un numéro qui ne vient pas")
            Output.line("de la carte, et comparez l'empreinte :")
            Output.line("    agir-liaison contact verifier \(card.structure)")
        }
    }
}

struct ContactLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les partenaires connus.",
        discussion: "agir-liaison contact lister --json")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronizedIfReachable()
        let (folder, own) = (session.folder, session.own)
        let cards = try folder.contactNames().compactMap { try folder.contact($0)?.carte }
        let rows = try cards.map { ($0, try Session.isVerified($0, own: own, folder: folder)) }
        if options.json {
            return Output.json(.array(rows.map { Self.json($0.0, isVerified: $0.1) }))
        }
        guard !rows.isEmpty else { return Output.line("Aucun contact.") }
        Output.table(
            [["STRUCTURE", "LIBELLÉ", "TYPE", "SÉRIE", "VÉRIFIÉ", "EXPIRE"]]
                + rows.map { card, isVerified in
                    [
                        card.structure.text, Output.visible(card.libelle), card.typeFrench,
                        String(card.serie), isVerified ? "oui" : "NON",
                        ParisTime.date(at: card.expire).french,
                    ]
                })
    }

    static func json(_ card: Carte, isVerified: Bool) -> JSONValue {
        var object = JSONObject()
        object["structure"] = .string(card.structure.text)
        object["libelle"] = .string(card.libelle)
        object["type"] = .string(card.typeInconnu ?? card.type.rawValue)
        object["serie"] = .integer(Int64(card.serie))
        object["verifie"] = .bool(isVerified)
        object["expire"] = .string(card.expire.description)
        return .object(object)
    }
}

struct ContactRetirer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "retirer",
        abstract: "Retire un partenaire : plus rien ne lui part ni n'en vient. L'échangé reste.",
        discussion: "agir-liaison contact retirer ml-grenoble.example")

    @Argument(help: "Structure.")
    var id: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronizedIfReachable()
        try session.require(.importContact)
        let name = try ContactGroup.held(id, session.folder).carte.structure
        guard name != session.own.structure else {
            throw Failure(.usage, "C'est votre propre structure.")
        }
        if Terminal.isInteractive, !Terminal.confirms("Retirer \(name) de vos contacts ?") {
            throw Failure(.usage, "Rien n'est retiré.")
        }
        do {
            _ = try session.client.request("DELETE", Routes.localContact(name))
        } catch let problem as Problem where problem.status == 404 {
            Output.note("Le service ne le connaissait pas.")
        }
        try session.folder.removeContact(name)
        Output.line("\(name) n'est plus dans vos contacts.")
    }
}

struct ContactVerifier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "verifier",
        abstract: "Compare l'empreinte d'un partenaire, obtenue par un autre canal.",
        discussion: "agir-liaison contact verifier ml-grenoble.example "
            + "--empreinte \"12345 12345 12345 12345 12345 12345\" --moyen telephone")

    @Argument(help: "Structure.")
    var id: String

    @Option(help: "Les six groupes de cinq chiffres lus par le partenaire.")
    var empreinte: String?

    @Option(help: "Par quel canal : telephone, sms, main-propre ou courrier.")
    var moyen: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronizedIfReachable()
        try session.require(.verifyContact)
        let held = try ContactGroup.held(id, session.folder)
        guard held.carte.structure != session.own.structure else {
            throw Failure(.usage, "C'est votre propre structure.")
        }
        let typed = try typedFingerprint(held.carte)
        let means = try means()
        // The digits say which of two keys the partner has: the known one, or the new one.
        let pending = try session.folder.pendingContact(held.carte.structure)
        let candidates = [held] + [pending].compactMap(\.self)
        guard
            let signed = candidates.last(where: {
                Fingerprint(structure: $0.carte.cleStructure) == typed
            })
        else {
            let newest = (pending ?? held).carte
            try wrong(typed, Fingerprint(structure: newest.cleStructure), newest, session)
        }
        let card = signed.carte
        let verification = Verification(
            structure: card.structure, cle: card.cleStructure, serie: card.serie, moyen: means,
            le: Now.instant)
        let acte = try verification.signed(
            by: session.identity.signing, name: session.agent.nom)
        try session.folder.save(verification: acte.bytes, of: card.structure)
        if signed == pending {
            // Known to the daemon too before its verification comes.
            _ = try? session.client.request("PUT", Routes.localContacts, body: signed.bytes)
            try session.folder.save(contact: signed)
        }
        try pushIfReachable(session, card.structure)
        if options.json {
            Output.json(ContactLister.json(card, isVerified: true))
        } else {
            Output.line("L'empreinte de \(card.structure) est vérifiée.")
        }
        if empreinte == nil, Terminal.isInteractive {
            let own = Fingerprint(structure: session.own.cleStructure)
            Terminal.say(
                "Lisez-lui maintenant la vôtre, \(EmpreinteCommand.series(session.own)) :\n\n"
                    + "    \(own)\n")
        }
    }

    private func typedFingerprint(_ card: Carte) throws -> Fingerprint {
        guard empreinte == nil, Terminal.isInteractive else {
            return try TypedFingerprint.read(empreinte, "Empreinte lue : ")
        }
        Terminal.say(
            "Appelez \(card.structure) à un numéro que vous tenez d'ailleurs que de sa carte :\n"
                + "un annuaire, une convention, un courrier ancien. Faites-vous lire les six groupes\n"
                + "de cinq chiffres de son empreinte.")
        var groups: [String] = []
        while groups.count < 6 {
            let typed = Terminal.ask("Groupe \(groups.count + 1) sur 6 : ") ?? ""
            let digits = typed.filter { !$0.isWhitespace }
            // Somebody may type them all at once.
            if let whole = Fingerprint(typed: digits) { return whole }
            guard digits.utf8.count == 5, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
                guard !typed.isEmpty else {
                    throw Failure(.usage, "L'empreinte n'est pas lue : rien n'est vérifié.")
                }
                Terminal.say("Un groupe a cinq chiffres ; faites-le relire.")
                continue
            }
            groups.append(digits)
        }
        return try TypedFingerprint.read(groups.joined(separator: " "), "")
    }

    private func means() throws -> Verification.Moyen {
        let names = Verification.Moyen.allCases.map(\.rawValue).joined(separator: ", ")
        guard let text = moyen ?? Terminal.ask("Par quel canal (\(names)) : "),
            let means = Verification.Moyen(rawValue: text)
        else {
            throw Failure(
                .usage, "Il faut dire par quel canal l'empreinte a été obtenue.",
                next: "Donnez --moyen : \(names).")
        }
        return means
    }

    private func wrong(
        _ typed: Fingerprint, _ expected: Fingerprint, _ card: Carte, _ session: Session
    ) throws -> Never {
        _ = try? session.client.request(
            "POST", Routes.localWrongFingerprint(card.structure))
        throw Failure(
            .data,
            "L'empreinte ne correspond pas à la carte de \(card.structure)."
                + TypedFingerprint.difference(typed, expected),
            next: .sentence(
                "Faites-la relire une fois. Si elle diffère encore, n'envoyez rien, demandez une "
                    + "autre carte par un autre canal et prévenez votre DPO."))
    }
}

/// Gives the daemon what changed; without a daemon it is given at the next sending.
func pushIfReachable(_ session: Session, _ name: StructureName) throws {
    do {
        try session.push(name)
    } catch is SignedClient.Unreachable {
        Output.note("Le service ne répond pas : il l'apprendra au prochain envoi.")
    }
}
