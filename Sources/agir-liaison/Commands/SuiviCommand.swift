import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct SuiviCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "suivi", abstract: "Dit chaque étape d'une fiche, et qui l'atteste.",
        discussion: "agir-liaison suivi 1")

    @Argument(help: "Fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context)
        try session.require(.listFiches)
        let row = try BoxListing.find(fiche, session)
        let steps = try session.course(of: row.key).steps
        if options.json { return Output.json(.array(steps.map(Self.json))) }
        Output.table(
            [["QUAND", "ÉTAPE", "PAR"]]
                + steps.map { step in
                    let pour = step.pour.map { " (\($0))" } ?? ""
                    return [
                        Output.local(step.le), step.etape.french + pour + Self.refusal(step.motif),
                        step.par.description,
                    ]
                })
        if row.isHeldBack {
            Output.line("Retenue : la clé d'un destinataire a été révoquée.")
        }
    }

    /// Why, after a pli was refused; empty where the service does not say it.
    static func refusal(_ motif: String?) -> String {
        motif.map { " : " + Accuse.Motif.french($0) } ?? ""
    }

    private static func json(_ step: Course.Step) -> JSONValue {
        .row([
            ("statut", .code(step.etape)), ("par", .text(step.par)), ("pour", .text(step.pour)),
            ("le", .text(step.le)), ("motif", step.motif.map { .string($0) }),
        ])
    }
}
