import LiaisonBase
package import LiaisonHTTP
import LiaisonSchema

/// The clocks of incidents that run, for every agent of the structure: no person is named.
package struct Countdowns {
    private let rows: [LocalCountdown]

    package init(_ rows: [LocalCountdown]) { self.rows = rows }

    /// - Parameter withRest: whether to say how much is left; without, a line is the same all day.
    package func lines(withRest: Bool) -> [String] {
        rows.map { row in
            switch row.what {
            case .deadline(let deadline):
                // After the last second, nothing is left to say.
                "Incident n° \(row.n) : "
                    + deadline.french(at: withRest ? row.heure : Instant(seconds: .max))
            case .unread(let de, 1):
                "Incident n° \(row.n) : notification reçue de \(de), qu'un DPO doit ouvrir."
            case .unread(let de, let count):
                Plural.of(count, "notification reçue", "notifications reçues")
                    + " de \(de), qu'un DPO doit ouvrir."
            }
        }
    }
}
