internal import LiaisonBase
internal import LiaisonSchema
public import LiaisonStore

/// Monthly tables that still name a person whose erasure a partner passed on: a referent sends each again
/// without her (rgpd.md, «Rights of the person»).
public struct TablesToCorrect: Sendable, Equatable {
    /// The number of the request that the partner's pli opened.
    public let request: Int
    public let tables: [HeldFiche]
}

extension RequestBook {
    /// The tables of ours that list somebody, and that no corrected one replaces. Whether others are in them
    /// too nobody here knows: a row without a number leaves no pseudonym.
    ///
    /// - Parameter day: those that were sealed later are left out; nil: none is.
    func tablesToCorrect(
        for persons: [PersonIndex], sealedBy day: CalendarDate? = nil, _ view: StoreView
    ) throws -> [HeldFiche] {
        try view.heldFiches(about: persons).filter { fiche in
            let isLater = day.map { fiche.scelle > $0 } ?? false
            return fiche.objet == .tableauOFII && fiche.box == .envoi && !fiche.isReplaced
                && !isLater
        }
    }

    /// What an erasure that a partner passed on leaves to correct.
    ///
    /// - Returns: nil for nothing, and for one that was confirmed before plis opened requests.
    func tablesToCorrect(
        after erasure: RetentionFacts.PartnerErasure, _ view: StoreView
    ) throws -> TablesToCorrect? {
        guard let n = try view.request(of: erasure.pli) else { return nil }
        let tables = try tablesToCorrect(
            for: erasure.personnes, sealedBy: erasure.sealedUntil, view)
        return tables.isEmpty ? nil : TablesToCorrect(request: n, tables: tables)
    }
}

extension RightsDesk {
    /// Confirming a partner's request ended it, so that nothing waits for its tables: this says them until a
    /// referent corrected each.
    func correctionLines(_ view: StoreView) throws -> [String] {
        try book.currentFacts(view).partnerErasures.compactMap { erasure in
            guard let left = try requestBook.tablesToCorrect(after: erasure, view),
                let first = left.tables.first
            else { return nil }
            return "Demande n° \(left.request), de \(erasure.pli.de) : "
                + Plural.of(left.tables.count, "tableau OFII nomme", "tableaux OFII nomment")
                + " encore la personne. Un référent : « agir-liaison ofii corriger "
                + "\(first.id.text.prefix(8)) --demande \(left.request) »."
        }
    }
}
