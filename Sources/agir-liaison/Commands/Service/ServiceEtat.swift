import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct ServiceEtat: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "etat", abstract: "Dit si le service va bien, et ce qui attend.",
        discussion: "agir-liaison service etat")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let context = try options.context
        let state = try ServiceWatch.state(context)
        if options.json { return Output.json(state.json) }
        let attested =
            switch ServiceWatch.attestation(state) {
            case .noPartner: ""
            case .cosigned(let seconds): ", cosigné il y a \(Self.age(seconds))"
            case .unconfirmed:
                ", NON CONFIRMÉ : aucun partenaire ne l'a cosigné depuis le démarrage"
            }
        let isUnsigned = state.unsigned.map { Int64($0) > LogTail.patience } ?? false
        Output.table([
            ["Service", "en marche depuis \(Self.age(state.running))"],
            ["Plis en attente de remise", String(state.waiting)],
            ["  le plus ancien", Self.age(state.oldest)],
            ["Plis retenus", String(state.heldBack)],
            ["Plis abandonnés (30 jours)", String(state.expired)],
            ["Accusés à transmettre", String(state.receipts)],
            ["Plis reçus non lus", String(state.unread)],
            ["Journal", Plural.of(state.records, "enregistrement") + attested],
            [
                "Alarmes à reconnaître",
                state.alarms > 0
                    ? "\(state.alarms) : le DPO les lit au journal"
                    : state.suspensions.isEmpty && !isUnsigned
                        ? "aucune" : "le journal, ci-dessous",
            ],
            ["Partenaires", String(state.partners)],
            ["Disque", Self.disk(state)],
            [
                "Dernière sauvegarde",
                state.backedUp.map { "il y a \(Self.age($0))" } ?? "AUCUNE",
            ],
            ["Certificat TLS", Self.certificate(state.certificate)],
            [
                "Purge de chaque jour",
                state.isPurgeStopped
                    ? "ARRÊTÉE : le DPO doit en répondre (« boite »)" : "en marche",
            ],
        ])
        let own = try context.folder.ownCard().carte.structure
        for suspension in state.suspensions {
            Output.line(suspension.words(isOwn: suspension.structure == own))
        }
        if let age = state.unsigned, isUnsigned {
            Output.line("ALARME : \(LogTail.sentence(since: Now.instant + -Int64(age)))")
        }
        for partner in state.silent { Output.line("\(partner.french).") }
        for card in state.cards { Output.line("Attention : \(Output.visible(card))") }
    }

    private static func disk(_ state: ServiceState) -> String {
        let free = state.free.map { Plural.of($0 >> 20, "Mio libre", "Mio libres") } ?? "non dit"
        return state.isFull ? "PLEIN, \(free) : rien de nouveau n'est pris" : free
    }

    private static func certificate(_ left: Int64?) -> String {
        guard let left else { return "aucun (127.0.0.1 seulement)" }
        let days = left / 86_400
        if left <= 0 { return "EXPIRÉ : les partenaires ne vous joignent plus" }
        return (days < 14 ? "EXPIRE dans " : "encore ") + Plural.of(days, "jour")
    }

    private static func age(_ seconds: Int?) -> String {
        guard let seconds else { return "rien" }
        return seconds < 7_200
            ? "\(seconds / 60) min"
            : seconds < 172_800 ? "\(seconds / 3_600) h" : Plural.of(seconds / 86_400, "jour")
    }
}
