import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct ViolationRegistre: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "registre",
        abstract: "Écrit le registre des violations et des plaintes (.json, .csv ou .html).",
        discussion: "agir-liaison violation registre -o registre.csv")

    @Option(name: .sortie, help: "Fichier à écrire : .json, .csv ou .html.")
    var output: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let ending = output.lowercased().split(separator: ".").last.map(String.init) ?? ""
        guard let format = IncidentRegister.Format(rawValue: ending) else {
            throw Failure(.usage, "Le registre s'écrit en .json, .csv ou .html.")
        }
        try OutputFile.requireNew(output)
        let (content, count) = try Incidents.handling(try options.context).register(format)
        try PrivateFile.write(content, to: output)
        Output.note(
            Plural.of(count, "incident écrit", "incidents écrits")
                + " dans \(Output.visible(output)).")
    }
}
