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
    /// Under which name a partner goes now that had another one: its word counts for what was exchanged under
    /// that one. A convention does not pass.
    let successors: Successors

    public init(
        rules: RetentionRules, facts: RetentionFacts, own: StructureKind,
        kinds: [StructureName: StructureKind], successors: Successors = Successors()
    ) {
        self.successors = successors
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
        /// Whether a DPO is to close the incident or the request that it belongs to first.
        public internal(set) var isCaseOpen = false

        public var isSuspended: Bool { !holds.isEmpty || isCaseOpen }

        /// Whether a purge of that day destroys it: it runs the day after the last one of keeping.
        public func isDue(on day: CalendarDate) -> Bool { echeance < day && !isSuspended }
    }

    /// - Parameter original: of a `partage`, the fiche that was handed on.
    public func verdict(_ fiche: HeldFiche, original: HeldFiche? = nil) -> Verdict {
        let caps = caps(original ?? fiche)
        var (regle, echeance) =
            caps.min { $0.date < $1.date }.map { ($0.rule, $0.date) }
            ?? (.aPreciser, fiche.origin.adding(months: rules.inconnuMois))
        for exception in facts.suspensions
        where exception.isException && covers(exception, fiche, original)
            && exception.jusquA > echeance
        {
            (regle, echeance) = (.exception, exception.jusquA)
        }
        let holds = facts.suspensions.filter { !$0.isException && covers($0, fiche, original) }
        return Verdict(
            regle: regle, echeance: echeance, holds: holds.map(\.n), isCaseOpen: isCaseOpen(fiche))
    }

    /// Until when the register remembers to whom a fiche went: as long as the person or the convention
    /// asks, whatever made the fiche itself go before.
    public func registerEnd(_ fiche: HeldFiche) -> CalendarDate {
        [conventionCap(fiche), personCap(fiche)].compactMap(\.self).max()
            ?? fiche.origin.adding(months: rules.inconnuMois)
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
        add(.demande, requestCap(fiche))
        if caps.isEmpty { add(.aPreciser, fiche.origin.adding(months: rules.inconnuMois)) }
        if let days = rules.copieEnvoiJours, fiche.box == .envoi {
            add(.copieEnvoi, fiche.openedByAll?.adding(days: days))
        }
        add(.expediteur, senderCap(fiche))
        return caps
    }

    /// Our conventions of these types with the partners: of what was sent, those that contain its day of
    /// sealing; of what was received, those in force on the day of reception, else the last one that ended.
    private func conventions(
        _ fiche: HeldFiche, of isOfType: (Convention.Kind) -> Bool
    ) -> [ConventionState] {
        let day = fiche.recu ?? fiche.scelle
        return fiche.partners.flatMap { partner -> [ConventionState] in
            let signed = facts.conventions.filter {
                isOfType($0.convention.type) && $0.convention.avec.contains(partner)
            }
            let inForce = signed.filter { $0.contains(day) }
            guard inForce.isEmpty, fiche.box == .reception else { return inForce }
            let last = signed.compactMap(\.fin).filter { $0 < day }.max()
            return last.map { last in signed.filter { $0.fin == last } } ?? []
        }
    }

    private func conventionCap(_ fiche: HeldFiche) -> CalendarDate? {
        guard let type = fiche.modele?.conventionKind else { return nil }
        return conventions(fiche) { $0 == type }
            .compactMap { $0.fin?.adding(months: rules.conventionMois) }.min()
    }

    /// Of a monthly table, the first end of those that it lists.
    private func personCap(_ fiche: HeldFiche) -> CalendarDate? {
        guard fiche.objet == .tableauOFII else { return personCap(of: fiche.persons, fiche) }
        return fiche.persons.compactMap { personCap(of: [$0], fiche) }.min()
    }

    /// The end of the person's accompagnement, as entered here, or as an operator said of its fiches and a
    /// referent confirmed; an opened file has none.
    private func personCap(of persons: [PersonIndex], _ fiche: HeldFiche) -> CalendarDate? {
        var (own, said): (CalendarDate?, [CalendarDate]) = (nil, [])
        for event in facts.file(of: persons) {
            switch event {
            case .fin(let day, _): own = day.adding(months: rules.personneMois)
            case .reprise: (own, said) = (nil, [])
            case .sortie(let partner, let day, let floor):
                guard isExchanged(fiche, with: partner) else { continue }
                said.append(max(day.adding(months: rules.personneMois), floor))
            }
        }
        return ([own] + said).compactMap(\.self).min()
    }

    /// What the person asked to have erased: what tells of her and was sealed by the day of the request.
    /// The `droits` plis stay until the request is over. A partner's word touches what was exchanged with
    /// it (rgpd.md, «A partner can't destroy our evidence»), and a table of ours that a referent replaced.
    private func erasureCap(_ fiche: HeldFiche) -> CalendarDate? {
        switch fiche.objet {
        case .fiche, .partage, .sortie, .reponseDroits, .recu: break
        // Others may be listed in it whom no pseudonym names: a corrected one takes its place first.
        case .tableauOFII where fiche.isReplaced: break
        default: return nil
        }
        let isOwnTable = fiche.objet == .tableauOFII && fiche.box == .envoi
        return facts.erasures(of: fiche.persons).filter { erasure in
            fiche.origin <= erasure.sealedUntil
                && (isOwnTable || erasure.partner.map { isExchanged(fiche, with: $0) } ?? true)
        }.map(\.cap).min()
    }

    private func isExchanged(_ fiche: HeldFiche, with partner: StructureName) -> Bool {
        let now = successors.current(partner)
        return fiche.partners.contains { successors.current($0) == now }
    }

    /// What an operator received from the OFII, whose sub-processor it is, and what it sent in return, its
    /// monthly tables (guide AGIR 2022, annexe 6, annexe opérationnelle). A table follows the convention
    /// with the DT OFII too.
    private func entrustedCap(_ fiche: HeldFiche) -> CalendarDate? {
        let isTable = fiche.objet == .tableauOFII
        var ends = isTable ? conventions(fiche) { $0 == .ofii }.compactMap(\.fin) : []
        let isEntrusted =
            isTable || fiche.box == .reception && fiche.partners.contains { kinds[$0] == .dtOFII }
        if own == .operateurAGIR, isEntrusted, let end = facts.termes[.accordCadre] {
            ends.append(end)
        }
        return ends.min()
    }

    /// What carried a request, or answered it, serves to answer for it three months more: what proves it
    /// then names nobody. An answer that no request bears serves nobody.
    private func requestCap(_ fiche: HeldFiche) -> CalendarDate? {
        guard [.droits, .reponseDroits, .anomalie].contains(fiche.objet) else { return nil }
        let closed: CalendarDate? =
            switch fiche.dossier {
            case .closed(let day): day
            case .open: nil
            case nil: fiche.objet == .reponseDroits ? fiche.origin : facts.answered(fiche.key)
            }
        return closed?.adding(months: RetentionRules.requestMonths)
    }

    /// A notice and what asks for a right, answers it or tells of it stay, whatever their caps, until a DPO
    /// closed the incident or the request; a partner's request is closed by its answer too.
    private func isCaseOpen(_ fiche: HeldFiche) -> Bool {
        let isReceived = fiche.box == .reception
        switch fiche.objet {
        case .violation:
            return fiche.dossier.map { $0 == .open } ?? (isReceived && !fiche.isOpened)
        case .droits:
            return fiche.dossier.map { $0 == .open }
                ?? (isReceived && facts.answered(fiche.key) == nil)
        case .reponseDroits, .anomalie: return fiche.dossier == .open
        default: return false
        }
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
            if known.contains(where: persons.contains) { return true }
            // Nobody said yet whom it is about, or who else is in it: it may be that person.
            let isSaid = fiche.namesEverybody || original?.namesEverybody ?? false
            return !isSaid && !suspension.isException && fiche.isOfPersons
                && !facts.excludes(suspension.n, de: fiche.de, id: fiche.id)
        }
    }

    private func convention(_ reference: String, covers fiche: HeldFiche) -> Bool {
        let type = fiche.modele?.conventionKind
        return conventions(fiche) { kind in
            type.map { kind == $0 } ?? ![.spe, .picIPR].contains(kind)
        }.contains { $0.convention.reference == reference }
    }
}

extension HeldFiche {
    /// Whether it is about somebody, once it is opened.
    var isOfPersons: Bool {
        [.fiche, .partage, .sortie, .droits, .tableauOFII, .recu].contains(objet)
    }

    /// The day from which its caps count.
    var origin: CalendarDate {
        guard box == .reception, let recu else { return scelle }
        return RetentionRules.origin(scelle: scelle, recu: recu)
    }
}
