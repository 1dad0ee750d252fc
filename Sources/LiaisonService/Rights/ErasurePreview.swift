internal import LiaisonSchema
public import LiaisonStore

extension RightsDesk {
    /// What carrying out an erasure would do here, before anything is done.
    public struct ErasurePreview: Sendable {
        /// What the purge that follows destroys.
        public var due: [HeldFiche] = []
        /// What a hold, an open incident or another request keeps for now.
        public var held: [DueFiche] = []
        /// What a legal exception keeps.
        public var excepted: [DueFiche] = []
        /// Tables that list the person: a corrected one takes their place first.
        public var toCorrect: [HeldFiche] = []
    }

    /// The engine says it, as if the erasure had been entered today.
    func erasurePreview(of request: RightsRequest) throws -> ErasurePreview {
        let instant = now()
        let today = ParisTime.date(at: instant)
        let entered = RecordedFact(
            n: Int.max, le: instant, par: request.par,
            fact: .effacement(demande: request.n, personnes: request.personnes),
            effet: today.adding(days: -1))
        let engine = try store.read { view in
            try book.engine(view).with(book.currentFacts(view).adding(entered))
        }
        var preview = ErasurePreview()
        for fiche in try store.read({ try $0.heldFiches(about: request.personnes) }) {
            let due = try book.due(fiche, engine)
            switch due.verdict.regle {
            case _ where due.verdict.isDue(on: today): preview.due.append(fiche)
            case .exception: preview.excepted.append(due)
            // A table that is not due, and the plis of a request, are none of what it destroys.
            case _ where due.verdict.isSuspended && due.verdict.echeance < today:
                preview.held.append(due)
            default: break
            }
        }
        preview.toCorrect = try store.read {
            try requestBook.tablesToCorrect(for: request.personnes, $0)
        }
        return preview
    }
}
