import ArgumentParser
import LiaisonAgent
import LiaisonSchema

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
            Output.json(contact.json)
        } else {
            Output.line("L'empreinte de \(contact.card.structure) est vérifiée.")
            if let line = contact.card.hostingFrench { Output.line(line) }
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
            "Appelez \(structure) à un numéro que vous tenez d'ailleurs que de sa carte : "
                + "un annuaire, une convention, un courrier ancien. Faites-vous lire les six groupes "
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
