import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct NouvelleCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "nouvelle",
        abstract: "Remplit une fiche question par question, ou en écrit le modèle vide.",
        discussion: "agir-liaison nouvelle --modele spe -o fiche.json")

    @Option(help: "Modèle : generique, spe ou pic-ipr.")
    var modele: FicheModele?

    @Option(name: .sortie, help: "Fichier à écrire.")
    var output: String?

    @Option(
        name: .customLong("a"), help: "Structure à qui elle ira : sa partie est remplie d'avance.")
    var a: String?

    @Option(help: "Fiche dont reprendre les réponses : fichier, ou fiche d'une boîte.")
    var depuis: String?

    @Flag(help: "Reprend un brouillon commencé.")
    var reprendre = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let context = try options.context
        let drafts = Drafts(context.folder)
        let writer = try FicheWriter(context, output: output)
        guard a == nil || !reprendre else {
            throw Failure(
                .usage, "Un brouillon a déjà son destinataire : --a ne va pas avec --reprendre.")
        }
        if reprendre {
            let draft = try chosenDraft(drafts.all())
            var entry = GuidedEntry(
                draft.modele, content: draft.content, link: draft.link, context, draft: draft.path,
                at: draft.place)
            try writer.write(
                entry.run(), link: draft.link,
                source: .init(fichier: drafts.file(draft.path)))
            return entry.finish()
        }
        let modele = try modele ?? askedModel()
        guard depuis != nil || a != nil || Terminal.isInteractive else {
            return try writer.writeBlank(modele)
        }
        var start =
            try depuis.map { try FicheStart.from($0, modele, context) }
            ?? FicheStart(modele, context)
        if let a { start = try start.addressed(to: a, context) }
        try writer.fill(start)
    }

    private func askedModel() throws -> FicheModele {
        let forms = FicheModele.allCases
        guard Terminal.isInteractive else {
            throw Failure(
                .usage, "Le modèle de la fiche n'est pas donné.",
                next: "Les modèles : \(forms.map(\.rawValue).joined(separator: ", ")).")
        }
        return try choose(
            "Quel modèle de fiche ?", forms, "Aucun modèle n'est choisi."
        ) { [$0.french, $0.rawValue] }
    }

    private func chosenDraft(_ drafts: [Drafts.Draft]) throws -> Drafts.Draft {
        let drafts = drafts.filter { modele == nil || $0.modele == modele }
        guard let first = drafts.first else {
            throw Failure(
                .noInput, "Il n'y a pas de brouillon à reprendre.",
                next: .fiche(.startFiche))
        }
        guard drafts.count > 1 else { return first }
        return try choose(
            "Quel brouillon ?", drafts, "Aucun brouillon n'est choisi."
        ) { ["\($0.title) (\($0.modele.french))", $0.title] }
    }

    private func choose<Choice>(
        _ question: String, _ choices: [Choice], _ none: String, _ names: (Choice) -> [String]
    ) throws -> Choice {
        let lines = choices.map(names)
        Terminal.say(question, choices: lines.map { $0.first ?? "" })
        while let typed = Terminal.line("> "), NavigationWord(typed) != .leave {
            if let line = TypedChoice.line(typed, of: lines) { return choices[line] }
            Terminal.say(
                "Tapez un numéro de 1 à \(choices.count), les mots d'une ligne, ou « quitter ».")
        }
        throw Failure(.usage, none)
    }
}
