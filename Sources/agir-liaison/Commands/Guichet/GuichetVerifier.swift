import ArgumentParser
import LiaisonAgent
import LiaisonBase

struct GuichetVerifier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "verifier",
        abstract: "Compare la page que sert un guichet à celle de ce programme.",
        discussion: "agir-liaison guichet verifier https://guichet.agir38.example/guichet")

    @Argument(help: "Adresse du guichet ; ce qui suit « # » n'est envoyé à personne.")
    var adresse: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let wrong = try VerifyGuichet.differences(at: adresse, try options.context)
        if options.json {
            Output.json([
                ("conforme", .bool(wrong.isEmpty)),
                ("differences", .array(wrong.map { .string($0.rawValue) })),
            ])
        } else if wrong.isEmpty {
            Output.line("La page, le style et le script sont ceux de ce programme.")
        }
        guard !wrong.isEmpty else { return }
        throw Failure(
            .data,
            "Ce guichet sert autre chose : \(wrong.map(\.rawValue).joined(separator: ", ")).",
            next: "Une autre version, ou un mandataire qui réécrit : prévenez l'administrateur.")
    }
}
