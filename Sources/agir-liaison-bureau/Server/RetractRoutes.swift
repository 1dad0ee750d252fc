import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// «Retirer»: what was sent is taken back, with a reason, as far as it can be; then what is left to do for who has it,
/// or may have it.
struct RetractRoutes: Sendable {
    let desk: Desk

    struct AskPage: Sendable {
        let titre: String
        let action: String
        let jeton: String
        let retour: String
        let faute: String?
        let motifs: [SendPage.Choice]
        /// Of what an agent carries: whether it left, which nobody else knows. None where the service knows.
        let parti: [SendPage.Choice]
        let aParti: Bool
    }

    struct DonePage: Sendable {
        struct Late: Sendable {
            let partenaire: String
            /// What to say, or to send.
            let message: String
            /// Nil for who has no service: it is said by voice.
            let envoyer: BoxTable.Action?
            let motif: String
        }

        let titre: String
        let bilan: [String]
        let aTard: Bool
        let tard: [Late]
        /// Where the wrong addressee is declared.
        let probleme: String?
        let retour: String
    }

    struct AskedPage: Sendable {
        let titre: String
        let bilan: String
    }

    private enum Outcome: Sendable {
        case ask(AskPage)
        case done(DonePage)
    }

    private enum Name {
        static let reason = "motif"
        static let left = "parti"
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "fiche/:fiche/retirer") { context in
            let (key, word) = try target(context)
            return respond(
                try await desk.agent.run { session in
                    let sending = try WithdrawFiche(session).find(key)
                    return Outcome.ask(page(sending, word, FormFields(), nil, session))
                })
        }
        desk.post(router, "fiche/:fiche/retirer") { fields, context in
            let (key, word) = try target(context)
            return respond(
                try await desk.agent.run { try retract(key, word, fields, $0) })
        }
        desk.back(router, "fiche/:fiche/detruire/:partenaire") { context in
            let (_, word) = try target(context)
            return "fiche/\(word)"
        }
        desk.post(router, "fiche/:fiche/detruire/:partenaire") { fields, context in
            let (key, _) = try target(context)
            guard
                case .structure(let name) = try desk.handles.target(
                    context.parameters.get("partenaire")),
                let reason = fields[Name.reason].flatMap({ Retrait.Motif(rawValue: $0) })
            else { throw Refused(.missing) }
            let done = try await desk.agent.run { session in
                let session = try session.synchronize()
                let row = try BoxListing.find(key, session)
                let request = try WithdrawFiche(session).request(row, reason)
                _ = try SendAnomaly(session).send(
                    AnomalieMessage(texte: request), to: name.text, answering: row.id,
                    classical: false)
                return AskedPage(
                    titre: "Demander de détruire \(Self.which(row, session))",
                    bilan: "Le message est confié au service, scellé, pour "
                        + "\(PartnerNames(session).name(name)).")
            }
            return desk.pages.response(
                .demandee, desk.shell("Retirer", notices: done.notices), done.result)
        }
    }

    private func target(_ context: BureauContext) throws(Refused) -> (PliKey, String) {
        let word = context.parameters.get("fiche") ?? ""
        guard case .pli(let key) = try desk.handles.target(word) else { throw Refused(.missing) }
        return (key, word)
    }

    private func respond(_ done: AgentDesk.Done<Outcome>) -> Response {
        let shell = desk.shell("Retirer", notices: done.notices)
        return switch done.result {
        case .ask(let page):
            desk.pages.response(
                .retirer, shell, page, status: page.faute == nil ? .ok : .unprocessableContent)
        case .done(let page): desk.pages.response(.retiree, shell, page)
        }
    }

    private func retract(
        _ key: PliKey, _ word: String, _ fields: FormFields, _ session: Session
    ) throws -> Outcome {
        let session = try session.synchronize()
        let withdraw = try WithdrawFiche(session)
        let sending = try withdraw.find(key)
        guard let reason = fields[Name.reason].flatMap({ Retrait.Motif(rawValue: $0) }) else {
            return .ask(page(sending, word, fields, "Choisissez un motif.", session))
        }
        let left = fields[Name.left]
        guard !sending.isInHands || ["oui", "non"].contains(left) else {
            return .ask(
                page(
                    sending, word, fields, "Dites si elle est partie : vous seul le savez.", session
                ))
        }
        let outcome = try withdraw.execute(
            sending, for: reason, isUnsent: sending.isInHands && left == "non")
        return .done(done(outcome, reason, word, withdraw, session))
    }

    private func page(
        _ sending: WithdrawFiche.Sending, _ word: String, _ fields: FormFields, _ fault: String?,
        _ session: Session
    ) -> AskPage {
        let action = desk.place.path(of: "fiche/\(word)/retirer")
        func choice(_ name: String, _ value: String, _ label: String) -> SendPage.Choice {
            SendPage.Choice(
                id: "\(name)-\(value)", nom: name, valeur: value, libelle: label,
                pris: fields[name] == value)
        }
        return AskPage(
            titre: "Retirer \(Self.which(sending.row, session)) ?", action: action,
            jeton: desk.visit.token(for: action),
            retour: desk.place.path(of: "fiche/\(word)"), faute: fault,
            motifs: Retrait.Motif.allCases.map { choice(Name.reason, $0.rawValue, $0.french) },
            parti: sending.isInHands
                ? [
                    choice(Name.left, "non", "non, et je l'ai détruite"),
                    choice(Name.left, "oui", "oui, ou je ne sais pas"),
                ] : [],
            aParti: sending.isInHands)
    }

    /// «la fiche d'ABDI Amina, envoyée à Mission locale le 25/11/2026 à 11:00».
    private static func which(_ row: BoxEntry, _ session: Session) -> String {
        let person = Repertoire(session).person(row).map { " \(Elision.de($0.name))" } ?? ""
        return "la fiche\(person), envoyée à \(PartnerNames(session).name(row.pour)) le "
            + ParisTime.french(row.scelle)
    }

    private func done(
        _ outcome: WithdrawFiche.Outcome, _ reason: Retrait.Motif, _ word: String,
        _ withdraw: WithdrawFiche, _ session: Session
    ) -> DonePage {
        let names = PartnerNames(session)
        let late = outcome.late.map { withdrawal -> DonePage.Late in
            let partner = desk.handles.handle(of: .structure(withdrawal.pour))
            let isReached = withdraw.isReached(withdrawal.pour)
            return DonePage.Late(
                partenaire: names.name(withdrawal.pour),
                message: withdraw.request(outcome.row, reason),
                envoyer: isReached
                    ? desk.action("fiche/\(word)/detruire/\(partner)") : nil,
                motif: reason.rawValue)
        }
        return DonePage(
            titre: "Retrait de \(Self.which(outcome.row, session))",
            bilan: outcome.withdrawals.map { "\(names.name($0.pour)) : \(Self.words($0))." },
            aTard: !late.isEmpty, tard: late,
            // What was read by whom it was not for is a breach.
            probleme: !late.isEmpty && reason == .erreurDestinataire
                ? desk.place.path(of: "probleme") : nil,
            retour: desk.place.path(of: "fiche/\(word)/suivi"))
    }

    private static func words(_ withdrawal: Withdrawal) -> String {
        switch withdrawal.issue {
        case .retire where withdrawal.voie.isCarried:
            "retirée ; vous dites qu'elle n'est pas partie"
        case .retire: "retirée ; rien n'est parti"
        case .peutEtreParti where withdrawal.voie.isCarried: "peut-être partie"
        case .peutEtreParti: "peut-être partie : le service l'a tentée, et n'essaie plus"
        case .parti: "déjà remise ; ce partenaire l'a"
        case .refuse: "ce partenaire l'avait refusée"
        }
    }
}
