import ArgumentParser
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

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
            "Type : operateur-agir, pole-emploi (ou france-travail), mission-locale, cap-emploi, "
                + "apec, dt-ofii, dna, cph, spada, siao, hebergement, pic-ipr, prefecture, "
                + "accueil-de-jour ou autre."))
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
        let context = try options.context
        let plan = try StructureCreation.plan(input(), context)
        var answers = StructureCreation.Answers()
        for question in plan.questions {
            switch question {
            case .dpoTelephone: answers.telephone = Terminal.ask("Téléphone du DPO : ")
            case .dpoCourriel: answers.courriel = Terminal.ask("Courriel du DPO : ")
            }
        }
        let card = try StructureCreation.execute(plan, answers, code: code, context) { what, code in
            let told: (text: String, file: String) =
                switch what {
                case .identity: ("l'identité de l'agent", "secours.age")
                case .identityAnew:
                    ("l'identité de l'agent (il remplace l'ancien)", "secours.age")
                case .structureKey: ("la clé de la structure", AgentFolder.structureBackup)
                }
            IdentityReport.show(
                recoveryCode: code, of: told.text, file: "\(context.folder.path)/\(told.file)",
                json: options.json)
        }
        show(card)
    }

    private func input() throws -> StructureCreation.Input {
        let structure = try Typed.read(
            id, StructureName(id), "un nom de structure",
            next: "C'est un nom de domaine en minuscules, par exemple agir38.example.")
        var input = StructureCreation.Input(
            structure, libelle: libelle, type: try Typed.kind(type), fonction: fonction,
            kind: compatible ? .x25519 : .hybrid, isProtected: !sansPhrase)
        input.address = try adresse.map {
            try Typed.address(
                $0,
                hint: "Elle est de la forme https://hôte[:port] ; http:// sur 127.0.0.1 seulement.")
        }
        guard role.allSatisfy({ $0 == Role.dpo.rawValue }) else {
            throw Failure(
                .usage, "Le seul rôle qui s'ajoute ici est dpo.",
                next: "Cet agent est déjà admin et referent.")
        }
        input.isDPO = !role.isEmpty
        (input.courriel, input.agent) = (courriel, agent)
        (input.dpoTelephone, input.dpoCourriel, input.dpoName) = (dpoTelephone, dpoCourriel, dpoNom)
        input.needsService = options.namesService
        return input
    }

    private func code() throws -> String? {
        try codeFichier.map { try CommonOptions.secret(inFile: $0).code() }
    }

    private func show(_ card: Carte) {
        if options.json { return Output.json(card.createdJSON) }
        Output.line("La structure \(card.structure) est créée.")
        Output.line(
            "Empreinte : \(Fingerprint(structure: card.cleStructure)) (\(card.series))")
    }
}
