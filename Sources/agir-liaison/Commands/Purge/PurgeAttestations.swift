import ArgumentParser
import FrenchArguments
import Glibc
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct PurgeGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Ce qui est détruit, ce qui le sera, et la preuve.",
        discussion: "agir-liaison purge apercu --au 2027-03-01",
        subcommands: [PurgeApercu.self, PurgeExecuter.self, PurgeAttestations.self])
}

struct PurgeApercu: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "apercu", abstract: "Montre ce qu'une purge de ce jour détruirait.",
        discussion: "agir-liaison purge apercu --au 2027-03-01")

    @Option(help: "Jour de la purge (défaut : aujourd'hui).")
    var au: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try DayOption.read(au) ?? Now.today
        let rows = try Purge.preview(on: day, options.context)
        if options.json { return Output.json(rows.value) }
        guard !rows.isEmpty else {
            return Output.line("Une purge du \(day.french) ne détruirait rien.")
        }
        Output.table(
            [["IDENTIFIANT", "MODÈLE", "ÉCHÉANCE", "RÈGLE", ""]]
                + rows.map { row in
                    [
                        row.key.id.text, row.kind.rawValue, row.echeance.french,
                        row.regle.french, row.isSuspended ? "suspendue" : "",
                    ]
                })
        let held = rows.count(where: \.isSuspended)
        Output.line(
            "Une purge du \(day.french) détruirait \(rows.count - held) pli(s) ; \(held) suspendu(s)."
        )
    }
}

struct PurgeExecuter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "executer", abstract: "Détruit maintenant ce dont l'échéance est passée.",
        discussion: "agir-liaison purge executer")

    @Flag(help: "Répond de l'heure du serveur, quand elle est douteuse.")
    var confirmerHeure = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let plan = try Purge.plan(options.context, asks: Terminal.isInteractive)
        let isConfirmed = plan.questions.allSatisfy { question in
            switch question {
            case .destroys(let due): Terminal.confirms("Détruire \(due) pli(s), sans retour ?")
            }
        }
        report(
            try Purge.execute(
                plan, confirmed: isConfirmed, confirmsClock: confirmerHeure, wait: { sleep(1) }))
    }

    private func report(_ result: Purge.Result) {
        let (destroyed, held) = (result.destroyed, result.suspended)
        if options.json {
            return Output.json([
                ("detruits", .count(destroyed)), ("suspendus", .count(held)),
                (
                    "procesVerbal",
                    result.attestation.map { .integer(Int64($0.numero)) }
                ),
                ("controle", .code(result.attestation?.controle)),
            ])
        }
        guard let attestation = result.attestation else {
            return Output.line(
                destroyed == 0
                    ? "Rien à détruire ; \(held) pli(s) suspendu(s)."
                    : "\(destroyed) pli(s) détruits ; le service finit la purge et son procès-verbal."
            )
        }
        Output.line(
            "\(destroyed) pli(s) détruits, \(held) suspendu(s). Procès-verbal n° \(attestation.numero)."
        )
        if attestation.controle == .aVerifier {
            Output.note(
                "Attention : des traces attendent qu'un lecteur libère la base ; le service réessaie."
            )
        }
    }
}

struct PurgeAttestations: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "attestations", abstract: "Les procès-verbaux de destruction.",
        discussion: "agir-liaison purge attestations 3 --format html -o pv-3.html")

    @Argument(help: "Numéro (sans lui : la liste).")
    var numero: Int?

    @Option(help: "Format : texte, html, json, ou acte, tel que le service l'a signé.")
    var format: AttestationFormat = .texte

    @Option(name: .shortAndLong, help: "Fichier à écrire.")
    var output: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let attestations = try Attestations(options.context)
        guard let numero else { return list(attestations.all.map(\.acte)) }
        let found = try attestations.numbered(numero)
        if !found.isSigned {
            Output.note(
                "Attention : ce procès-verbal n'est pas signé par la clé en vigueur du service.")
        }
        let content = bytes(found.acte, found.note, attestations.own)
        if let output {
            try PrivateFile.write(content, to: output)
        } else {
            StandardStream.output.write(String(decoding: content, as: UTF8.self))
        }
    }

    private func bytes(_ acte: PurgeActe, _ note: [UInt8], _ own: Carte) -> [UInt8] {
        switch options.json ? .json : format {
        case .texte: Array(PurgeDocument(acte, own).text.utf8)
        case .html: Array(PurgeDocument(acte, own).html.utf8)
        case .json: Array((PurgeDocument(acte, own).json.text + "\n").utf8)
        case .acte: note
        }
    }

    private func list(_ actes: [PurgeActe]) {
        if options.json {
            return Output.json(.array(actes.map { .object($0.object) }))
        }
        guard !actes.isEmpty else { return Output.line("Aucune destruction à ce jour.") }
        Output.table(
            [["N°", "QUAND", "PLIS", "RÈGLES", "SUSPENDUS", "CONTRÔLE"]]
                + actes.map {
                    [
                        String($0.numero), Output.local($0.le), String($0.nombre),
                        Output.visible($0.regle), String($0.suspendus), $0.controle.rawValue,
                    ]
                })
    }
}

enum AttestationFormat: String, ExpressibleByArgument, CaseIterable {
    case texte, html, json, acte
}
