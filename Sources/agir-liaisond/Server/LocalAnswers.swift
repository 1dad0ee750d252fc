import LiaisonCrypto
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// The JSON and text that the local interface answers with (formats.md, «Local interface»).
enum LocalAnswers {
    static func outgoing(_ row: Outgoing, receipts: [StoredReceipt]) -> JSONValue {
        let delivered = receipts.first { $0.statut == Accuse.Statut.remis.rawValue }
        var object = common(row.slip, statut: row.statut, recu: delivered?.le)
        if row.statut == EnvoiStatut.enAttente.rawValue, row.prochain == nil {
            object["retenu"] = .bool(true)
        }
        object["accuses"] = .array(
            receipts.map { receipt in
                var object = JSONObject()
                object["statut"] = .string(receipt.statut)
                object["par"] = .string(receipt.par.description)
                object["le"] = .string(receipt.le.description)
                return .object(object)
            })
        return .object(object)
    }

    /// - Parameter isReplaced: whether a later fiche of the same structure replaces this one.
    static func incoming(_ row: Incoming, isReplaced: Bool) -> JSONValue {
        .object(
            common(row.slip, statut: isReplaced ? "remplace" : row.statut, recu: row.recu))
    }

    /// A step of a pli: what, by whom, when.
    static func step(
        _ statut: String, _ par: KeyName, _ le: Instant, pour: StructureName? = nil
    ) -> JSONValue {
        var object = JSONObject()
        object["statut"] = .string(statut)
        object["par"] = .string(par.description)
        object["pour"] = pour.map { .string($0.text) }
        object["le"] = .string(le.description)
        return .object(object)
    }

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

    static func deposited(_ pli: Courrier.Stored) -> JSONValue {
        switch pli {
        case .outgoing(let row): outgoing(row, receipts: [])
        case .incoming(let row): incoming(row, isReplaced: false)
        }
    }

    private static func common(_ slip: Slip, statut: String, recu: Instant?) -> JSONObject {
        var object = JSONObject()
        object["id"] = .string(slip.id.text)
        if slip.objet == .violation, case .roles(let roles) = slip.addressees,
            roles.contains(.referent)
        {
            object["roles"] = .array(roles.map { .string($0.rawValue) })
        }
        object["objet"] = .string(slip.objet.rawValue)
        object["modele"] = slip.modele.map { .string($0.rawValue) }
        object["de"] = .string(slip.de.text)
        object["pour"] = .string(slip.pour.text)
        object["auteur"] = .string(slip.auteur.description)
        object["scelle"] = .string(slip.scelle.description)
        object["recu"] = recu.map { .string($0.description) }
        object["statut"] = .string(statut)
        object["conserverJusquA"] = .string(slip.conserverJusquA.description)
        object["taille"] = .integer(Int64(slip.taille))
        object["reponseA"] = slip.reponseA.map { .string($0.text) }
        object["remplace"] = slip.remplace.map { .string($0.text) }
        return object
    }
}
