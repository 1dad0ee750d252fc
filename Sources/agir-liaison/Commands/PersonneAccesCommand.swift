import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct PersonneAcces: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "acces",
        abstract: "Écrit ce qui est remis à la personne : acces.html et acces.json.",
        discussion: "agir-liaison personne acces 3 -o reponse")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @Option(name: .shortAndLong, help: "Dossier où écrire.")
    var output: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        try session.require(.handleRequest)
        let dossier = try Requests(session: session).dossier(n)
        let request = dossier.request
        guard request.isIdentified else {
            throw Failure(
                .data, "L'identité n'est pas vérifiée pour la demande n° \(n).",
                next:
                    "Vérifiez-la, puis : « agir-liaison personne demande identite \(n) --moyen piece »."
            )
        }
        let files = ["acces.html", "acces.json"].map { "\(output)/\($0)" }
        for path in files where PrivateFile.exists(path) {
            throw Failure(
                .exists, "Le fichier \(Output.visible(path)) existe déjà ; rien n'est écrit.",
                next: "Choisissez un autre dossier.")
        }
        let document = try document(dossier, session)
        try PrivateFile.makeFolder(output)
        let source = Copie.Source(
            fiches: document.plis.map { PliKey(de: $0.de, id: $0.id) })
        for (path, text) in zip(files, [document.html, document.json.text + "\n"]) {
            try PrivateFile.write(text.utf8, to: path)
            Copies.record(path, .piece, source, session.context)
        }
        report(document, files, dossier)
    }

    private func document(
        _ dossier: RequestDossier, _ session: Session
    ) throws -> AccessDocument {
        let request = dossier.request
        let details = try dossier.details(session)
        let answers = try answers(dossier, session)
        var plis: [PliKey: AccessAnswer.Item] = [:]
        for item in answers.flatMap(\.plis) { plis[PliKey(de: item.de, id: item.id)] = item }
        let held = dossier.held.filter { $0.objet != .reponseDroits }
        // Of a `partage` whose original went first, its own day counts.
        var missing = Set(held.map { $0.original ?? $0.key })
        // Nobody said whom a table lists: a referent looks before « aucune donnée » is said.
        guard !answers.isEmpty || missing.isEmpty && dossier.tables.isEmpty else {
            throw Failure(
                .tryAgain, "Aucun référent n'a encore assemblé ce qui est conservé.",
                next: "Un référent : « agir-liaison personne repondre \(n) » ; puis recommencez.")
        }
        for table in dossier.tables.map(\.key)
        where answers.allSatisfy({ $0.nonOuverts.contains(table) }) {
            missing.insert(table)
        }
        missing.subtract(plis.keys)
        var document = AccessDocument(
            responsible: .init(structure: session.own.structure, libelle: session.own.libelle),
            demande: request.n, recue: request.recue, faitLe: Now.today,
            numeroAGDREF: details.numeroAGDREF)
        document.plis = plis.values.sorted { ($0.scelle, $0.id.text) < ($1.scelle, $1.id.text) }
        document.manquants = missing.sorted { $0.description < $1.description }
        for pli in held {
            document.conservation[pli.original ?? pli.key] = Self.conservation(pli.object)
        }
        document.transmissions = dossier.rows("transmissions").compactMap(Self.transmission)
            .filter { $0.de != session.own.structure || $0.pour != session.own.structure }
        document.destructions = dossier.rows("detruits").compactMap(Self.destruction)
        for name in Set(document.transmissions.flatMap { [$0.de, $0.pour] }) {
            document.libelles[name] = try? session.trustedCard(name).libelle
        }
        return document
    }

    /// What referents assembled, each checked to be about this person and no other.
    private func answers(
        _ dossier: RequestDossier, _ session: Session
    ) throws -> [AccessAnswer] {
        let keyring = try IndexKeyring.required(session)
        var answers: [AccessAnswer] = []
        for (id, par) in dossier.request.reponses {
            do {
                let (opened, content) = try session.opened(
                    PliKey(de: session.own.structure, id: id))
                guard let answer = try opened.accessAnswer(), answer.demande == n,
                    opened.manifest?.auteur == par,
                    keyring.indices(of: answer.numeroAGDREF)
                        .contains(where: dossier.request.personnes.contains)
                else {
                    throw Failure(.data, "Cette réponse n'est pas celle de la demande n° \(n).")
                }
                answers.append(answer)
                if let slip = content.pli?.slip { try session.acknowledge(slip) }
            } catch {
                let failure = Failure(error)
                guard [.data, .noInput].contains(failure.code) else { throw error }
                Output.note("Réponse \(id) : \(failure.message)")
            }
        }
        return answers
    }

    private static func conservation(_ row: JSONObject) -> AccessDocument.Conservation? {
        guard let rule = row["regle"]?.string.flatMap({ RetentionRule(rawValue: $0) }),
            let day = row["echeance"]?.string.flatMap({ CalendarDate($0) })
        else { return nil }
        return .init(regle: rule, jusquA: day, isSuspended: row["suspendue"]?.bool == true)
    }

    private static func transmission(_ row: JSONObject) -> AccessDocument.Transmission? {
        guard let key = PliKey(row), let pour = row["pour"]?.string.flatMap({ StructureName($0) }),
            let objet = row["objet"]?.string.flatMap({ Objet(rawValue: $0) }),
            let scelle = row["scelle"]?.string.flatMap({ Instant($0) })
        else { return nil }
        return .init(
            de: key.de, id: key.id, pour: pour, objet: objet, scelle: scelle,
            remis: row["recu"]?.string.flatMap { Instant($0) },
            ouvert: row["ouvert"]?.string.flatMap { Instant($0) })
    }

    private static func destruction(_ row: JSONObject) -> AccessDocument.Destruction? {
        guard let key = PliKey(row), let le = row["le"]?.string.flatMap({ Instant($0) }) else {
            return nil
        }
        return .init(
            id: key.id, le: le,
            regle: row["regle"]?.string.flatMap { RetentionRule(rawValue: $0) })
    }

    private func report(
        _ document: AccessDocument, _ files: [String], _ dossier: RequestDossier
    ) {
        if options.json {
            var object = JSONObject()
            object["n"] = .integer(Int64(n))
            object["fichiers"] = .array(files.map { .string($0) })
            object["plis"] = .integer(Int64(document.plis.count))
            object["nonLus"] = .integer(Int64(document.manquants.count))
            Output.json(.object(object))
        } else {
            for path in files { Output.line(Output.visible(path)) }
        }
        Output.note(
            "Relisez les textes libres avant de remettre ces fichiers : un tiers peut y être nommé."
        )
        if !document.manquants.isEmpty {
            Output.note(
                "\(document.manquants.count) pli(s) ne sont pas dans la réponse : aucun référent qui a "
                    + "répondu ne peut les ouvrir.")
        }
        RequestListing.say(toExamine: dossier.object, n: n)
    }
}
