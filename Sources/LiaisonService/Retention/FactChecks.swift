import LiaisonBase
internal import LiaisonSchema
internal import LiaisonStore

/// What a fact must agree with before it is entered.
extension RetentionDesk {
    /// - Returns: of a confirmed `sortie`, the day before which it has no effect; else nil.
    /// - Throws: `Refusal`.
    func check(
        _ fact: RetentionFact, _ facts: RetentionFacts, _ today: CalendarDate, _ view: StoreView
    ) throws -> CalendarDate? {
        switch fact {
        case .convention(let convention):
            guard facts.convention(convention.reference) == nil else {
                throw Refusal(
                    .conflit, "Une convention porte déjà la référence « \(convention.reference) ».",
                    hint: "Ce qui la change est un avenant ou une résiliation.")
            }
            let own = try view.ownCard()?.carte.structure
            guard !convention.avec.contains(where: { $0 == own }) else {
                throw Refusal(.invalide, "Une convention ne se signe pas avec sa propre structure.")
            }
        case .contacts(let reference, let structure, let contacts):
            let convention = try known(reference, facts).convention
            guard convention.avec.contains(structure) else {
                throw Refusal(
                    .introuvable, "La convention « \(reference) » ne lie pas \(structure).",
                    hint: "Elle lie : " + convention.avec.map(\.text).joined(separator: ", ") + ".")
            }
            guard convention.type == .ofii || contacts.quatreHeures == nil else {
                throw Refusal(
                    .invalide, "Le contact des quatre heures est celui de l'OFII.",
                    hint: "Une autre convention a un contact en cas d'incident.")
            }
        case .avenant(let reference, let signe, let echeance):
            let state = try known(reference, facts)
            try notLater(signe, today, "L'avenant serait signé")
            if case .date(let date) = echeance, date < state.convention.debut {
                throw Refusal(
                    .invalide, "L'avenant finirait la convention avant son début.",
                    hint: "Vérifiez la date.")
            }
        case .resiliation(let reference, let recu, _):
            _ = try known(reference, facts)
            try notLater(recu, today, "Le courrier serait reçu")
        case .terme: break
        case .fin(let persons, let le):
            try notLater(le, today, "L'accompagnement finirait")
            if let earlier = facts.end(of: persons)?.day, earlier < le {
                throw Refusal(
                    .conflit,
                    "L'accompagnement de cette personne est déjà clos, le \(earlier.french).",
                    hint: "Une date plus tardive demande de le rouvrir d'abord, avec un motif.")
            }
        case .reprise(let persons, let le, _):
            try notLater(le, today, "L'accompagnement reprendrait")
            guard facts.end(of: persons) != nil else {
                throw Refusal(
                    .conflit, "L'accompagnement de cette personne n'est pas clos ici.",
                    hint: "Rien n'est à rouvrir.")
            }
        case .sortie(let de, let id, let persons, let le):
            return try checkExit(de, id, persons, le, today, view)
        case .usage(let de, let id, let jusquA):
            _ = try view.held(de, id)
            // Never longer than what nothing else is known of.
            let limit = today.adding(months: rules.inconnuMois)
            guard jusquA <= limit else {
                throw Refusal(
                    .invalide, "Une fiche ne sert pas au-delà du \(limit.french).",
                    hint: "Sans date, sa convention ou la fin de l'accompagnement décident.")
            }
        case .contentieux(let portee, let revue, _):
            try check(portee, facts, view)
            guard revue > today, revue <= today.adding(months: 6) else {
                throw Refusal(
                    .invalide, "Un contentieux se revoit dans les six mois.",
                    hint: "La date de revue va de demain au \(today.adding(months: 6).french).")
            }
        case .exception(let portee, let jusquA, _):
            try check(portee, facts, view)
            guard jusquA > today else {
                throw Refusal(
                    .invalide, "L'exception finirait avant d'avoir commencé.",
                    hint: "Sa date de fin est à venir.")
            }
        case .levee(let n): try checkLifting(n, facts, view)
        case .exclusion(let n, let de, let id):
            let fiche = try view.held(de, id)
            let hold = facts.suspensions.first { $0.n == n }
            guard case .personne(let persons)? = hold?.portee else {
                throw Refusal(
                    .introuvable, "Aucun contentieux n° \(n) sur une personne n'est ouvert.")
            }
            guard !fiche.namesEverybody, !fiche.persons.contains(where: persons.contains) else {
                throw Refusal(
                    .conflit, "Cette fiche est déjà rattachée à une personne.",
                    hint: "Elle suit les contentieux de cette personne, et d'eux seuls.")
            }
        case .effacement(let n, let persons):
            return try requestBook.checkErasure(n, persons, today, view)
        case .droits(let de, let id, let persons, let demande):
            guard !facts.refuses(de, id) else {
                throw Refusal(
                    .conflit, "Cette demande de droits est refusée, et \(de) le sait.",
                    hint: "Qu'elle en envoie une nouvelle, s'il y a lieu d'y répondre autrement.")
            }
            return try requestBook.checkRights(de, id, persons, demande, view)
        case .droitsRefus(let de, let id, _): _ = try requestBook.receivedRights(de, id, view)
        case .hebergement(let depuis, _): try checkHosting(depuis, facts, today)
        case .justification(let de, let id, _, _): try checkReason(PliKey(de: de, id: id), view)
        }
        return nil
    }

    /// The most reasons of one pli: a declaration of each kind, said again a few times.
    private static let mostReasons = 8

    /// It comes before the deposit, as an annotation does.
    private func checkReason(_ pli: PliKey, _ view: StoreView) throws {
        guard try view.ownCard()?.carte.structure == pli.de else {
            throw Refusal(.invalide, "Seul un envoi de votre structure a un motif ici.")
        }
        guard try view.tombstone(pli.id, de: pli.de) == nil else {
            throw Refusal(.conflit, "Cet envoi est détruit : son motif ne se garde plus.")
        }
        guard try view.justifications(of: pli).count < Self.mostReasons else {
            throw Refusal(.conflit, "Cet envoi a déjà \(Self.mostReasons) motifs.")
        }
    }

    /// A decision is of its day: it makes nothing right that was done before it.
    private func checkHosting(
        _ depuis: CalendarDate?, _ facts: RetentionFacts, _ today: CalendarDate
    ) throws {
        guard let depuis else {
            guard facts.hebergement != nil else {
                throw Refusal(
                    .conflit, "Aucun hébergement des bureaux n'est décidé.",
                    hint: "Rien n'est à cesser.")
            }
            return
        }
        if let held = facts.hebergement {
            throw Refusal(
                .conflit,
                "L'hébergement des bureaux est déjà décidé, à partir du \(held.french).",
                hint: "Une autre date demande de le cesser d'abord.")
        }
        guard depuis >= today, depuis <= today.adding(months: 12) else {
            throw Refusal(
                .invalide,
                "L'hébergement ne se décide ni pour un jour passé, ni plus d'un an à l'avance.",
                hint: "D'aujourd'hui au \(today.adding(months: 12).french).")
        }
    }

    private func known(
        _ reference: String, _ facts: RetentionFacts
    ) throws -> ConventionState {
        guard let state = facts.convention(reference) else {
            throw Refusal(
                .introuvable, "Aucune convention ne porte la référence « \(reference) ».",
                hint: "Voyez « agir-liaison convention lister ».")
        }
        return state
    }

    private func check(
        _ portee: RetentionFact.Portee, _ facts: RetentionFacts, _ view: StoreView
    ) throws {
        switch portee {
        case .fiche(let de, let id): _ = try view.held(de, id)
        case .convention(let reference): _ = try known(reference, facts)
        case .personne: break
        }
    }

    /// A partner can't destroy our evidence: its word touches what was exchanged with it, once one of our
    /// referents confirms it, and never before 30 days (rgpd.md, «Retention»).
    private func checkExit(
        _ de: StructureName, _ id: PliID, _ persons: [PersonIndex], _ le: CalendarDate,
        _ today: CalendarDate, _ view: StoreView
    ) throws -> CalendarDate? {
        let pli = try view.held(de, id)
        guard pli.objet == .sortie, pli.box == .reception, let recu = pli.recu else {
            throw Refusal(.invalide, "Ce pli n'est pas une sortie reçue d'un partenaire.")
        }
        try notLater(le, today, "La personne serait sortie")
        let names = try view.names(of: de)
        let exchanged = try view.transmissions(about: persons).filter {
            [.fiche, .recu].contains($0.objet) && !names.isDisjoint(with: [$0.de, $0.pour])
        }
        guard let first = try exchanged.map({ try began($0, view) }).min() else {
            throw Refusal(
                .conflit, "Aucune fiche n'a été échangée avec \(de) sur cette personne.",
                hint:
                    "La sortie n'a rien à changer ici ; rattachez d'abord les fiches qui n'ont pas "
                    + "de numéro.")
        }
        guard le >= first else {
            throw Refusal(
                .invalide,
                "La personne serait sortie le \(le.french), avant la première fiche échangée, le "
                    + "\(first.french).",
                hint: "Demandez la bonne date à \(de).")
        }
        // From others than an operator it is information.
        guard try view.kinds()[de] == .operateurAGIR else { return nil }
        return recu.adding(days: RetentionRules.sortieDays)
    }

    /// The day on which a fiche was exchanged: of what was received, as its caps count.
    private func began(_ line: Transmission, _ view: StoreView) throws -> CalendarDate {
        let scelle = ParisTime.date(at: line.scelle)
        guard try line.de != view.ownCard()?.carte.structure else { return scelle }
        let key = PliKey(de: line.de, id: line.id)
        let recu =
            try view.heldFiche(key)?.recu
            ?? view.registeredDates(line).recu
            .map { ParisTime.date(at: $0) }
        return recu.map { RetentionRules.origin(scelle: scelle, recu: $0) } ?? scelle
    }

    private func checkLifting(
        _ n: Int, _ facts: RetentionFacts, _ view: StoreView
    ) throws {
        guard let suspension = facts.suspensions.first(where: { $0.n == n }) else {
            throw Refusal(
                .introuvable, "Aucun contentieux ni aucune exception n° \(n) n'est en vigueur.",
                hint: "Voyez « agir-liaison contentieux lister ».")
        }
        guard !suspension.isException, case .personne = suspension.portee else { return }
        let left = try unexamined(n, view)
        guard left.isEmpty else {
            let ids = left.prefix(5).map { String($0.id.text.prefix(8)) }.joined(separator: ", ")
            throw Refusal(
                .conflit,
                Plural.of(
                    left.count, "pli n'est encore rattaché à personne, ou ne l'est",
                    "plis ne sont encore rattachés à personne, ou ne le sont") + " qu'en partie : "
                    + ids + (left.count > 5 ? "…" : "."),
                hint:
                    "Un référent ouvre ou rattache chacun (« fiche rattacher ID »), ou l'exclut (« fiche "
                    + "exclure ID --contentieux \(n) »).")
        }
    }
}
