import ArgumentParser
import FrenchArguments
import Glibc
import LiaisonAgent
import LiaisonCrypto
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
        let session = try Session.open(try options.context).synchronize()
        try session.require(.purge)
        let rows = try Self.due(on: day, session)
        if options.json { return Output.json(.array(rows.map { .object($0) })) }
        guard !rows.isEmpty else {
            return Output.line("Une purge du \(day.french) ne détruirait rien.")
        }
        Output.table(
            [["IDENTIFIANT", "MODÈLE", "ÉCHÉANCE", "RÈGLE", ""]]
                + rows.map { row in
                    let rule = row["regle"]?.string ?? ""
                    return [
                        Output.visible(row["id"]?.string ?? ""),
                        Output.visible(row["modele"]?.string ?? ""),
                        row["echeance"]?.string.flatMap { CalendarDate($0) }?.french ?? "",
                        RetentionRule(rawValue: rule)?.french ?? Output.visible(rule),
                        row["suspendue"]?.bool == true ? "suspendue" : "",
                    ]
                })
        let held = rows.filter { $0["suspendue"]?.bool == true }.count
        Output.line(
            "Une purge du \(day.french) détruirait \(rows.count - held) pli(s) ; \(held) suspendu(s)."
        )
    }

    static func due(on day: CalendarDate, _ session: Session) throws -> [JSONObject] {
        var rows: [JSONObject] = []
        var after: PliID?
        repeat {
            let answer = try session.client.request(
                "GET", Routes.localPurge(on: day, after: after), seconds: 300)
            let page = (try? JSONValue.parse(answer.body))?.object
            rows += (page?["plis"]?.array ?? []).compactMap(\.object)
            after = page?["suite"]?.string.flatMap { PliID($0) }
        } while after != nil
        return rows.sorted {
            ($0["echeance"]?.string ?? "", $0["id"]?.string ?? "")
                < ($1["echeance"]?.string ?? "", $1["id"]?.string ?? "")
        }
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
        let session = try Session.open(try options.context).synchronize()
        try session.require(.purge)
        if Terminal.isInteractive {
            let rows = try PurgeApercu.due(on: Now.today, session)
            let due = rows.filter { $0["suspendue"]?.bool != true }.count
            guard due == 0 || Terminal.confirms("Détruire \(due) pli(s), sans retour ?") else {
                throw Failure(.usage, "Rien n'est détruit.")
            }
        }
        var (destroyed, last) = (Int64(0), JSONObject())
        var confirms = confirmerHeure
        var progress: Progress?
        repeat {
            guard
                let answer = try slice(session, confirms: confirms, isFirst: destroyed == 0)
            else { break }
            confirms = false
            last = (try? JSONValue.parse(answer.body))?.object ?? JSONObject()
            let count = last["detruits"]?.integer ?? 0
            destroyed += count
            if progress == nil {
                progress = Progress(
                    of: Int(count + (last["reste"]?.integer ?? 0)), .plisDestroyed,
                    session.context)
            }
            for _ in 0..<count { progress?.step() }
        } while last["reste"]?.integer ?? 0 > 0
        report(destroyed, last)
    }

    /// Seconds that the daemon's own purge is waited for.
    private static let patience = 60

    /// - Returns: nil when the daemon's own purge goes on with what this one began.
    private func slice(
        _ session: Session, confirms: Bool, isFirst: Bool
    ) throws -> SignedClient.Answer? {
        for second in 0... {
            do {
                return try session.client.request(
                    "POST", Routes.localPurge(confirmsClock: confirms), seconds: 600)
            } catch let problem as Problem where problem.status == 429 {
                guard isFirst else { return nil }
                guard second < Self.patience else { throw problem }
                sleep(1)
            }
        }
        return nil
    }

    private func report(_ destroyed: Int64, _ last: JSONObject) {
        if options.json {
            var object = last
            object["detruits"] = .integer(destroyed)
            object["reste"] = nil
            return Output.json(.object(object))
        }
        let held = last["suspendus"]?.integer ?? 0
        guard let number = last["procesVerbal"]?.integer else {
            return Output.line(
                destroyed == 0
                    ? "Rien à détruire ; \(held) pli(s) suspendu(s)."
                    : "\(destroyed) pli(s) détruits ; le service finit la purge et son procès-verbal."
            )
        }
        Output.line(
            "\(destroyed) pli(s) détruits, \(held) suspendu(s). Procès-verbal n° \(number).")
        if last["controle"]?.string == PurgeActe.Controle.aVerifier.rawValue {
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
        let session = try Session.open(try options.context).synchronize()
        try session.require(.purge)
        let answer = try session.client.request("GET", Routes.localAttestations)
        let notes = ((try? JSONValue.parse(answer.body))?.array ?? [])
            .compactMap { $0.string.flatMap { Base64.decode($0) } }
        let actes = try notes.map { note in
            // Signed before the service had another key, it is shown, and said.
            let key = session.own.daemon?.service
            let acte = try PurgeActe(note, signedBy: nil)
            let isSigned = key.map { (try? PurgeActe(note, signedBy: $0)) != nil } ?? false
            return (acte: acte, note: note, isSigned: isSigned)
        }
        guard let numero else { return list(actes.map(\.acte)) }
        guard let found = actes.first(where: { $0.acte.numero == numero }) else {
            throw Failure(
                .noInput, "Il n'y a pas de procès-verbal n° \(numero).",
                next: "Voyez « agir-liaison purge attestations ».")
        }
        if !found.isSigned {
            Output.note(
                "Attention : ce procès-verbal n'est pas signé par la clé en vigueur du service.")
        }
        let content = bytes(found.acte, found.note, session.own)
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
