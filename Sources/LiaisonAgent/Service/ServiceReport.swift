import LiaisonBase
package import LiaisonHTTP
import LiaisonSchema

extension ServiceState {
    /// Whether the end of the log goes unsigned for longer than a moment.
    package var isUnsigned: Bool { unsigned.map { Int64($0) > LogTail.patience } ?? false }

    /// How it does, a line of two columns each: what, and how much of it or for how long.
    package var report: [[String]] {
        [
            ["Service", "en marche depuis \(Self.age(running))"],
            ["Plis en attente de remise", String(waiting)],
            ["  le plus ancien", Self.age(oldest)],
            ["Plis retenus", String(heldBack)],
            ["Plis abandonnés (30 jours)", String(expired)],
            ["Accusés à transmettre", String(receipts)],
            ["Plis reçus non lus", String(unread)],
            ["Journal", Plural.of(records, "enregistrement") + attested],
            [
                "Alarmes à reconnaître",
                alarms > 0
                    ? "\(alarms) : le DPO les lit au journal"
                    : suspensions.isEmpty && !isUnsigned ? "aucune" : "le journal, ci-dessous",
            ],
            ["Partenaires", String(partners)],
            ["Disque", disk],
            ["Dernière sauvegarde", backedUp.map { "il y a \(Self.age($0))" } ?? "AUCUNE"],
            ["Certificat TLS", certified],
            [
                "Purge de chaque jour",
                isPurgeStopped ? "ARRÊTÉE : le DPO doit en répondre (« boite »)" : "en marche",
            ],
        ]
    }

    private var attested: String {
        switch ServiceWatch.attestation(self) {
        case .noPartner: ""
        case .cosigned(let seconds): ", cosigné il y a \(Self.age(seconds))"
        case .unconfirmed:
            ", NON CONFIRMÉ : aucun partenaire ne l'a cosigné depuis le démarrage"
        }
    }

    private var disk: String {
        let free = free.map { Plural.of($0 >> 20, "Mio libre", "Mio libres") } ?? "non dit"
        return isFull ? "PLEIN, \(free) : rien de nouveau n'est pris" : free
    }

    private var certified: String {
        guard let certificate else { return "aucun (127.0.0.1 seulement)" }
        let days = certificate / 86_400
        if certificate <= 0 { return "EXPIRÉ : les partenaires ne vous joignent plus" }
        return (days < 14 ? "EXPIRE dans " : "encore ") + Plural.of(days, "jour")
    }

    private static func age(_ seconds: Int?) -> String {
        guard let seconds else { return "rien" }
        return seconds < 7_200
            ? "\(seconds / 60) min"
            : seconds < 172_800 ? "\(seconds / 3_600) h" : Plural.of(seconds / 86_400, "jour")
    }
}
