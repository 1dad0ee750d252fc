import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

struct NouvelleCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "nouvelle",
        abstract: "Remplit une fiche question par question, ou en écrit le modèle vide.",
        discussion: "agir-liaison nouvelle --modele spe -o fiche.json")

    @Option(help: "Modèle : generique, spe ou pic-ipr.")
    var modele: FicheModele?

    @Option(name: .shortAndLong, help: "Fichier à écrire.")
    var output: String?

    @Option(help: "Fiche dont reprendre les réponses : fichier, ou fiche d'une boîte.")
    var depuis: String?

    @Flag(help: "Reprend un brouillon commencé.")
    var reprendre = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let context = try options.context
        let folder = context.folder
        let writer = try FicheWriter(context, output: output)
        if reprendre {
            let draft = try chosenDraft(Drafts(folder).all())
            var entry = GuidedEntry(
                draft.modele, content: draft.content, link: draft.link, folder: folder,
                draft: draft.path)
            return try writer.write(
                entry.run(), link: draft.link,
                source: .init(fichier: Drafts(folder).file(draft.path)))
        }
        let modele = try modele ?? askedModel()
        if let depuis {
            let (earlier, source) = try FicheSource.content(depuis, context)
            return try writer.fill(
                modele, from: FicheSource.prefill(earlier, modele, context), source: source)
        }
        guard Terminal.isInteractive else { return try writer.writeBlank(modele) }
        try writer.fill(modele, from: OwnContact(folder).prefilled(on: context.today))
    }

    private func askedModel() throws -> FicheModele {
        let forms = FicheModele.allCases
        guard Terminal.isInteractive else {
            throw Failure(
                .usage, "Le modèle de la fiche n'est pas donné.",
                next: "Les modèles : \(forms.map(\.rawValue).joined(separator: ", ")).")
        }
        Terminal.say("Quel modèle de fiche ?")
        for (index, modele) in forms.enumerated() {
            Terminal.say("  \(index + 1). \(modele.french)")
        }
        while let typed = Terminal.line("> ") {
            if let number = Int(typed), (1...forms.count).contains(number) {
                return forms[number - 1]
            }
            Terminal.say("Tapez un numéro de 1 à \(forms.count).")
        }
        throw Failure(.usage, "Aucun modèle n'est choisi.")
    }

    private func chosenDraft(_ drafts: [Drafts.Draft]) throws -> Drafts.Draft {
        let drafts = drafts.filter { modele == nil || $0.modele == modele }
        guard let first = drafts.first else {
            throw Failure(
                .noInput, "Il n'y a pas de brouillon à reprendre.",
                next: "Commencez une fiche : « agir-liaison nouvelle --modele spe ».")
        }
        guard drafts.count > 1 else { return first }
        Terminal.say("Quel brouillon ?")
        for (index, draft) in drafts.enumerated() {
            Terminal.say("  \(index + 1). \(draft.title) (\(draft.modele.french))")
        }
        while let typed = Terminal.line("> ") {
            if let number = Int(typed), (1...drafts.count).contains(number) {
                return drafts[number - 1]
            }
            Terminal.say("Tapez un numéro de 1 à \(drafts.count).")
        }
        throw Failure(.usage, "Aucun brouillon n'est choisi.")
    }
}

struct RepondreCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "repondre",
        abstract: "Commence la réponse à une fiche reçue : personne reprise, sens retourné.",
        discussion: "agir-liaison repondre 1 -o reponse.json")

    @Argument(help: "Fiche reçue (numéro de ligne, identifiant).")
    var fiche: String

    @Option(name: .shortAndLong, help: "Fichier à écrire.")
    var output: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context)
        let writer = try FicheWriter(session.context, output: output)
        let (original, manifest) = try FicheSource.received(fiche, session)
        guard manifest.structure != session.own.structure else {
            throw Failure(
                .usage, "Cette fiche vient de votre propre structure.",
                next: "Pour la remplacer : « agir-liaison corriger \(Output.visible(fiche)) ».")
        }
        var content = FicheSource.person(of: original.content)
        content["modele"] = .string(original.modele.rawValue)
        let sens = Sens(author: session.own.type)
        content["sens"] = .string(sens.rawValue)
        content = FicheSource.adding(
            OwnContact(session.folder).prefilled(on: session.today), to: content, sens)
        try writer.fill(
            original.modele, from: content, link: FicheLink(reponseA: manifest.id),
            source: .init(fiches: [FicheName(manifest)]))
    }
}

struct CorrigerCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "corriger",
        abstract: "Reprend une fiche envoyée pour la remplacer par une autre.",
        discussion: "agir-liaison corriger 1 -o correction.json")

    @Argument(help: "Fiche envoyée (numéro de ligne, identifiant).")
    var fiche: String

    @Option(name: .shortAndLong, help: "Fichier à écrire.")
    var output: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context)
        let writer = try FicheWriter(session.context, output: output)
        let (original, manifest) = try FicheSource.received(fiche, session)
        guard manifest.structure == session.own.structure else {
            throw Failure(
                .usage, "Cette fiche n'a pas été écrite par votre structure.",
                next: "Pour y répondre : « agir-liaison repondre \(Output.visible(fiche)) ».")
        }
        try writer.fill(
            original.modele, from: original.content,
            link: FicheLink(reponseA: manifest.reponseA, remplace: manifest.id),
            source: .init(fiches: [FicheName(manifest)]))
    }
}
