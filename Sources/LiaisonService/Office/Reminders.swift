import LiaisonBase
internal import LiaisonSchema
internal import LiaisonStore

/// What people are reminded of before it is too late (rgpd.md, «Retention»): French lines, no person, each to
/// those whose roles can do something about it.
public struct Reminders: Desk {
    let office: Office
    let book: FactBook
    let incidents: IncidentDesk
    let logbook: Logbook
    let retention: RetentionDesk
    let rights: RightsDesk

    /// Days before the end of a convention on which it is said.
    private static let conventionMarks = [60, 30, 7]

    /// All of them, for the daemon's own log.
    func all() throws -> [String] { try lines(for: Set(Role.allCases), isAtMark: true) }

    public func lines(for agent: AuthenticatedAgent) throws -> [String] {
        try lines(for: agent.roles, isAtMark: false)
    }

    /// - Parameter isAtMark: whether a convention's end is said on its marks only, not on each day since.
    private func lines(for roles: Set<Role>, isAtMark: Bool) throws -> [String] {
        guard try store.ownCard() != nil else { return [] }
        let today = ParisTime.date(at: now())
        let facts = try book.currentFacts()
        var lines: [String] = []
        // A DPO prolongs no convention, and may hold what its end destroys.
        if !roles.isDisjoint(with: [.admin, .dpo]) {
            lines += facts.conventions.compactMap { conventionLine($0, today, isAtMark) }
            lines += endLines(facts, today)
        }
        if Permission.keepConventions.allows(roles) { lines += unsaidEndLines(facts) }
        if Permission.publishCard.allows(roles) {
            lines += try epochLine() + hostingLine(facts)
        }
        if roles.contains(.dpo) {
            lines += holdLines(facts, today) + unknownLine() + (try stoppedLines())
            lines += contradictionLines()
            lines += try alarmLines()
        }
        if Permission.closeFile.allows(roles) { lines += try examinationLines(facts) }
        if roles.contains(.referent) { lines += try answerLines(today) }
        if Permission.readState.allows(roles) { lines += try unreachableLines() }
        if Permission.importContact.allows(roles) { lines += try suspendedLines() }
        lines += try incidents.lines(for: roles)
        lines += try rights.lines(for: roles, today)
        return lines
    }

    private func conventionLine(
        _ state: ConventionState, _ today: CalendarDate, _ isAtMark: Bool
    ) -> String? {
        guard let end = state.fin else { return nil }
        let days = end.dayNumber - today.dayNumber
        let isDue = isAtMark ? Self.conventionMarks.contains(days) : (0...60).contains(days)
        guard isDue else { return nil }
        let last = end.adding(months: book.rules.conventionMois)
        return "La convention « \(state.convention.reference) » finit le \(end.french) "
            + "(\(Plural.of(days, "jour"))) ; ce qui s'est échangé sera détruit après le \(last.french)."
    }

    /// The end of the accord-cadre, one month before (guide AGIR 2022, annexe 6, annexe
    /// opérationnelle, 5).
    private func endLines(_ facts: RetentionFacts, _ today: CalendarDate) -> [String] {
        Terme.Commun.allCases.compactMap { commun in
            guard let end = facts.termes[commun], today <= end, end <= today.adding(months: 1)
            else { return nil }
            return "Fin \(commun.french) le \(end.french) : définissez avec l'OFII la purge des "
                + "données."
        }
    }

    /// One that conventions wait for and nobody said.
    private func unsaidEndLines(_ facts: RetentionFacts) -> [String] {
        Terme.Commun.allCases.compactMap { commun in
            let waiting = facts.conventions.filter { $0.terme == .commun(commun) }
            guard facts.termes[commun] == nil, !waiting.isEmpty else { return nil }
            return Plural.of(waiting.count, "convention attend", "conventions attendent")
                + " la fin \(commun.french), dont la date n'est pas dite : « agir-liaison convention "
                + "echeance \(commun.rawValue) D »."
        }
    }

    private func holdLines(_ facts: RetentionFacts, _ today: CalendarDate) -> [String] {
        facts.suspensions.compactMap { suspension in
            if suspension.isException {
                guard suspension.jusquA < today else { return nil }
                return "L'exception n° \(suspension.n) a pris fin le \(suspension.jusquA.french) : "
                    + "« agir-liaison contentieux clore \(suspension.n) »."
            }
            guard suspension.jusquA < today else { return nil }
            return
                "Le contentieux n° \(suspension.n) était à revoir le \(suspension.jusquA.french) : "
                + "est-il fini ?"
        }
    }

    /// Why nothing goes by itself for now.
    private func stoppedLines() throws -> [String] {
        var lines: [String] = []
        if try store.read({ try $0.isRestored() }) {
            lines.append(
                "Le service a été restauré : saisissez de nouveau ce qui l'a été depuis la sauvegarde "
                    + "(conventions, fins d'accompagnement, contentieux, exceptions, incidents, demandes), puis "
                    + "« agir-liaison purge reprendre »."
            )
        }
        if let doubt = retention.clockDoubt {
            lines.append(
                "Rien n'est détruit : \(doubt.french). Vérifiez la date du serveur, puis « agir-liaison "
                    + "purge executer --confirmer-heure ».")
        }
        // A new structure has none yet: nothing changed.
        if let last = try store.read({ try $0.rules() }).first, last.vue == nil {
            lines.append(
                "Les durées de conservation ont changé : « agir-liaison purge apercu » montre ce que cela "
                    + "détruit, et les met en vigueur.")
        }
        return lines
    }

    /// Whose clock is not ours, whether or not that stops anything.
    private func contradictionLines() -> [String] {
        let names = retention.clockContradictors.map(\.text)
        guard !names.isEmpty else { return [] }
        return [
            "Une autre heure que celle du service, à plus d'un jour près : \(names.joined(separator: ", ")). "
                + "Vérifiez la date du serveur, appelez-les, puis répondez-en : « agir-liaison purge "
                + "executer --confirmer-heure »."
        ]
    }

    private func suspendedLines() throws -> [String] {
        try store.read { try $0.suspendedContacts() }.map {
            "Les échanges avec \($0.structure) sont suspendus depuis le \(ParisTime.french($0.le)) "
                + "(\($0.motif.french)) : « agir-liaison contact reprendre \($0.structure) » les reprend."
        }
    }

    /// Seconds before it is said that a partner can't be reached: most are back by then.
    private static let unreachablePatience: Int64 = 600

    private func unreachableLines() throws -> [String] {
        try office.unreachablePartners().filter { $0.last - $0.since >= Self.unreachablePatience }
            .map {
                // Not when it was tried last: the line is the same all day.
                "\($0.structure) est injoignable depuis le \(ParisTime.french($0.since)) : "
                    + "\($0.cause.french)."
            }
    }

    /// What only an agent can sign, so that partners cosign the log again.
    private func epochLine() throws -> [String] {
        let todo = "un administrateur lance « agir-liaison structure renouveler »."
        if try logbook.awaitsEpoch() {
            return ["Le journal attend sa nouvelle époque, et rien n'en est signé : \(todo)"]
        }
        guard try store.read({ try logbook.epochToOpen($0) }) != nil else { return [] }
        return [
            "Un partenaire tient du journal un point que l'époque en vigueur ne cite pas, et ne le "
                + "cosigne plus : \(todo)"
        ]
    }

    /// Answers of guichets that nobody opened on the day on which they came: nothing else asks for them.
    private func answerLines(_ today: CalendarDate) throws -> [String] {
        let found = try store.read { try $0.unopenedAnswers(before: ParisTime.start(of: today)) }
        guard let first = found.first else { return [] }
        let end = ParisTime.date(at: first).adding(months: retention.rules.inconnuMois)
        return [
            Plural.of(
                found.count, "réponse de guichet attend que quelqu'un l'ouvre, la première",
                "réponses de guichet attendent que quelqu'un les ouvre, la première")
                + " depuis le "
                + "\(ParisTime.date(at: first).french) : « agir-liaison boite ». Elle sera détruite avec sa "
                + "fiche, sinon après le \(end.french)."
        ]
    }

    /// What partners are told of hosted bureaux is not what the DPO decided.
    private func hostingLine(_ facts: RetentionFacts) throws -> [String] {
        guard try store.ownCard()?.carte.bureauHeberge != facts.hebergement else { return [] }
        let decision =
            facts.hebergement.map { "de bureaux hébergés à partir du \($0.french)" }
            ?? "de cesser l'hébergement des bureaux"
        return [
            "Le DPO a décidé \(decision), et la carte ne le dit pas : « agir-liaison hebergement "
                + "publier »."
        ]
    }

    private func unknownLine() -> [String] {
        guard let summary = retention.summary,
            let count = summary.byRule[.aPreciser], let first = summary.firstUnknown
        else { return [] }
        return [
            "\(Plural.of(count, "pli")) à préciser, sans convention qui porte sur cette sorte de fiche ni fin "
                + "d'accompagnement connue ; le premier sera détruit après le \(first.french)."
        ]
    }

    private func examinationLines(_ facts: RetentionFacts) throws -> [String] {
        try facts.suspensions.compactMap { suspension in
            guard !suspension.isException, case .personne = suspension.portee else { return nil }
            let left = try store.read { try retention.unexamined(suspension.n, $0) }
            guard !left.isEmpty else { return nil }
            let ids = left.prefix(3).map { String($0.id.text.prefix(8)) }.joined(separator: ", ")
            return
                "Contentieux n° \(suspension.n) : \(Plural.of(left.count, "pli")) à ouvrir, rattacher ou "
                + "exclure (\(ids)\(left.count > 3 ? "…" : ""))."
        }
    }
}
