package import LiaisonCrypto
package import LiaisonSchema

/// The clocks of incidents that run, for every agent of the structure: no person is named.
package struct Countdowns {
    private let rows:
        [(n: Int64, de: String?, nombre: Int64, echeance: IncidentFile.Echeance?, heure: Instant)]

    package init(_ values: [JSONObject], at now: Instant) {
        rows = values.map { object in
            (
                object["n"]?.integer ?? 0, object["de"]?.string, object["nombre"]?.integer ?? 1,
                IncidentFile.Echeance(object),
                object["heure"]?.string.flatMap { Instant($0) } ?? now
            )
        }
    }

    /// - Parameter withRest: whether to say how much is left; without, a line is the same all day.
    package func lines(withRest: Bool) -> [String] {
        rows.map { row in
            let head = "Incident n° \(row.n) : "
            if let echeance = row.echeance {
                // Before the first second, nothing is left to say.
                return head + echeance.french(at: withRest ? row.heure : Instant(seconds: .max))
            }
            let name = row.de ?? "un partenaire"
            return row.nombre == 1
                ? head + "notification reçue de \(name), qu'un DPO doit ouvrir."
                : "\(row.nombre) notifications reçues de \(name), qu'un DPO doit ouvrir."
        }
    }
}
