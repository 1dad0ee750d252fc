import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct DemandeLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les demandes et leurs délais.",
        discussion: "agir-liaison personne demande lister")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        try session.require(.handleRequest)
        let rows = try Requests(session: session).list()
        if options.json { return Output.json(.array(rows.map { .object($0) })) }
        guard !rows.isEmpty else { return Output.line("Aucune demande.") }
        Output.table(
            [["N°", "DROIT", "STATUT", "REÇUE", "ÉCHÉANCE", "RÉPONSES", ""]]
                + rows.map { row in
                    [
                        String(row["n"]?.integer ?? 0), RequestListing.droit(row),
                        RequestListing.statut(row), RequestListing.day(row, "recue"),
                        RequestListing.day(row, "echeance"),
                        String(row["reponses"]?.integer ?? 0),
                        row["enRetard"]?.bool == true ? "EN RETARD" : "",
                    ]
                })
    }
}

struct DemandeMontrer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "montrer",
        abstract:
            "Tout le dossier d'une demande : étapes, fiches, destructions, accusés, réponses.",
        discussion: "agir-liaison personne demande montrer 3")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        try session.require(.handleRequest)
        let dossier = try Requests(session: session).dossier(n)
        let object = RequestListing(session).opened(dossier)
        if options.json { return Output.json(.object(object)) }
        RequestListing.print(object, dossier.request)
    }
}

/// A request's file as the DPO reads it: the sealed texts opened.
struct RequestListing {
    private let session: Session

    init(_ session: Session) { self.session = session }

    func opened(_ dossier: RequestDossier) -> JSONObject {
        var object = dossier.object
        object["etapes"] = .array(dossier.rows("etapes").map { .object(opened($0)) })
        object["reponsesRecues"] = .array(
            dossier.rows("reponsesRecues").map { row in
                var row = row
                row["texte"] = .string(text(row) ?? "(ne s'ouvre pas)")
                return .object(row)
            })
        return object
    }

    private func opened(_ step: JSONObject) -> JSONObject {
        var step = step
        func sealed(_ key: String) -> SealedText? {
            step[key]?.string.flatMap { Base64.decode($0) }.flatMap { try? SealedText(age: $0) }
        }
        if let motif = sealed("motif") {
            step["motif"] = .string(
                motif.text(with: session.identity.all) ?? "(scellé pour un autre DPO)")
        }
        if let details = sealed("details") {
            step["details"] = nil
            let known = RequestDetails(details, with: session.identity.all)
            step["numeroAGDREF"] = (known?.numeroAGDREF.digits).map { .string($0) }
            step["texte"] = (known?.texte).map { .string($0) }
            step["champs"] = (known?.champs).map { .object($0) }
        }
        return step
    }

    /// What a partner answered; nil when this agent can't open it.
    private func text(_ row: JSONObject) -> String? {
        guard let key = PliKey(row), let content = try? session.sealed(key),
            let plaintext = try? Age.open(content.age, with: session.identity.all),
            let (payload, _) = try? OpenedPayload.verified(plaintext, content, session: session),
            payload.manifest.objet == .anomalie
        else { return nil }
        return payload.first.flatMap { try? JSONValue.parse($0.content) }?.object?["texte"]?.string
    }

    static func droit(_ row: JSONObject) -> String {
        let text = row["droit"]?.string ?? ""
        return Droit(rawValue: text)?.french ?? Output.visible(text)
    }

    static func statut(_ row: JSONObject) -> String {
        let text = row["statut"]?.string ?? ""
        return RightsRequest.Statut(rawValue: text)?.french ?? Output.visible(text)
    }

    static func day(_ row: JSONObject, _ key: String) -> String {
        row[key]?.string.flatMap { CalendarDate($0) }?.french ?? ""
    }

    static func say(toExamine object: JSONObject, n: Int) {
        let left = (object["aExaminer"]?.array ?? []).compactMap { $0.object?["id"]?.string }
        guard !left.isEmpty else { return }
        Output.note(
            "\(left.count) pli(s) que personne n'a encore ouverts : un référent les ouvre, les rattache ou "
                + "les exclut (« fiche exclure ID --demande \(n) ») avant la clôture.")
        for id in left { Output.note("  \(Output.visible(id))") }
    }

    static func print(_ object: JSONObject, _ request: RightsRequest) {
        func rows(_ key: String) -> [JSONObject] { (object[key]?.array ?? []).compactMap(\.object) }
        func text(_ row: JSONObject, _ key: String) -> String {
            Output.visible(row[key]?.string ?? "")
        }
        Output.line(
            "Demande n° \(request.n) : \(request.droit.french), \(request.statut.french), reçue le "
                + "\(request.recue.french), à répondre le \(request.echeance.french)"
                + (object["enRetard"]?.bool == true ? ", EN RETARD" : ""))
        for step in rows("etapes") {
            let more = ["numeroAGDREF", "texte", "moyen", "pour", "id", "motif"]
                .map { text(step, $0) }.filter { !$0.isEmpty }
            Output.line(
                "  \(Output.local(step["le"]?.string))  \(text(step, "etape"))  \(text(step, "par"))"
                    + (more.isEmpty ? "" : "  \(more.joined(separator: " "))"))
        }
        for row in rows("fiches") {
            Output.line(
                "Conservée : \(text(row, "id")), \(text(row, "objet")), jusqu'au \(day(row, "echeance")) "
                    + "(\(text(row, "regle")))"
                    + (row["suspendue"]?.bool == true ? ", suspendue" : ""))
        }
        for row in rows("transmissions") {
            Output.line(
                "Transmise : \(text(row, "id")), \(text(row, "objet")), de \(text(row, "de")) à "
                    + "\(text(row, "pour")), scellée le \(Output.local(row["scelle"]?.string))")
        }
        for row in rows("detruits") {
            Output.line(
                "Détruite : \(text(row, "id")), le \(Output.local(row["le"]?.string)) (\(text(row, "regle")))"
                    + (row["procesVerbal"]?.integer.map { ", procès-verbal n° \($0)" } ?? ""))
        }
        for row in rows("accuses") {
            Output.line(
                "Accusé : \(text(row, "id")), \(text(row, "statut")) par \(text(row, "par")), "
                    + Output.local(row["le"]?.string))
        }
        for row in rows("reponsesRecues") {
            Output.line("Réponse de \(text(row, "de")) : \(text(row, "texte"))")
        }
        say(toExamine: object, n: request.n)
    }
}
