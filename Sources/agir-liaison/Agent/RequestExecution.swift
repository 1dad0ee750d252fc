import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// Acting on a request: here by the purge path or a hold, at the partners by a `droits` pli to each that
/// received a fiche about the person (RGPD, article 19). Done again, it does only what is missing.
struct RequestExecution {
    let session: Session
    /// Whether a classical recipient among hybrid ones is agreed to.
    let classical: Bool

    struct Outcome {
        var isExecuted = false
        var told: [StructureName] = []
        /// Those without a daemon: they are told by other means.
        var elsewhere: [StructureName] = []
        var failures: [(name: StructureName, why: Failure)] = []
        /// Of an erasure: how many fiches the purge takes.
        var due: Int64 = 0
        /// Of a limitation: the hold.
        var contentieux: Int?
        /// Of an erasure: the monthly tables that remain, and may list the person among others.
        var tables: [PliID] = []

        func say(_ request: RightsRequest) {
            let n = request.n
            if isExecuted {
                Output.note("Demande n° \(n) exécutée (\(request.droit.french)).")
                switch request.droit {
                case .effacement:
                    Output.note(
                        "\(due) fiche(s) sont détruites maintenant ; le procès-verbal est dans « personne "
                            + "demande montrer \(n) ». Ce qu'un contentieux ou une exception tient attend "
                            + "qu'il finisse.")
                case .limitation:
                    Output.note(
                        "Contentieux n° \(contentieux ?? 0) ouvert : rien de cette personne n'est détruit. "
                            + "Il se clôt par « contentieux clore ».")
                case .rectification:
                    Output.note(
                        "Un référent corrige les fiches écrites ici : « agir-liaison corriger ID »."
                    )
                case .opposition:
                    Output.note(
                        "Dites aux référents de ne plus rien transmettre de cette personne.")
                case .acces: break
                }
            }
            if !tables.isEmpty {
                Output.note(
                    "\(tables.count) tableau(x) OFII restent, jusqu'à leur échéance : cette personne peut y "
                        + "avoir une ligne parmi d'autres. Un référent regarde, et dit à la DT OFII ce "
                        + "qui est à effacer :")
                for id in tables { Output.note("  \(id)") }
            }
            if !told.isEmpty {
                Output.note("Dite à : \(told.map(\.text).joined(separator: ", ")).")
            }
            for name in elsewhere {
                Output.note(
                    "\(name) n'a pas de service : prévenez-la autrement (téléphone, courrier).")
            }
            for failure in failures { Output.note("\(failure.name) : \(failure.why.message)") }
        }
    }

    func run(_ dossier: RequestDossier) throws -> Outcome {
        let request = dossier.request
        try requireExecutable(request)
        guard request.droit != .acces else {
            throw Failure(
                .data, "Le droit d'accès ne s'exécute pas : il se répond.",
                hint:
                    "Un référent : « personne repondre \(request.n) » ; puis vous : « personne acces "
                    + "\(request.n) -o DOSSIER ».")
        }
        let details = try dossier.details(session)
        let message = try RightsMessage(
            numeroAGDREF: details.numeroAGDREF, demande: request.droit,
            champs: details.champs.map { .object($0) })
        var outcome = Outcome()
        if request.droit == .effacement { outcome.tables = dossier.tables.map(\.key.id) }
        if !request.isExecuted { try decide(request, &outcome) }
        for name in dossier.recipients where !request.envois.contains(where: { $0.pour == name }) {
            do {
                if let id = told(name, message, dossier) {
                    try Requests(session: session).enter(.envoi(pour: name, id: id), request.n)
                    outcome.told.append(name)
                } else if try tell(name, message, request) {
                    outcome.told.append(name)
                } else {
                    outcome.elsewhere.append(name)
                }
            } catch {
                outcome.failures.append((name, Failure(error)))
            }
        }
        return outcome
    }

    /// Before anything is done: a hold stays open, and a pli that is sent is not called back.
    private func requireExecutable(_ request: RightsRequest) throws {
        guard request.isOpen else {
            throw Failure(
                .data, "La demande n° \(request.n) est \(request.statut.french).",
                hint: "Une nouvelle demande s'ouvre par « agir-liaison personne demande ouvrir ».")
        }
        guard request.isIdentified else {
            throw Failure(
                .data, "L'identité n'est pas vérifiée pour la demande n° \(request.n).",
                hint:
                    "Vérifiez-la, puis : « agir-liaison personne demande identite \(request.n) --moyen "
                    + "piece ».")
        }
    }

    /// The pli that told a partner already, of which the step was lost: deposited, then the line or the
    /// service went. Told again, it would have to answer twice.
    private func told(
        _ name: StructureName, _ message: RightsMessage, _ dossier: RequestDossier
    ) -> PliID? {
        let begun = dossier.request.steps.first.map { ParisTime.date(at: $0.le) }
        for row in dossier.rows("transmissions") {
            guard let key = PliKey(row), key.de == session.own.structure,
                row["objet"]?.string == Objet.droits.rawValue, row["pour"]?.string == name.text,
                let scelle = row["scelle"]?.string.flatMap({ Instant($0) }),
                begun.map({ $0 <= ParisTime.date(at: scelle) }) ?? false,
                (try? session.opened(key).payload.droits()) == message
            else { continue }
            return key.id
        }
        return nil
    }

    private func decide(_ request: RightsRequest, _ outcome: inout Outcome) throws {
        let requests = Requests(session: session)
        if request.droit == .limitation {
            let retention = Retention(session: session)
            let hold = try retention.enter(
                .contentieux(
                    .personne(request.personnes), revue: Now.today.adding(months: 6),
                    motif: retention.sealed("Limitation, demande n° \(request.n)")))
            outcome.contentieux = Int(hold.n)
        }
        let answer = try requests.enter(
            .execution(contentieux: outcome.contentieux), request.n)
        outcome.isExecuted = true
        outcome.due = answer["dues"]?.integer ?? 0
    }

    /// An expired card or an ended convention never blocks it (rgpd.md, «Breaches and complaints»).
    ///
    /// - Returns: false for a partner that no daemon serves.
    private func tell(
        _ name: StructureName, _ message: RightsMessage, _ request: RightsRequest
    ) throws -> Bool {
        let destination = try Destination(
            name.text, session: session, unverifiedReason: nil, roles: Objet.droits.roles,
            allowsExpired: true)
        guard destination.card?.daemon != nil else { return false }
        let sealer = Sealer(session: session, destinations: [destination], classical: classical)
        let sealed = try sealer.seal(.droits, message.part)
        // A DPO may not import contacts: the daemon knows whom it delivered a fiche to.
        try session.push(name)
        try session.annotate(
            message.numeroAGDREF, de: session.own.structure, id: sealed.manifest.id)
        for pli in try sealer.plis(sealed) {
            _ = try session.client.request("PUT", Routes.localSend, body: pli.bytes)
        }
        try Requests(session: session).enter(
            .envoi(pour: name, id: sealed.manifest.id), request.n)
        return true
    }
}
