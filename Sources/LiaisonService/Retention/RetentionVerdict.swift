internal import LiaisonSchema
internal import LiaisonStore

extension RetentionEngine {
    /// What a colleague handed on goes with its original: only a hold of its own keeps it. An access
    /// answer goes with the first pli of which it holds the content.
    func verdict(
        _ fiche: HeldFiche, _ original: HeldFiche?, _ view: StoreView
    ) throws -> Verdict {
        let alone = verdict(fiche, original: original)
        if let key = fiche.original, original == nil,
            let tomb = try view.tombstone(key.id, de: key.de)
        {
            return Verdict(
                regle: .partage, echeance: tomb.lastDay, holds: alone.holds,
                isCaseOpen: alone.isCaseOpen)
        }
        guard fiche.objet == .reponseDroits, alone.regle != .exception else { return alone }
        return try contents(of: fiche, view).reduce(alone) { first, key in
            guard let content = try contentDay(key, view), content.day < first.echeance else {
                return first
            }
            return Verdict(
                regle: content.rule, echeance: content.day, holds: first.holds,
                isCaseOpen: first.isCaseOpen)
        }
    }

    /// What an answer holds; where its author did not say, all that was known of the person.
    private func contents(of fiche: HeldFiche, _ view: StoreView) throws -> [PliKey] {
        guard fiche.contents.isEmpty else { return fiche.contents }
        return try view.heldFiches(about: fiche.persons).filter {
            ![.reponseDroits, .droits].contains($0.objet) && $0.scelle <= fiche.scelle
        }.map(\.key)
    }

    private func contentDay(
        _ key: PliKey, _ view: StoreView
    ) throws -> (rule: RetentionRule, day: CalendarDate)? {
        if let tomb = try view.tombstone(key.id, de: key.de) {
            return (tomb.rule ?? .partage, tomb.lastDay)
        }
        return try view.heldFiche(key).map { content in
            let held = verdict(content)
            return (held.regle, held.echeance)
        }
    }
}

extension Tombstone {
    /// The day before it was destroyed.
    fileprivate var lastDay: CalendarDate { ParisTime.date(at: le).adding(days: -1) }
}
