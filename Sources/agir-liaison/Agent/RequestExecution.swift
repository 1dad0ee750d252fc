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
        guard request.droit != .acces else {
            throw Failure(
                .data, "Le droit d'accès ne s'exécute pas : il se répond.",
                hint:
                    "Un référent : « personne repondre \(request.n) » ; puis vous : « personne acces "
                    + "\(request.n) -o DOSSIER ».")
        }
        let details = try dossier.details(session)
        let message = try RightsMessage(
            numeroAGDREF: details.numeroAGDREF, demande: request.droit, champs: details.champs)
        var outcome = Outcome()
        if !request.isExecuted { try decide(request, &outcome) }
        for name in dossier.recipients where !request.envois.contains(where: { $0.pour == name }) {
            do {
                if try tell(name, message, request) {
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

    private func decide(_ request: RightsRequest, _ outcome: inout Outcome) throws {
        let requests = Requests(session: session)
        if request.droit == .limitation, request.isIdentified {
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
        if Permission.importContact.allows(session.me?.roles ?? []) { try session.push(name) }
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
