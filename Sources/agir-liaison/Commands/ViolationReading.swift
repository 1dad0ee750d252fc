import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

struct ViolationLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les incidents, avec ce qui reste de chaque délai.",
        discussion: "agir-liaison violation lister")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let files = try Incidents(session: ViolationGroup.session(options)).all()
        if options.json {
            return Output.json(.array(files.map { .object(IncidentPrinter.summary($0)) }))
        }
        guard !files.isEmpty else { return Output.line("Aucun incident.") }
        for file in files {
            let moment = file.moment("reception") ?? file.moment("decouverte")
            Output.line(
                "N° \(file.n), \(file.type.french), "
                    + (moment.map { "du \(ParisTime.french($0)), " } ?? "")
                    + Output.visible(file.statut))
            if let partner = file.origine.first?.de { Output.line("  appris de \(partner)") }
            guard file.object["cloture"] == nil else { continue }
            for echeance in file.echeances {
                Output.line("  \(Output.visible(echeance.french(at: file.heure)))")
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
        let session = try ViolationGroup.session(options)
        let file = try Incidents(session: session).file(n, isReading: true)
        if options.json {
            var object = IncidentRegister.json(file.entry)
            for member in IncidentPrinter.summary(file).members {
                object[member.key] = member.value
            }
            for key in ["touche", "portee", "arrets", "avis", "partenaires"] {
                object[key] = file.object[key]
            }
            return Output.json(.object(object))
        }
        if cnil {
            return StandardStream.output.write(
                IncidentRegister.sheet(file.entry, contact: NoticeContact(session).contact))
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
        guard !PrivateFile.exists(output) else {
            throw Failure(
                .exists, "Le fichier \(Output.visible(output)) existe déjà ; rien n'est écrit.",
                next: "Donnez un autre nom avec -o.")
        }
        let session = try ViolationGroup.session(options)
        let files = try Incidents(session: session).all(isReading: true)
        let register = IncidentRegister(
            files.map(\.entry), of: session.own.structure, etabli: Now.instant)
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
