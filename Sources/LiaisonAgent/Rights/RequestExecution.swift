internal import LiaisonBase
package import LiaisonHTTP
package import LiaisonSchema

/// Acting on a request: here by the purge path or a hold, at the partners by a `droits` pli to each that
/// received a fiche about the person (RGPD, article 19). Done again, it does only what is missing.
package struct RequestExecution {
    package let session: Session
    /// Whether a classical recipient among hybrid ones is agreed to.
    package let classical: Bool
    /// Make the files for partners whom no service reaches.
    private let hands: Handover.Hands

    package init(session: Session, classical: Bool, by hands: Handover.Hands) {
        self.session = session
        self.classical = classical
        self.hands = hands
    }

    /// What carrying it out would do.
    package struct Plan {
        package let dossier: RequestDossier
        /// Of an erasure that is not carried out yet: what it would destroy.
        package let erasure: LocalErasure?
        /// Who is to be told.
        package let toTell: [StructureName]

        /// How many plis are destroyed for good: the number that whoever carries it out types; nil: nothing
        /// is destroyed.
        package var number: Int? { erasure.flatMap { $0.plis > 0 ? $0.plis : nil } }
    }

    package struct Outcome {
        package var isExecuted = false
        package var told: [StructureName] = []
        /// Those whom no service reaches: they are told by the files that were made.
        package var elsewhere: [StructureName] = []
        /// The files to hand over to them.
        package var made: [Handover.Made] = []
        package var failures: [(name: StructureName, why: AgentError)] = []
        /// Of an erasure: how many fiches the purge takes.
        package var due = 0
        /// Of a limitation: the hold.
        package var contentieux: Int?
        /// Of an erasure: the monthly tables that remain, and may list the person among others.
        package var tables: [PliID] = []

        /// - Throws: `.notAllowed` when somebody is still to be told.
        package func requireAll() throws {
            guard failures.isEmpty else {
                throw AgentError.untold(failures.count, next: .rights(.executeAgain))
            }
        }
    }

    /// - Throws: `.noInput` for a person of whom nothing is known here; `.data` for what is not carried out.
    package func plan(_ dossier: RequestDossier) throws -> Plan {
        let request = dossier.request
        try requireExecutable(dossier)
        guard request.droit != .acces else {
            throw AgentError(
                .data, "Le droit d'accès ne s'exécute pas : il se répond.",
                next: .rights(.answerAccess(request.n)))
        }
        guard request.isExecuted || !dossier.isOfNobody else {
            throw AgentError.nobody(
                unread: dossier.file.aExaminer.count, next: .rights(.closeWithReason(request.n)))
        }
        // One whose file did not arrive is told nothing yet.
        let known = Set(
            request.envois.filter { sent in
                !dossier.file.transmissions.contains {
                    $0.key.id == sent.id && $0.pour == sent.pour && $0.statut == .nonParvenu
                }
            }.map(\.pour))
        return Plan(
            dossier: dossier, erasure: request.isExecuted ? nil : dossier.file.effacement,
            toTell: dossier.file.destinataires.filter { !known.contains($0) })
    }

    /// - Parameter confirmed: the number of plis that the plan destroys, as it was typed.
    /// - Throws: `.usage` before anything is done, without that number.
    package func run(_ plan: Plan, confirmed: Int?) throws -> Outcome {
        let dossier = plan.dossier
        let request = dossier.request
        guard plan.number == nil || confirmed == plan.number, let droit = request.droit else {
            throw AgentError(
                .usage, "Rien n'est détruit : ce nombre n'est pas celui de l'aperçu.",
                next: .rights(.confirmErasure(request.n, plis: plan.number ?? 0)))
        }
        let details = try dossier.details(session)
        let message = try RightsMessage(
            numeroAGDREF: details.numeroAGDREF, demande: droit,
            champs: details.champs.map { .object($0) })
        var outcome = Outcome()
        if droit == .effacement { outcome.tables = dossier.tables.map(\.key.id) }
        if !request.isExecuted { try decide(request, plan, &outcome) }
        for name in plan.toTell {
            do {
                if let id = try told(name, message, dossier) {
                    try Requests(session: session).enter(.envoi(pour: name, id: id), request.n)
                    outcome.told.append(name)
                } else if let made = try tell(name, message, request) {
                    outcome.elsewhere.append(name)
                    outcome.made.append(made)
                } else {
                    outcome.told.append(name)
                }
            } catch {
                outcome.failures.append((name, AgentError(error)))
            }
        }
        return outcome
    }

    /// Before anything is done: a hold stays open, and a pli that is sent is not called back.
    private func requireExecutable(_ dossier: RequestDossier) throws {
        let request = dossier.request
        try dossier.requireOwn()
        guard request.isOpen else {
            throw AgentError(
                .data, "La demande n° \(request.n) est \(request.statut.french).",
                next: .rights(.openAnother))
        }
        try dossier.requireIdentified()
    }

    /// The pli that told a partner already, of which the step was lost: deposited, then the line or the
    /// service went. Told again, it would have to answer twice. By a road that proves nothing there may be no
    /// file of it: then it is made anew, unless somebody said that it left.
    private func told(
        _ name: StructureName, _ message: RightsMessage, _ dossier: RequestDossier
    ) throws -> PliID? {
        let begun = dossier.request.steps.first.map { ParisTime.date(at: $0.le) }
        for row in dossier.file.transmissions {
            guard row.key.de == session.own.structure, row.objet == .droits, row.pour == name,
                row.voie.isProven || [.transmis, .ouvert, .repondu].contains(row.statut),
                begun.map({ $0 <= ParisTime.date(at: row.scelle) }) ?? false,
                try isMessage(row.key, message)
            else { continue }
            return row.key.id
        }
        return nil
    }

    private func isMessage(_ key: PliKey, _ message: RightsMessage) throws -> Bool {
        do {
            return try session.opened(key).payload.droits() == message
        } catch {
            guard AgentError.isOfOnePli(error) else { throw error }
            return false
        }
    }

    private func decide(
        _ request: RightsRequest, _ plan: Plan, _ outcome: inout Outcome
    ) throws {
        let requests = Requests(session: session)
        if request.droit == .limitation {
            let retention = RetentionClient(session: session)
            let hold = try retention.enter(
                .contentieux(
                    .personne(request.personnes), revue: session.today.adding(months: 6),
                    motif: retention.sealed("Limitation, demande n° \(request.n)")))
            outcome.contentieux = hold.n
        }
        let answer = try requests.enter(
            .execution(contentieux: outcome.contentieux, plis: plan.erasure?.plis), request.n)
        outcome.isExecuted = true
        outcome.due = answer.erasure?.dues ?? 0
    }

    /// An expired card or an ended convention never blocks it (rgpd.md, «Breaches and complaints»).
    ///
    /// - Returns: the file to hand over; nil when the service takes it.
    private func tell(
        _ name: StructureName, _ message: RightsMessage, _ request: RightsRequest
    ) throws -> Handover.Made? {
        let way = try PartnerMessage(session: session, classical: classical, hands: hands).send(
            .rights(message, from: session.own), to: name, allowsExpired: true,
            about: DataSubjects(message.numeroAGDREF))
        try Requests(session: session).enter(.envoi(pour: name, id: way.id), request.n)
        return way.made
    }
}
