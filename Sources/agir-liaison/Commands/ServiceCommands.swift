import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct ServiceGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service", abstract: "Le service de la structure.",
        discussion: "agir-liaison service etat", subcommands: [ServiceEtat.self])
}

struct ServiceEtat: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "etat", abstract: "Dit si le service va bien, et ce qui attend.",
        discussion: "agir-liaison service etat")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context)
        try session.require(.watchService)
        let answer = try session.client.request("GET", Routes.localState)
        guard let object = (try? JSONValue.parse(answer.body))?.object else {
            throw Failure(.data, "Le service n'a pas répondu comme attendu.")
        }
        if options.json { return Output.json(.object(object)) }
        func number(_ key: String) -> Int64 { object[key]?.integer ?? 0 }
        func age(_ key: String) -> String {
            guard let seconds = object[key]?.integer else { return "rien" }
            return seconds < 7_200
                ? "\(seconds / 60) min"
                : seconds < 172_800
                    ? "\(seconds / 3_600) h" : "\(seconds / 86_400) jours"
        }
        let alarms = number("alarmes")
        // The first record of each start makes the log grow: a witness that answers cosigns anew.
        let since = object["cosignature"]?.integer
        let attested =
            number("partenaires") == 0
            ? ""
            : since.map { $0 <= number("depuis") } == true
                ? ", cosigné il y a \(age("cosignature"))"
                : ", NON CONFIRMÉ : aucun partenaire ne l'a cosigné depuis le démarrage"
        Output.table([
            ["Service", "en marche depuis \(age("depuis"))"],
            ["Plis en attente de remise", String(number("enAttente"))],
            ["  le plus ancien", age("plusAncien")],
            ["Plis retenus", String(number("retenus"))],
            ["Plis abandonnés (30 jours)", String(number("expires"))],
            ["Accusés à transmettre", String(number("accuses"))],
            ["Plis reçus non lus", String(number("nonLus"))],
            ["Journal", "\(number("journal")) enregistrements\(attested)"],
            ["Alarmes (7 jours)", alarms > 0 ? "\(alarms) : le DPO les lit au journal" : "aucune"],
            ["Partenaires", String(number("partenaires"))],
        ])
        for card in object["cartes"]?.array?.compactMap(\.string) ?? [] {
            Output.line("Attention : \(Output.visible(card))")
        }
    }
}
