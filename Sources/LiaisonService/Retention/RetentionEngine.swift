public import LiaisonSchema
public import LiaisonStore

/// Until when each fiche is kept, and by which rule: derived from the facts at each run, never cached
/// (rgpd.md, «Retention»). Pure: the same facts give the same day.
public struct RetentionEngine: Sendable {
    let rules: RetentionRules
    let facts: RetentionFacts
    let own: StructureKind
    /// What the partners are in the programme.
    let kinds: [StructureName: StructureKind]

    public init(
        rules: RetentionRules, facts: RetentionFacts, own: StructureKind,
        kinds: [StructureName: StructureKind]
    ) {
        self.rules = rules
        self.facts = facts
        self.own = own
        self.kinds = kinds
    }

    public struct Verdict: Sendable, Equatable {
        public let regle: RetentionRule
        /// The last day of keeping.
        public let echeance: CalendarDate
        /// The holds that suspend it.
        public let holds: [Int]

        public var isSuspended: Bool { !holds.isEmpty }

        /// Whether a purge of that day destroys it: it runs the day after the last one of keeping.
        public func isDue(on day: CalendarDate) -> Bool { echeance < day && !isSuspended }
    }

    /// - Parameter original: of a `partage`, the fiche that was handed on.
    public func verdict(_ fiche: HeldFiche, original: HeldFiche? = nil) -> Verdict {
        let caps = caps(original ?? fiche)
        var (regle, echeance) =
            caps.min { $0.date < $1.date }.map { ($0.rule, $0.date) }
            ?? (.aPreciser, fiche.scelle.adding(months: rules.inconnuMois))
        for exception in facts.suspensions
        where exception.isException && covers(exception, fiche, original)
            && exception.jusquA > echeance
        {
            (regle, echeance) = (.exception, exception.jusquA)
        }
        let holds = facts.suspensions.filter { !$0.isException && covers($0, fiche, original) }
        return Verdict(regle: regle, echeance: echeance, holds: holds.map(\.n))
    }

    /// Until when the register remembers to whom a fiche went: as long as the person or the convention
    /// asks, whatever made the fiche itself go before.
    public func registerEnd(_ fiche: HeldFiche) -> CalendarDate {
        [conventionCap(fiche), personCap(fiche)].compactMap(\.self).max()
            ?? fiche.scelle.adding(months: rules.inconnuMois)
    }

    private typealias Cap = (rule: RetentionRule, date: CalendarDate)

    private func caps(_ fiche: HeldFiche) -> [Cap] {
        var caps: [Cap] = []
        func add(_ rule: RetentionRule, _ date: CalendarDate?) {
            if let date { caps.append((rule, date)) }
        }
        add(.convention, conventionCap(fiche))
        add(.personne, personCap(fiche))
        add(.ofii, entrustedCap(fiche))
        add(.usage, facts.usage(de: fiche.de, id: fiche.id))
        add(.effacement, erasureCap(fiche))
        if caps.isEmpty { add(.aPreciser, fiche.scelle.adding(months: rules.inconnuMois)) }
        if let days = rules.copieEnvoiJours, fiche.box == .envoi {
            add(.copieEnvoi, fiche.openedByAll?.adding(days: days))
        }
        add(.expediteur, senderCap(fiche))
        return caps
    }

    /// Our conventions with the partners, of the type that the model asks, that contain its day of sealing.
    private func conventions(_ fiche: HeldFiche) -> [ConventionState] {
        guard let type = fiche.modele?.conventionKind else { return [] }
        return fiche.partners.flatMap {
            facts.conventions.governing(type, with: $0, on: fiche.scelle)
        }
    }

    private func conventionCap(_ fiche: HeldFiche) -> CalendarDate? {
        conventions(fiche).compactMap { $0.fin?.adding(months: rules.conventionMois) }.min()
    }

    /// The end of the person's accompagnement, as entered here, or as an operator said of its fiches and a
    /// referent confirmed; an opened file has none.
    private func personCap(_ fiche: HeldFiche) -> CalendarDate? {
        var (own, said): (CalendarDate?, [CalendarDate]) = (nil, [])
        for event in facts.file(of: fiche.persons) {
            switch event {
            case .fin(let day): own = day.adding(months: rules.personneMois)
            case .reprise: (own, said) = (nil, [])
            case .sortie(let partner, let day, let floor):
                guard fiche.partners.contains(partner) else { continue }
                said.append(max(day.adding(months: rules.personneMois), floor))
            }
        }
        return ([own] + said).compactMap(\.self).min()
    }

    /// What the person asked to have erased: what tells of her and was sealed by the day of the request.
    /// The `droits` plis stay: they prove that the partners were told. A partner's word touches what was
    /// exchanged with it (rgpd.md, «A partner can't destroy our evidence»).
    private func erasureCap(_ fiche: HeldFiche) -> CalendarDate? {
        guard [.fiche, .partage, .sortie, .reponseDroits].contains(fiche.objet) else { return nil }
        return facts.erasures(of: fiche.persons).filter { erasure in
            fiche.scelle <= erasure.sealedUntil
                && erasure.partner.map(fiche.partners.contains) ?? true
        }.map(\.cap).min()
    }

    /// What an operator received from the OFII, whose sub-processor it is (guide AGIR 2022,
    /// annexe 6, annexe opérationnelle).
    private func entrustedCap(_ fiche: HeldFiche) -> CalendarDate? {
        guard own == .operateurAGIR, fiche.box == .reception, kinds[fiche.de] == .dtOFII else {
            return nil
        }
        return facts.termes[.accordCadre]
    }

    /// A sender's day counts once the pli was opened, or after 90 days (formats.md, «pli»). Not of what proves
    /// that we were asked or told: a short day would take it from our DPO before it is answered.
    private func senderCap(_ fiche: HeldFiche) -> CalendarDate? {
        guard ![.droits, .violation].contains(fiche.objet) else { return nil }
        guard fiche.box == .reception, let recu = fiche.recu else { return nil }
        return fiche.isOpened
            ? fiche.conserverJusquA
            : max(fiche.conserverJusquA, recu.adding(days: RetentionRules.senderDays))
    }

    private func covers(
        _ suspension: RetentionFacts.Suspension, _ fiche: HeldFiche, _ original: HeldFiche?
    ) -> Bool {
        switch suspension.portee {
        case .fiche(let de, let id):
            return [fiche, original].contains { $0?.de == de && $0?.id == id }
        case .convention(let reference):
            return convention(reference, covers: original ?? fiche)
        case .personne(let persons):
            let known = fiche.persons + (original?.persons ?? [])
            if !known.isEmpty { return known.contains(where: persons.contains) }
            // Nobody said yet whom it is about: it may be that person.
            return !suspension.isException && fiche.isOfPersons
                && !facts.excludes(suspension.n, de: fiche.de, id: fiche.id)
        }
    }

    private func convention(_ reference: String, covers fiche: HeldFiche) -> Bool {
        guard let state = facts.convention(reference) else { return false }
        let convention = state.convention
        guard fiche.partners.contains(where: convention.avec.contains),
            state.contains(fiche.scelle)
        else { return false }
        let type = fiche.modele?.conventionKind
        return type == nil
            ? ![.spe, .picIPR].contains(convention.type) : type == convention.type
    }
}

extension HeldFiche {
    /// Whether it is about somebody, once it is opened.
    var isOfPersons: Bool { [.fiche, .partage, .sortie, .droits].contains(objet) }
}
