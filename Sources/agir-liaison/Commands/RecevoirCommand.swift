import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct RecevoirCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "recevoir",
        abstract: "Enregistre ce qu'un partenaire a donné hors du service.",
        discussion: "agir-liaison recevoir document.7z --de cap-emploi.example --voie courriel")

    @Argument(
        help:
            "Fichiers : PDF, JPEG, PNG, HEIC, ODT, ODS, DOCX, XLSX, .7z, .zip, .age, .eml ou .jose."
    )
    var fichiers: [String]

    @Option(help: "Structure qui les a donnés.")
    var de: String

    @Option(help: "Voie : archive, courriel, papier ou fichier.")
    var voie: VoieRecue

    @Option(help: "Jour où ils sont arrivés (défaut : aujourd'hui).")
    var le: String?

    @Option(help: "Modèle de la fiche qu'ils sont : generique, spe ou pic-ipr.")
    var modele: FicheModele?

    @Option(help: "Fiche envoyée à laquelle ils répondent (numéro de ligne, identifiant).")
    var reponseA: String?

    @Flag(help: "Ouvre le formulaire, pour y recopier la fiche ; les documents y restent joints.")
    var transcrire = false

    @Option(help: "Fichier qui contient la phrase de ce qui en a une.")
    var codeFichier: String?

    @Flag(help: "Accepte des destinataires à clé classique parmi des hybrides.")
    var classique = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        if transcrire { try checkTranscription() }
        let session = try Session.open(try options.context).synchronize()
        let receive = try ReceiveDocuments(session)
        let note = ReceptionNote(
            origine: try Typed.structure(de), voie: voie,
            le: try le.map(Typed.day) ?? session.today)
        let answered = try reponseA.map { try BoxListing.find($0, session).id }
        // However it came: it is sealed, and says itself of which guichet it is.
        if !transcrire, fichiers.count == 1, let id = try receive.takeAnswer(fichiers[0], note) {
            return report(answer: id, note)
        }
        let plan = try receive.plan(
            .init(files: fichiers, note: note, modele: modele, reponseA: answered),
            phrase: codeFichier.map { file in
                { try CommonOptions.secret(inFile: file).passphrase() }
            })
        guard transcrire, let modele else {
            return report(try receive.execute(plan, classical: classique), plan)
        }
        for part in plan.documents {
            Output.note("Document : \(Output.visible(part.nom)), \(part.content.count) octets.")
        }
        let start = try FicheStart.transcription(of: note, as: modele, session.context)
        var entry = GuidedEntry(
            start.modele, content: start.content, link: FicheLink(reponseA: answered),
            session.context,
            draft: try Drafts(session.folder).newPath())
        let fiche = try entry.run()
        let id = try receive.execute(plan, transcription: fiche, classical: classique)
        entry.finish()
        report(id, plan)
    }

    /// What is in it, only opening it says.
    private func report(answer id: PliID, _ note: ReceptionNote) {
        guard options.json else {
            return Output.line(
                "Réponse \(id) de \(note.origine) : « agir-liaison ouvrir \(id.text.prefix(8)) ».")
        }
        Output.json(note.json(id, []))
    }

    private func checkTranscription() throws {
        guard modele != nil else {
            throw Failure(
                .usage, "Le modèle de la fiche à transcrire n'est pas donné.",
                next: "Donnez --modele generique, spe ou pic-ipr.")
        }
        guard Terminal.isInteractive else {
            throw Failure(
                .usage, "--transcrire pose ses questions sur un terminal, et il n'y en a pas.",
                next: "Sans --transcrire, les documents s'enregistrent tels quels.")
        }
    }

    private func report(_ id: PliID, _ plan: ReceiveDocuments.Plan) {
        let note = plan.input.note
        guard options.json else {
            Output.line(
                "Reçu \(id) : \(Plural.of(plan.documents.count, "document")) de \(note.origine).")
            return Output.note(
                "Dites de qui ils parlent : « agir-liaison fiche rattacher \(id.text.prefix(8)) ».\n"
                    + "Les fichiers d'origine restent où ils sont : « agir-liaison copies lister »."
            )
        }
        Output.json(note.json(id, plan.documents))
    }
}
