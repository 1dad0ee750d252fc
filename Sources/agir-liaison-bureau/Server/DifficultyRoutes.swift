import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// A difficulty that a partner is told, sealed for its referents and DPOs: no clock runs.
struct DifficultyRoutes: Sendable {
    let desk: Desk

    struct DifficultyPage: Sendable {
        let action: String
        let jeton: String
        let retour: String
        let aFautes: Bool
        let fautes: [Fault]
        let aPartenaires: Bool
        let partenaires: [SendPage.Choice]
        let texte: Field
    }

    private enum Outcome: Sendable {
        case form(DifficultyPage)
        case done(DonePage)
    }

    private static let page = "probleme/difficulte"
    private static let text = "texte"
    private static let partner = "partenaire"

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, RouterPath(Self.page)) { _ in
            respond(
                try await desk.agent.run { session in
                    Outcome.form(try page(FormFields(), [], session))
                })
        }
        desk.post(router, RouterPath(Self.page)) { fields, _ in
            respond(try await desk.agent.run { try send(fields, $0) })
        }
    }

    private func respond(_ done: AgentDesk.Done<Outcome>) -> Response {
        let shell = desk.shell("Un problème", .probleme, notices: done.notices)
        return switch done.result {
        case .form(let page):
            desk.pages.response(
                .difficulte, shell, page,
                status: page.aFautes ? .unprocessableContent : .ok)
        case .done(let page): desk.pages.response(.fait, shell, page)
        }
    }

    private func send(_ fields: FormFields, _ session: Session) throws -> Outcome {
        let text = fields[Self.text] ?? ""
        var faults: [Fault] = []
        if fields[Self.partner] == nil { faults.append(Fault("À qui : choisissez un partenaire.")) }
        if text.allSatisfy(\.isWhitespace) {
            faults.append(Fault("Ce qu'il y a à lui dire : écrivez-le.", at: Self.text))
        }
        guard faults.isEmpty, let word = fields[Self.partner] else {
            return .form(try page(fields, faults, session))
        }
        guard case .structure(let name) = try desk.handles.target(word) else {
            throw Refused(.missing)
        }
        let current = try session.synchronize()
        try current.require(.sendMessage)
        _ = try SendAnomaly(current).send(
            AnomalieMessage(texte: text), to: name.text, answering: nil, classical: false)
        return .done(
            DonePage(
                "Une difficulté est dite",
                "Elle est confiée au service pour \(PartnerNames(current).name(name)) : ses "
                    + "référents et ses DPO la liront.", to: "probleme",
                called: "Revenir à « Un problème »", desk.place))
    }

    private func page(
        _ fields: FormFields, _ faults: [Fault], _ session: Session
    ) throws -> DifficultyPage {
        let action = desk.place.path(of: Self.page)
        let labels = PartnerNames.apart(in: session.folder)
        // Those whom a service reaches, and whom somebody verified.
        let choices = try session.folder.contactNames().compactMap { name -> SendPage.Choice? in
            guard let card = try session.folder.contact(name)?.carte, card.daemon != nil,
                try session.trusts(name)
            else { return nil }
            let word = desk.handles.handle(of: .structure(name))
            return SendPage.Choice(
                id: "partenaire-\(word)", nom: Self.partner, valeur: word,
                libelle: labels[name] ?? card.libelle, pris: fields[Self.partner] == word)
        }
        return DifficultyPage(
            action: action, jeton: desk.visit.token(for: action),
            retour: desk.place.path(of: "probleme"), aFautes: !faults.isEmpty, fautes: faults,
            aPartenaires: !choices.isEmpty, partenaires: choices,
            texte: Field(
                Self.text, "Qu'y a-t-il à lui dire ?",
                aide: "Sans nommer personne : une fiche reçue deux fois, un champ illisible…",
                faute: faults.words(at: Self.text), lignes: true,
                fields[Self.text] ?? ""))
    }
}
