internal import LiaisonSchema
internal import LiaisonStore

/// What a step of an incident must agree with before it is entered.
extension IncidentDesk {
    /// - Parameter time: of the incidents' clock.
    func check(_ fact: IncidentFact, _ n: Int?, _ time: Instant) throws {
        switch fact {
        case .declaration(let said):
            try checkMoments(said.moments, time)
            try checkScope(said.portee)
            for name in said.arrets { try checkPartner(name) }
            guard said.type == .violation || !said.portee.partenaires.isEmpty else {
                throw Refusal(.invalide, "Une plainte nomme le partenaire qu'elle concerne.")
            }
        case .qualification(let said):
            try checkMoments(said.moments, time)
            try checkScope(said.portee)
            try checkLowering(said, try incident(n ?? 0))
        case .fichier(let pour, _, _):
            let incident = try incident(n ?? 0)
            guard try deadline(of: .structure(pour), in: incident) != nil else {
                throw notConcerned(.structure(pour), incident)
            }
        case .envois(let pour, _): try checkPartner(pour)
        case .notifie(let addressee, let le, _, _):
            try checkMade(addressee, le, try incident(n ?? 0), time)
        case .retard(let addressee, _):
            let incident = try incident(n ?? 0)
            let current = addressee.under(try store.read { try $0.successors() })
            guard try deadlines(of: incident).contains(where: { $0.destinataire == current })
            else { throw notConcerned(addressee, incident) }
        case .cloture(let motif): try checkClosing(try incident(n ?? 0), motif, time)
        case .lu, .avis, .accuse, .recu: break
        }
    }

    /// Who says less than before says why.
    private func checkLowering(
        _ said: IncidentFact.Qualification, _ incident: Incident
    ) throws {
        let isLower =
            incident.risque == .eleve && said.risque == .limite
            || said.personnes.map { $0 < incident.personnes } ?? false
            || said.enregistrements.map { $0 < incident.enregistrements } ?? false
        guard !isLower || said.motif != nil else {
            throw Refusal(
                .conflit, "Dire moins qu'avant demande un motif.",
                hint: "Ajoutez --motif \"…\" : il entre au registre.")
        }
    }

    private func checkMoments(_ moments: IncidentFact.Moments, _ time: Instant) throws {
        // A minute: two clocks are never quite the same.
        for moment in moments.all where moment > time + 60 {
            throw Refusal(
                .invalide, "Le \(ParisTime.french(moment)) n'est pas encore venu.",
                hint: "Vérifiez la date et l'heure.")
        }
    }

    private func checkScope(_ scope: IncidentScope) throws {
        let own = try ownCard().carte.structure
        for agent in scope.agents + scope.cles where agent.structure != own {
            throw Refusal(.invalide, "\(agent) n'est pas un agent de votre structure.")
        }
        for name in scope.partenaires { try checkPartner(name) }
        for key in scope.fiches where try store.read({ try !$0.isKnown(key) }) {
            throw Refusal(
                .introuvable, "Aucune fiche ne porte l'identifiant \(key.id).",
                hint: "Voyez « agir-liaison boite », ou « agir-liaison journal lister ».")
        }
    }

    private func checkPartner(_ name: StructureName) throws {
        guard try store.read({ try $0.isPartner(name) }), name != (try ownCard().carte.structure)
        else {
            throw Refusal(
                .introuvable, "La structure \(name) n'est pas connue de ce service.",
                hint: "Voyez « agir-liaison contact lister ».")
        }
    }

    /// The clock that being told stops.
    func deadline(
        of addressee: NoticeAddressee, in incident: Incident
    ) throws -> IncidentDeadline? {
        let deadlines = try deadlines(of: incident)
        let current = addressee.under(try store.read { try $0.successors() })
        let stopped = try current.stopped(of: deadlines.map(\.destinataire)) {
            name in try store.read { try $0.kind(of: name) }
        }
        return deadlines.first { $0.destinataire == stopped }
    }

    func notConcerned(_ addressee: NoticeAddressee, _ incident: Incident) -> Refusal {
        Refusal(
            .conflit, "L'incident n° \(incident.n) n'a rien à dire à « \(addressee) ».",
            hint:
                "Voyez « agir-liaison violation montrer \(incident.n) » : qui reste à prévenir y est."
        )
    }

    private func checkMade(
        _ addressee: NoticeAddressee, _ le: Instant, _ incident: Incident, _ time: Instant
    ) throws {
        let deadline = try deadline(of: addressee, in: incident)
        guard let deadline else { throw notConcerned(addressee, incident) }
        guard le <= time + 60 else {
            throw Refusal(
                .invalide, "Le \(ParisTime.french(le)) n'est pas encore venu.",
                hint: "Enregistrez ce qui a été dit, une fois que c'est dit.")
        }
        let first = (incident.moments.all + [incident.declaree]).min() ?? incident.declaree
        guard le >= first else {
            throw Refusal(
                .invalide, "Le \(ParisTime.french(le)) est avant la découverte de l'incident.",
                hint: "Vérifiez la date et l'heure.")
        }
        if let echeance = deadline.echeance, le > echeance,
            incident.retards[deadline.destinataire] == nil
        {
            throw Refusal(
                .conflit,
                "Le délai finissait le \(ParisTime.french(echeance)) : il faut un motif du retard.",
                hint: "Ajoutez --motif-retard \"…\" : il entre au registre.")
        }
    }

    /// An incident is closed when everybody was told, or need not be; else it says why not.
    private func checkClosing(
        _ incident: Incident, _ motif: SealedText?, _ time: Instant
    ) throws {
        guard motif == nil else { return }
        guard incident.statut != .aLire else {
            throw Refusal(
                .conflit, "La notification de cet incident n'a pas été ouverte.",
                hint: "Un DPO l'ouvre : « agir-liaison ouvrir ID ».")
        }
        let deadlines = try deadlines(of: incident)
        let left = deadlines.filter { $0.isRunning(at: time) || $0.statut(at: time) == .aEvaluer }
        guard left.isEmpty else {
            let names = left.map(\.destinataire.description).joined(separator: ", ")
            throw Refusal(
                .conflit, "Il reste à prévenir, ou à évaluer : \(names).",
                hint:
                    "« violation notifier », « notifie » ou « qualifier --risque » ; sinon, clore avec "
                    + "--motif \"…\", qui entre au registre.")
        }
        let late = deadlines.filter {
            $0.statut(at: time) == .notifieEnRetard && incident.retards[$0.destinataire] == nil
        }
        guard late.isEmpty else {
            let names = late.map(\.destinataire.description).joined(separator: ", ")
            throw Refusal(
                .conflit, "Prévenu en retard, sans motif : \(names).",
                hint: "« agir-liaison violation retard \(incident.n) --a … --motif \"…\" ».")
        }
    }
}
