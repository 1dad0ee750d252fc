/// What the programs of a structure can do that those of another version may not, by the code in its card
/// (formats.md, «Evolution»). A code once given out keeps its meaning for ever.
public enum Capacite: String, Sendable, CaseIterable {
    /// Reads cards, receipts, verifications, procès-verbaux, notices and époques that have keys, codes and
    /// kinds of structure of a later version, and leaves these alone.
    case actesOuverts = "actes-ouverts"
    /// Refuses a pli whose `objet` or version it does not know by a signed receipt, motif `objet-inconnu` or
    /// `version-inconnue`, and ends its own sending on such a one.
    case refusMotives = "refus-motives"
    /// Reads a generic fiche that names a département for the OFII's table.
    case departementOFII = "ofii-departement"
}

extension Carte {
    /// The most codes that a card names.
    static let capaciteLimit = 200

    /// This card with what this version can do, whatever the one before it said.
    var announcing: Carte {
        var card = self
        card.capacites = Capacite.allCases.map(\.rawValue).sorted()
        return card
    }
}
