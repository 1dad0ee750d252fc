import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct ContactGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact", abstract: "Les partenaires, leurs cartes et leur vérification.",
        discussion: "agir-liaison contact importer ml-grenoble.carte",
        subcommands: [
            ContactImporter.self, ContactLister.self, ContactVerifier.self, ContactRetirer.self,
        ])
}

struct ContactImporter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "importer", abstract: "Importe la carte d'un partenaire, à vérifier ensuite.",
        discussion: "agir-liaison contact importer ml-grenoble.carte")

    @Argument(help: "Fichier de la carte, ou adresse https:// du service du partenaire.")
    var source: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        switch try ContactImport.run(try readSource(), options.context) {
        case .imported(let contact): report(contact)
        case .setAside(let contact):
            if options.json { Output.json(ContactLister.json(contact)) }
        }
    }

    private func readSource() throws -> ContactImport.Source {
        guard source.hasPrefix("http://") || source.hasPrefix("https://") else {
            return .file { [source] in try PrivateFile.read(source, limit: Acte.limit) }
        }
        return .service(try AddressOption.read(source))
    }

    private func report(_ contact: Contact) {
        if options.json { return Output.json(ContactLister.json(contact)) }
        let card = contact.card
        Output.line("Carte de \(card.structure) (\(Output.visible(card.libelle))) importée.")
        guard !contact.isVerified else { return }
        Output.line("Elle n'est pas vérifiée. Appelez la structure, à un numéro qui ne vient pas")
        Output.line("de la carte, et comparez l'empreinte :")
        Output.line("    agir-liaison contact verifier \(card.structure)")
    }
}

struct ContactLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les partenaires connus.",
        discussion: "agir-liaison contact lister --json")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let rows = try Contact.all(options.context)
        if options.json { return Output.json(.array(rows.map(Self.json))) }
        guard !rows.isEmpty else { return Output.line("Aucun contact.") }
        Output.table(
            [["STRUCTURE", "LIBELLÉ", "TYPE", "SÉRIE", "VÉRIFIÉ", "EXPIRE"]]
                + rows.map { row in
                    [
                        row.card.structure.text, Output.visible(row.card.libelle),
                        row.card.typeFrench, String(row.card.serie),
                        row.isVerified ? "oui" : "NON",
                        ParisTime.date(at: row.card.expire).french,
                    ]
                })
    }

    static func json(_ contact: Contact) -> JSONValue {
        let card = contact.card
        return .row([
            ("structure", .text(card.structure)), ("libelle", .string(card.libelle)),
            ("type", .string(card.typeInconnu ?? card.type.rawValue)),
            ("serie", .count(card.serie)), ("verifie", .bool(contact.isVerified)),
            ("expire", .text(card.expire)),
        ])
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
        let plan = try ContactRemoval.plan(id, options.context)
        let name = plan.structure
        try ContactRemoval.execute(
            plan,
            isConfirmed: !Terminal.isInteractive
                || Terminal.confirms("Retirer \(name) de vos contacts ?"))
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
        let plan = try ContactVerification.plan(id, options.context)
        let contact = try ContactVerification.execute(
            plan, heard: heard(from: plan.structure), means: means())
        if options.json {
            Output.json(ContactLister.json(contact))
        } else {
            Output.line("L'empreinte de \(contact.card.structure) est vérifiée.")
        }
        if empreinte == nil, Terminal.isInteractive {
            Terminal.say(
                "Lisez-lui maintenant la vôtre, \(plan.own.series) :\n\n"
                    + "    \(Fingerprint(structure: plan.own.cleStructure))\n")
        }
    }

    private func heard(from structure: StructureName) throws -> HeardFingerprint {
        guard empreinte == nil, Terminal.isInteractive else {
            return try TypedFingerprint.read(empreinte, "Empreinte lue : ")
        }
        Terminal.say(
            "Appelez \(structure) à un numéro que vous tenez d'ailleurs que de sa carte :\n"
                + "un annuaire, une convention, un courrier ancien. Faites-vous lire les six groupes\n"
                + "de cinq chiffres de son empreinte.")
        var groups: [String] = []
        while groups.count < 6 {
            let typed = Terminal.ask("Groupe \(groups.count + 1) sur 6 : ") ?? ""
            let digits = typed.filter { !$0.isWhitespace }
            // Somebody may type them all at once.
            if let whole = Fingerprint(typed: digits) {
                return HeardFingerprint(whole, tellsGroups: true)
            }
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
}
