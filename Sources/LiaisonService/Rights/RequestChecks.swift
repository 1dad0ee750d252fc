import LiaisonBase
internal import LiaisonSchema
internal import LiaisonStore

/// What erasures and partners' requests must agree with before they count.
extension RequestBook {
    /// - Returns: the last day of keeping: yesterday.
    func checkErasure(
        _ n: Int, _ persons: [PersonIndex], _ today: CalendarDate, _ view: StoreView
    ) throws -> CalendarDate? {
        let request = try rightsRequest(n, view)
        guard request.droit == .effacement, Set(persons) == Set(request.personnes) else {
            throw Refusal(
                .conflit, "La demande n° \(n) n'est pas l'effacement de cette personne.",
                hint: "Voyez « agir-liaison personne demande lister ».")
        }
        try requireOpen(request)
        try requireIdentity(request)
        return today.adding(days: -1)
    }

    /// A partner can't destroy our evidence: its word touches what was exchanged with it, once our DPO
    /// confirms it, and never before 30 days (rgpd.md, «Retention»).
    ///
    /// - Returns: of an erasure, the day before which it has no effect.
    func checkRights(
        _ de: StructureName, _ id: PliID, _ persons: [PersonIndex], _ demande: Droit,
        _ view: StoreView
    ) throws -> CalendarDate? {
        let recu = try receivedRights(de, id, view)
        let names = try view.names(of: de)
        let isExchanged = try view.transmissions(about: persons).contains {
            [.fiche, .recu, .tableauOFII].contains($0.objet)
                && !names.isDisjoint(with: [$0.de, $0.pour])
        }
        guard isExchanged else {
            throw Refusal(
                .conflit, "Aucune fiche n'a été échangée avec \(de) sur cette personne.",
                hint:
                    "La demande n'a rien à changer ici : « agir-liaison droits refuser ». Un référent "
                    + "rattache d'abord les fiches qui n'ont pas de numéro.")
        }
        return demande == .effacement ? recu.adding(days: RetentionRules.droitsDays) : nil
    }

    /// - Returns: when the `droits` pli came.
    func receivedRights(
        _ de: StructureName, _ id: PliID, _ view: StoreView
    ) throws -> CalendarDate {
        let pli = try view.held(de, id)
        guard pli.objet == .droits, pli.box == .reception, let recu = pli.recu else {
            throw Refusal(
                .invalide, "Ce pli n'est pas une demande de droits reçue d'un partenaire.")
        }
        return recu
    }

    func requireOpen(_ request: RightsRequest) throws {
        guard request.isOpen else {
            throw Refusal(
                .conflit, "La demande n° \(request.n) est \(request.statut.french).",
                hint: "Une nouvelle demande s'ouvre par « agir-liaison personne demande ouvrir ».")
        }
    }

    /// Nothing is done for somebody who may be another.
    func requireIdentity(_ request: RightsRequest) throws {
        guard request.isIdentified else {
            throw Refusal(
                .conflit, "L'identité n'est pas vérifiée pour la demande n° \(request.n).",
                hint:
                    "Vérifiez-la, puis : « agir-liaison personne demande identite \(request.n) --moyen "
                    + "piece ».")
        }
    }

    /// What a step must agree with.
    func check(
        _ fact: RequestFact, of request: RightsRequest, _ today: CalendarDate, _ view: StoreView
    ) throws {
        try requireOpen(request)
        let n = request.n
        if let pli = request.pli { try checkReceived(fact, pli, n) }
        switch fact {
        case .ouverture, .recu:
            throw Refusal(.invalide, "La demande n° \(n) est déjà ouverte.")
        case .identite:
            guard !request.isIdentified else {
                throw Refusal(.conflit, "L'identité est déjà vérifiée pour la demande n° \(n).")
            }
        case .prolongation:
            guard !request.isExtended else {
                throw Refusal(.conflit, "La demande n° \(n) est déjà prolongée.")
            }
            // RGPD, article 12(3): the person is told within the first month.
            guard today <= request.firstDeadline else {
                throw Refusal(
                    .conflit,
                    "La demande n° \(n) ne se prolonge plus : le premier mois a pris fin le "
                        + "\(request.firstDeadline.french).",
                    hint: "La personne devait en être prévenue avant ; répondez-lui sans tarder.")
            }
        case .execution(let contentieux, _):
            try requireIdentity(request)
            guard contentieux == nil || request.droit == .limitation else {
                throw Refusal(.invalide, "Seule une limitation ouvre un contentieux.")
            }
        case .envoi(let pour, let id):
            try requireIdentity(request)
            let row = try view.outgoing(id, pour: pour)
            guard request.droit?.isToldToPartners == true, row?.slip.objet == .droits else {
                throw Refusal(.introuvable, "Aucun pli de droits de cet identifiant n'est parti.")
            }
        case .reponse(let id, _):
            let own = try view.ownCard()?.carte.structure
            let row = try own.flatMap { try view.incoming(id, de: $0, pour: $0) }
            guard row?.slip.objet == .reponseDroits else {
                throw Refusal(.introuvable, "Aucune réponse de cet identifiant n'est déposée.")
            }
        case .exclusion(let de, let id):
            guard try view.held(de, id).persons.isEmpty else {
                throw Refusal(
                    .conflit, "Cette fiche est déjà rattachée à une personne.",
                    hint: "Elle compte pour les demandes de cette personne, et d'elle seule.")
            }
        case .refus: break
        case .cloture(let motif):
            if request.pli == nil { try checkClosing(request, hasReason: motif != nil, view) }
        }
    }

    /// A partner's request is answered by the pli that brought it. One that nobody here can open is closed
    /// with a reason.
    private func checkReceived(_ fact: RequestFact, _ pli: PliKey, _ n: Int) throws {
        switch fact {
        case .prolongation: return
        case .cloture(let motif) where motif != nil: return
        default:
            let id = pli.id.text.prefix(8)
            throw Refusal(
                .conflit, "La demande n° \(n) est venue de \(pli.de) : c'est à elle qu'on répond.",
                hint: "« agir-liaison droits confirmer \(id) », ou « droits refuser \(id) ».")
        }
    }

    /// Nothing of the person may lie in a pli that nobody looked at (rgpd.md, «Plis not yet opened»).
    private func checkClosing(
        _ request: RightsRequest, hasReason: Bool, _ view: StoreView
    ) throws {
        let left = try unexamined(request: request.n, view)
        guard left.isEmpty else {
            let ids = left.prefix(5).map { String($0.id.text.prefix(8)) }.joined(separator: ", ")
            throw Refusal(
                .conflit,
                Plural.of(
                    left.count, "pli n'est encore rattaché", "plis ne sont encore rattachés")
                    + " à personne : \(ids)"
                    + (left.count > 5 ? "…" : "."),
                hint:
                    "Un référent ouvre ou rattache chacun (« fiche rattacher ID »), ou l'exclut (« fiche "
                    + "exclure ID --demande \(request.n) »).")
        }
        let isNobody = try hasReason && knowsNobody(request, view)
        guard request.isExecuted || request.droit == .acces || isNobody else {
            throw Refusal(
                .conflit, "La demande n° \(request.n) n'est pas exécutée.",
                hint: "« agir-liaison personne demande executer \(request.n) ».")
        }
        try checkTables(request, hasReason: hasReason, view)
        guard request.droit == .acces, request.reponses.isEmpty, !hasReason else { return }
        // A table may list the person: until a referent looked, nobody knows that nothing is held.
        let holdsNothing =
            try view.heldFiches(.tableauOFII, limit: 1).isEmpty
            && view.heldFiches(about: request.personnes).allSatisfy { $0.objet == .reponseDroits }
        guard holdsNothing else {
            throw Refusal(
                .conflit, "La demande n° \(request.n) n'a ni réponse, ni motif de clôture.",
                hint:
                    "Un référent : « agir-liaison personne repondre \(request.n) » ; ou dites pourquoi : "
                    + "--motif \"…\".")
        }
    }

    /// Whether nothing here is about the person, nor ever went to somebody.
    func knowsNobody(_ request: RightsRequest, _ view: StoreView) throws -> Bool {
        try view.heldFiches(about: request.personnes).allSatisfy { $0.objet == .reponseDroits }
            && view.transmissions(about: request.personnes).allSatisfy {
                $0.objet == .reponseDroits
            }
    }

    /// An erased person stays in no table.
    private func checkTables(
        _ request: RightsRequest, hasReason: Bool, _ view: StoreView
    ) throws {
        guard request.droit == .effacement, request.isExecuted, !hasReason else { return }
        let left = try tablesToCorrect(for: request.personnes, view)
        guard let first = left.first else { return }
        throw Refusal(
            .conflit,
            Plural.of(left.count, "tableau OFII nomme", "tableaux OFII nomment")
                + " encore cette personne.",
            hint:
                "Un référent : « agir-liaison ofii corriger \(first.id.text.prefix(8)) --demande "
                + "\(request.n) » ; ou dites pourquoi ils restent : --motif \"…\".")
    }
}
