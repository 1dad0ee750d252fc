import LiaisonCrypto
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// The JSON and text that the local interface answers with (formats.md, «Local interface»).
enum LocalAnswers {
    static func cards(_ cards: [AcceptedCarte]) -> JSONValue {
        .array(
            cards.map { accepted in
                var object = JSONObject()
                object["carte"] = .string(Base64.encode(accepted.card.bytes))
                object["acceptee"] = .string(accepted.acceptee.description)
                return .object(object)
            })
    }

    /// Counts and ages in seconds.
    static func state(
        _ state: StoreState, cards: [Carte], since: Instant, now: Instant
    ) -> JSONValue {
        var object = JSONObject()
        func put(_ key: String, _ value: Int64) { object[key] = .integer(value) }
        put("depuis", max(0, now - since))
        put("enAttente", Int64(state.envois[EnvoiStatut.enAttente.rawValue] ?? 0))
        object["plusAncien"] = state.plusAncien.map { .integer(max(0, now - $0)) }
        put("retenus", Int64(state.retenus))
        put("expires", Int64(state.envois[EnvoiStatut.expire.rawValue] ?? 0))
        put("accuses", Int64(state.accuses))
        put("nonLus", Int64(state.receptions[ReceptionStatut.nonLu.rawValue] ?? 0))
        put("journal", Int64(state.journal))
        put("alarmes", Int64(state.alarmes))
        object["cosignature"] = state.cosignature.map { .integer(max(0, now - $0)) }
        put("partenaires", Int64(state.partenaires))
        object["cartes"] = .array(
            cards.compactMap { $0.expiryWarning(at: now) }.map { .string($0) })
        return .object(object)
    }
}
