import ArgumentParser
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

struct SuiviCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "suivi", abstract: "Dit chaque étape d'une fiche, et qui l'atteste.",
        discussion: """
            agir-liaison suivi 1
            agir-liaison suivi 1 --transmis --le maintenant --moyen courriel
            """)

    @Argument(help: "Fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @Flag(help: "Déclare que ce qui part autrement que par le service est remis au partenaire.")
    var transmis = false

    @Flag(help: "Déclare que le partenaire l'a ouvert.")
    var ouvert = false

    @Flag(help: "Déclare que cela n'est pas parvenu.")
    var nonParvenu = false

    @Option(help: "Avec une déclaration : quand (JJ/MM/AAAA HH:MM, ou maintenant).")
    var le: String?

    @Option(help: "Avec une déclaration : courriel, courrier, main-propre ou telephone.")
    var moyen: DeclaredStep.Moyen?

    @Option(help: "Avec une déclaration : la structure, quand il y en a plusieurs.")
    var pour: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let step = try declared()
        let session = try Session.open(try options.context)
        try session.require(.listFiches)
        var row = try BoxListing.find(fiche, session)
        if let step {
            try DeclareState(session).declare(step, of: row, for: pour.map(Typed.structure))
            // What is said next is true once it was declared.
            row = try BoxListing.find(fiche, session)
        }
        let steps = try session.course(of: row.key).steps
        if options.json { return Output.json(steps.map { $0.json(session) }) }
        Output.table(["QUAND", "ÉTAPE", "PAR"], steps) { step in
            let pour = step.pour.map { " (\($0))" } ?? ""
            let means = step.moyen.map { " \($0.french)" } ?? ""
            let road = step.road.map { ", \($0)" } ?? ""
            return [
                Output.local(step.le),
                step.sentence + road + pour + means + Self.reason(step),
                step.par.description + (step.moyen == nil ? "" : " (déclaré)"),
            ]
        }
        for reason in steps.flatMap({ session.reasons(of: $0) }) {
            let text = reason.text.map(Output.visible) ?? "scellé pour les DPO"
            let what = reason.declaration.french
            Output.line("\(what.prefix(1).uppercased())\(what.dropFirst()) : \(text)")
        }
        if row.voie == .guichet { try showGuichets(session, row.id) }
        if row.envoi == .aTransmettre, row.voie == .guichet {
            Output.note(NextStep.fiche(.declareState(row.id)).words)
        } else if row.envoi == .aTransmettre {
            Output.note(
                "Rien ne dit encore que le fichier est parti. S'il n'a pas été fait, envoyez de nouveau, et "
                    + "déclarez celui-ci --non-parvenu.")
            Output.note(NextStep.fiche(.declareState(row.id)).words)
        }
        if row.isHeldBack {
            Output.line("Retenue : la clé d'un destinataire a été révoquée.")
        }
    }

    /// What our own page saw: «ouvert avec le lien et la phrase» is no signature.
    private func showGuichets(_ session: Session, _ id: PliID) throws {
        for guichet in try GuichetBook(session).of(id) {
            Output.line(
                "Guichet \(guichet.nom.text.prefix(8)), \(guichet.statut.french), jusqu'au "
                    + "\(Output.local(guichet.clos ?? guichet.fin)) : "
                    + "\(guichet.became).")
        }
    }

    /// What is declared; nil: nothing is.
    private func declared() throws -> DeclaredStep? {
        let said: [DeclaredStep.Statut] =
            (transmis ? [.transmis] : []) + (ouvert ? [.ouvert] : [])
            + (nonParvenu ? [.nonParvenu] : [])
        guard let statut = said.first, said.count == 1, let moyen,
            let le = try le.map(Typed.moment)
        else {
            guard said.isEmpty, self.le == nil, moyen == nil, pour == nil else {
                throw Failure(
                    .usage, "Une déclaration dit un état, --le et --moyen.",
                    next: "Voyez « agir-liaison suivi --help ».")
            }
            return nil
        }
        return DeclaredStep(statut, le: le, moyen: moyen)
    }

    /// Why, after a pli was refused; empty where the service does not say it.
    static func refusal(_ motif: String?) -> String {
        motif.map { " : " + Accuse.Motif.french($0) } ?? ""
    }

    private static func reason(_ step: Course.Step) -> String {
        step.reason.map { (step.etape == .retrait ? ", " : " : ") + $0 } ?? ""
    }
}
