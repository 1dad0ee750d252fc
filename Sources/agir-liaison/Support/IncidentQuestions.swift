import LiaisonAgent
import LiaisonSchema

/// The questions to who declares an incident, asked on the terminal.
extension DeclareIncident.Plan {
    /// - Throws: exit 64 that names the option when nobody can answer.
    func answers(_ session: Session) throws -> DeclareIncident.Answers {
        var answers = DeclareIncident.Answers()
        for question in questions {
            switch question {
            case .discovery:
                answers.decouverte = try Typed.moment(
                    Self.ask(
                        "Quand l'incident a-t-il été découvert (JJ/MM/AAAA hh:mm, maintenant) ? ",
                        option: "--decouverte"))
            case .natures:
                let typed = try Self.ask(
                    "Qu'est-ce qui est atteint (confidentialite integrite disponibilite) ? ",
                    option: "--nature")
                answers.natures = try Typed.natures(
                    typed.split(separator: " ").map(String.init))
            case .facts:
                answers.faits = try Typed.text(
                    Self.ask("Que s'est-il passé (sans nommer personne) ? ", option: "--faits"))
            case .scope:
                answers.scope = Terminal.isInteractive ? try Self.scope(session) : nil
            case .stops:
                answers.arrets = (answers.scope?.partenaires ?? []).filter {
                    !stopped.contains($0)
                        && Terminal.confirms(
                            "Arrêter les envois de fiches à \($0) pour l'instant ?")
                }
            }
        }
        return answers
    }

    private static func ask(_ question: String, option: String) throws -> String {
        guard let typed = Terminal.ask(question), !typed.allSatisfy(\.isWhitespace) else {
            throw Failure(.usage, "Il manque \(option).", next: "Voyez --help.")
        }
        return typed
    }

    private static func scope(_ session: Session) throws -> IncidentScope {
        func words(_ question: String) -> [String] {
            (Terminal.ask(question) ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
        }
        var scope = IncidentScope()
        scope.partenaires = try words("Partenaires concernés (noms séparés d'espaces, ou rien) : ")
            .map(Typed.structure)
        scope.cles = try words("Agents dont la clé est peut-être connue d'autres (ou rien) : ")
            .map { try Typed.agent($0, session) }
        if scope.isEmpty {
            scope.tout = Terminal.confirms("Est-ce tout ce qui est sur ce serveur ?")
        }
        return scope
    }
}
