import LiaisonBase
public import LiaisonSchema
internal import LiaisonStore
internal import Synchronization

/// A clock that runs, for every agent of the structure: it names no person.
public struct IncidentCountdown: Sendable, Equatable {
    public let n: Int
    public let type: IncidentKind
    public let what: What

    public enum What: Sendable, Equatable {
        case deadline(IncidentDeadline)
        /// So many notices of that partner, which a DPO is to open.
        case unread(StructureName, Int)
    }

    public var deadline: IncidentDeadline? {
        if case .deadline(let deadline) = what { return deadline }
        return nil
    }
}

extension IncidentDesk {
    /// What runs, the most urgent first, and the incidents' own time.
    public func countdowns() throws -> (time: Instant, running: [IncidentCountdown]) {
        guard try store.ownCard() != nil else { return (now(), []) }
        let time = try incidentNow()
        var running: [IncidentCountdown] = []
        var unread: [StructureName: (n: Int, count: Int)] = [:]
        for (incident, deadlines) in try deadlines(of: rememberedIncidents().filter(\.isOpen)) {
            for notice in incident.unread {
                unread[notice.de, default: (incident.n, 0)].count += 1
            }
            running += deadlines.filter { $0.isRunning(at: time) }.map {
                IncidentCountdown(n: incident.n, type: incident.type, what: .deadline($0))
            }
        }
        running.sort {
            ($0.deadline?.echeance?.seconds ?? .max) < ($1.deadline?.echeance?.seconds ?? .max)
        }
        // One line a partner, after what has an hour: nobody buries a clock under notices.
        running += unread.sorted { $0.key.text < $1.key.text }.map { de, found in
            IncidentCountdown(n: found.n, type: .violation, what: .unread(de, found.count))
        }
        return (time, running)
    }

    /// What people are reminded of, besides the clocks.
    func lines(for roles: Set<Role>) throws -> [String] {
        var lines: [String] = []
        if !roles.isDisjoint(with: [.admin, .dpo]),
            let failure = memory.state.withLock({ $0.alertFailure })
        {
            lines.append(
                "La commande d'alerte des violations a échoué : \(failure.french) "
                    + "(clé « violation.commande » de la configuration).")
        }
        lines += try unverifiedNoticeLines()
        guard roles.contains(.dpo) else { return lines }
        lines += try refusedNoticeLines()
        let time = try incidentNow()
        for (incident, deadlines) in try deadlines(of: rememberedIncidents().filter(\.isOpen)) {
            if incident.statut == .aQualifier {
                lines.append(
                    "L'incident n° \(incident.n) est à qualifier : « agir-liaison violation qualifier "
                        + "\(incident.n) ».")
            }
            if incident.statut != .aQualifier,
                deadlines.contains(where: { $0.statut(at: time) == .aEvaluer })
            {
                lines.append(
                    "Incident n° \(incident.n) : le risque pour les personnes est à évaluer : « agir-liaison "
                        + "violation qualifier \(incident.n) --risque aucun|limite|eleve ».")
            }
            for notice in incident.avis where notice.refuse != nil {
                lines.append(
                    "Incident n° \(incident.n) : le service de \(notice.pour) a refusé la notification du "
                        + "\(ParisTime.french(notice.le)) ; prévenez-le autrement.")
            }
            for deadline in deadlines
            where deadline.statut(at: time) == .notifieEnRetard
                && incident.retards[deadline.destinataire] == nil
            {
                lines.append(
                    "Incident n° \(incident.n) : \(deadline.destinataire) a été prévenu en retard ; "
                        + "dites pourquoi : « agir-liaison violation retard \(incident.n) --a "
                        + "\(deadline.destinataire) --motif … ».")
            }
        }
        return lines
    }

    /// The notices that wait for the verification of their sender.
    private func unverifiedNoticeLines() throws -> [String] {
        try store.read { view in
            try view.noticesWithoutIncident().compactMap { de, count in
                guard let card = try view.card(of: de)?.carte, try !view.isVerified(card)
                else {
                    return nil
                }
                return
                    "\(Plural.of(count, "notification")) de \(de), à vérifier : comparez d'abord son "
                    + "empreinte de vive voix, « agir-liaison contact verifier \(de) »."
            }
        }
    }

    /// The records of the log that open incidents cite: no pruning takes them.
    func citedByIncidents(_ view: StoreView) throws -> CitedRecords {
        var cited = CitedRecords()
        for incident in try currentIncidents(view) where incident.isOpen {
            cited.refs.insert(CaseKind.violation.ref(incident.n))
            cited.refs.formUnion(incident.avis.map(\.id.text) + incident.origine.map(\.id.text))
            cited.refs.formUnion(incident.reach.partners.values.flatMap(\.plis).map(\.text))
        }
        return cited
    }
}
