public import ArgumentParser
import FrenchArguments
import LiaisonCrypto
public import LiaisonSchema

struct ValiderCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "valider", abstract: "Dit toutes les erreurs d'une fiche.",
        discussion: "agir-liaison valider fiche.json")

    @Argument(help: "Fichier de la fiche, ou - pour l'entrée standard.")
    var fichier: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let isReply = FicheLinks(try options.folder)[fichier].reponseA != nil
        let report = try FicheFile.validate(fichier, isReply: isReply)
        if options.json {
            var object = JSONObject()
            object["valide"] = .bool(report.erreurs.isEmpty)
            object["erreurs"] = FicheFile.json(report.erreurs)
            object["avertissements"] = FicheFile.json(report.avertissements)
            Output.json(.object(object))
        } else {
            FicheFile.show(report, to: .output)
            if report.erreurs.isEmpty { Output.line("La fiche est valide.") }
        }
        guard report.erreurs.isEmpty else { throw ExitCode(Failure.Status.data.rawValue) }
    }
}

struct AfficherCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "afficher", abstract: "Montre une fiche sous la forme officielle.",
        discussion: "agir-liaison afficher fiche.json")

    @Argument(help: "Fichier de la fiche, ou - pour l'entrée standard.")
    var fichier: String

    @Option(help: "Format : texte, html ou json.")
    var format: FicheFormat = .texte

    @Option(name: .shortAndLong, help: "Fichier à écrire (sinon : sortie standard).")
    var output: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let isReply = FicheLinks(try options.folder)[fichier].reponseA != nil
        let report = try FicheFile.validate(fichier, isReply: isReply)
        guard let fiche = report.fiche else {
            FicheFile.show(report, to: .error)
            throw ExitCode(Failure.Status.data.rawValue)
        }
        let own = try? options.folder.ownCard().carte
        let text = FicheFile.render(
            fiche, format: options.json ? .json : format, signature: nil,
            information: own.map { PersonInformation($0) })
        guard let output else { return StandardStream.output.write(text) }
        try PrivateFile.write(text.utf8, to: output)
        try Copies.record(
            output, .fiche, .init(fichier: fichier == "-" ? nil : fichier), in: options.folder)
    }
}

extension FicheModele: ExpressibleByArgument {}

enum FicheFormat: String, ExpressibleByArgument, CaseIterable {
    case texte, html, json
}

/// Reading, judging and showing a fiche file.
enum FicheFile {
    static func read(_ path: String) throws -> [UInt8] {
        // One byte more than is valid: the validator says what is wrong.
        path == "-"
            ? try PrivateFile.readStandardInput(limit: Fiche.maximumBytes + 1)
            : try PrivateFile.read(path, limit: Fiche.maximumBytes + 1)
    }

    /// - Parameter isReply: whether the fiche answers another one, which its file cannot say.
    static func validate(_ path: String, isReply: Bool) throws -> ValidationReport {
        Fiche.validate(try read(path), today: Now.today, reponseA: isReply)
    }

    static func show(_ report: ValidationReport, to stream: StandardStream) {
        for finding in report.erreurs { stream.write("Erreur : \(finding.description)\n") }
        for finding in report.avertissements {
            stream.write("Avertissement : \(finding.description)\n")
        }
    }

    static func json(_ findings: [Finding]) -> JSONValue {
        .array(
            findings.map { finding in
                var object = JSONObject()
                object["champ"] = .string(finding.champ)
                object["pointeur"] = .string(finding.pointeur)
                object["message"] = .string(finding.message)
                return .object(object)
            })
    }

    static func render(
        _ fiche: Fiche, format: FicheFormat, signature: String?, information: PersonInformation?,
        attachments: [String] = []
    ) -> String {
        switch format {
        case .texte:
            FicheText.render(fiche, signature: signature)
                + attachments.map { "Pièce jointe : \(Output.visible($0))\n" }.joined()
        case .html:
            FicheHTML.render(
                fiche, signature: signature, information: information, attachments: attachments)
        case .json: String(decoding: fiche.json, as: UTF8.self) + "\n"
        }
    }
}
