import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// Who reads fiches here, besides oneself: one of them is chosen on a page.
struct Colleagues {
    /// Of the field that says who.
    static let field = "collegue"

    private let agents: [Carte.Agent]

    init(_ session: Session) {
        agents = session.own.agents(with: .referent).filter { $0.nom != session.agent.nom }
    }

    func chosen(_ fields: FormFields) -> Carte.Agent? {
        agents.first { $0.nom.description == fields[Self.field] }
    }

    var choices: [SendPage.Choice] {
        agents.enumerated().map { index, agent in
            SendPage.Choice(
                id: "\(Self.field)-\(index)", nom: Self.field, valeur: agent.nom.description,
                libelle: agent.called, pris: false)
        }
    }
}
