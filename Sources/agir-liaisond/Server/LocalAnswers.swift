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

    static func deposited(_ pli: Courrier.Stored) -> JSONValue {
        switch pli {
        case .outgoing(let row): outgoing(row, receipts: [])
        case .incoming(let row): incoming(row, isReplaced: false)
        }
    }

    /// First line: size and root of the whole log. Then a leaf a line: its hash in base64, a space,
    /// its record, or `-` for a pruned one.
    static func leaves(_ page: LogPage) -> [UInt8] {
        Array("\(page.size) \(Base64.encode(page.root))\n".utf8) + page.leaves
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
