import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct ViolationLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les incidents, avec ce qui reste de chaque délai.",
        discussion: "agir-liaison violation lister")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let files = try Incidents.handling(try options.context).all()
        if options.json {
            return Output.json(.rows(files.map(IncidentJSON.summary)))
        }
        guard !files.isEmpty else { return Output.line("Aucun incident.") }
        for file in files {
            Output.line(
                "N° \(file.n), \(file.type.french), "
                    + (file.beginning.map { "du \(ParisTime.french($0)), " } ?? "")
                    + file.statut)
            if let partner = file.origine.first?.de { Output.line("  appris de \(partner)") }
            guard !file.isClosed else { continue }
            for echeance in file.echeances {
                Output.line("  \(echeance.french(at: file.heure))")
            }
        }
    }
}

struct ViolationMontrer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "montrer", abstract: "Montre tout ce que l'on sait d'un incident.",
        discussion: "agir-liaison violation montrer 1")

    @Argument(help: "Numéro de l'incident.")
    var n: Int

    @Flag(help: "La fiche à recopier dans le téléservice de la CNIL.")
    var cnil = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let incidents = try Incidents.handling(try options.context)
        let file = try incidents.file(n, isReading: true)
        if options.json { return Output.json(.object(IncidentJSON.whole(file))) }
        if cnil {
            let contact = ViolationActe.Contact(incidents.session)
            return StandardStream.output.write(
                IncidentRegister.sheet(file.entry, contact: contact))
        }
        StandardStream.output.write(IncidentRegister.text(file.entry))
    }
}

struct ViolationRegistre: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "registre",
        abstract: "Écrit le registre des violations et des plaintes (.json, .csv ou .html).",
        discussion: "agir-liaison violation registre -o registre.csv")

    @Option(name: .shortAndLong, help: "Fichier à écrire : .json, .csv ou .html.")
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
        Output.note("\(files.count) incident(s) écrits dans \(Output.visible(output)).")
    }
}
