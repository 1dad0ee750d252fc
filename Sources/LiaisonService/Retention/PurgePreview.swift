public import LiaisonSchema
public import LiaisonStore

/// A fiche that a purge of some day would destroy, or that a hold keeps from it.
public struct DueFiche: Sendable, Equatable {
    public let fiche: HeldFiche
    public let verdict: RetentionEngine.Verdict
}

/// What a purge would do, and by which durations.
extension RetentionDesk {
    /// How many fiches a page of the preview looks at.
    private static let previewPage = 20_000

    /// What a purge of that day would do, a page at a time in the order of the ids. Once seen to the end,
    /// durations that were changed apply.
    ///
    /// - Returns: what is due, and the id after which to go on; nil at the end.
    public func previewPurge(
        on day: CalendarDate, after: PliID?, by agent: AuthenticatedAgent
    ) throws -> (due: [DueFiche], next: PliID?) {
        try require(.purge, agent)
        try recordRules()
        let engine = try store.read { try book.engine($0) }
        var (due, looked, last): ([DueFiche], Int, PliID?) = ([], 0, after)
        while looked < Self.previewPage {
            let page = try book.heldPage(after: last)
            guard let end = page.last else {
                if day >= ParisTime.date(at: now()) { try noteRulesSeen(by: agent) }
                return (due, nil)
            }
            for fiche in page {
                let found = try book.due(fiche, engine)
                if found.verdict.echeance < day { due.append(found) }
            }
            looked += page.count
            last = end.id
        }
        return (due, last)
    }

    private func noteRulesSeen(by agent: AuthenticatedAgent) throws {
        guard try store.read({ try $0.rules() }).contains(where: { $0.vue == nil }) else { return }
        try store.write(at: now()) { transaction in
            try transaction.markRulesSeen()
            try transaction.record(LogEvent(.regles, by: agent.name, detail: .vu))
        }
    }

    /// Until when the fiches whose id begins so are kept.
    public func held(prefix: String, for agent: AuthenticatedAgent) throws -> [DueFiche] {
        try require(.purge, agent)
        let fiches = try store.read { try $0.heldFiches(prefix: prefix, limit: 100) }
        let engine = try store.read { try book.engine($0) }
        return try fiches.map { try book.due($0, engine) }
    }

    /// The version of the durations in force. Others than those recorded last are recorded; until a DPO
    /// saw what they change, nothing goes that the ones before would have kept.
    @discardableResult
    public func recordRules() throws -> Int {
        let text = rules.text
        let known = try store.read { try $0.rules() }
        if let last = known.first, last.texte == text { return last.version }
        guard let own = try store.ownCard()?.carte.structure else { return 1 }
        return try store.write(at: now()) { transaction in
            try transaction.insertRules(text, isSeen: known.isEmpty)
            if !known.isEmpty {
                try transaction.record(LogEvent(.regles, by: own.key(.service)))
            }
            return try transaction.view.rules().first?.version ?? 1
        }
    }

    /// The durations that must agree before anything goes by itself.
    func rulesToSatisfy() throws -> [RetentionRules] {
        let known = try store.read { try $0.rules() }
        guard let last = known.first, last.vue == nil else { return [rules] }
        let seen = known.first { $0.vue != nil }.flatMap { RetentionRules($0.texte) }
        return [rules] + [seen].compactMap(\.self)
    }
}
