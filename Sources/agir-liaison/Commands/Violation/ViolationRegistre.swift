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
        let format = output.lowercased().split(separator: ".").last.map(String.init) ?? ""
        guard ["json", "csv", "html"].contains(format) else {
            throw Failure(.usage, "Le registre s'écrit en .json, .csv ou .html.")
        }
        try OutputFile.requireNew(output)
        let incidents = try Incidents.handling(try options.context)
        let files = try incidents.all(isReading: true)
        let session = incidents.session
        let register = IncidentRegister(
            files.map(\.entry), of: session.own.structure, etabli: session.now)
        let content: [UInt8] =
            switch format {
            case "json": Array((register.json.text + "\n").utf8)
            case "csv": register.csv
            default: Array(register.html.utf8)
            }
        try PrivateFile.write(content, to: output)
        Output.note(
            Plural.of(files.count, "incident écrit", "incidents écrits")
                + " dans \(Output.visible(output)).")
    }
}
