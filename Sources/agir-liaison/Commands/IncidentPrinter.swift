import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

/// Questions to who declares an incident on a terminal, and what may be done at once.
struct IncidentGuide {
    private let session: Session

    init(_ session: Session) { self.session = session }

    /// What was given, else what is typed.
    ///
    /// - Throws: exit 64 that names the option when nobody can answer.
    func ask(_ given: String?, _ question: String, option: String) throws -> String {
        if let given { return given }
        guard let typed = Terminal.ask(question), !typed.allSatisfy(\.isWhitespace) else {
            throw Failure(.usage, "Il manque \(option).", next: "Voyez --help.")
        }
        return typed
    }

    /// Asks what is touched, when nothing was said, and offers to hold back what goes to a partner.
    func complete(
        _ scope: IncidentScope, _ stopped: [StructureName]
    ) throws -> (IncidentScope, [StructureName]) {
        guard Terminal.isInteractive, scope.isEmpty else { return (scope, stopped) }
        var scope = scope
        let partners = Terminal.ask("Partenaires concernés (noms séparés d'espaces, ou rien) : ")
        scope.partenaires = try IncidentOptions.structures(Self.words(partners))
        let agents = Terminal.ask("Agents dont la clé est peut-être connue d'autres (ou rien) : ")
        scope.cles = try IncidentOptions.agents(Self.words(agents), session)
        if scope.isEmpty {
            scope.tout = Terminal.confirms("Est-ce tout ce qui est sur ce serveur ?")
        }
        var stopped = stopped
        let decides = Permission.handleIncident.allows(session.me?.roles ?? [])
        for name in scope.partenaires where decides && !stopped.contains(name) {
            if Terminal.confirms("Arrêter les envois de fiches à \(name) pour l'instant ?") {
                stopped.append(name)
            }
        }
        return (scope, stopped)
    }

    private static func words(_ text: String?) -> [String] {
        (text ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
    }
}

/// How an incident is shown.
enum IncidentPrinter {
    /// What follows a declaration: what is touched, which clocks run, what can be done at once.
    static func declared(
        _ file: IncidentFile, _ scope: IncidentScope, _ session: Session,
        _ options: CommonOptions
    ) throws {
        if options.json { return Output.json(.object(summary(file))) }
        Output.line(
            "Incident n° \(file.n) (\(file.type.french)) enregistré"
                + (file.type == .violation
                    ? " ; il est à qualifier par le DPO." : " ; le DPO prévient le partenaire."))
        show(file)
        if session.own.agents(with: .dpo).isEmpty {
            Output.note(
                "Attention : votre structure n'a pas d'agent DPO : personne ne peut notifier par ce programme. "
                    + "Prévenez votre DPO de vive voix.")
        }
        guard file.type == .violation else { return }
        if scope.isEmpty {
            Output.note(
                "Rien n'est dit de ce qui est touché : le DPO l'ajoute par « violation qualifier \(file.n) » "
                    + "--partenaire, --fiche, --agent, --cle, --du et --au, ou --tout.")
        }
        Output.note("À faire aussi :")
        for name in scope.cles {
            Output.note(
                "- révoquer la clé : « agir-liaison structure agent revoquer \(name) --motif "
                    + "compromission »")
        }
        Output.note(
            "- les enregistrements du journal et les transmissions en cause sont gardés tant que "
                + "l'incident est ouvert")
        for name in file.partenaires where !file.texts("arrets").contains(name.text) {
            Output.note(
                "- arrêter les envois à ce partenaire (DPO) : « agir-liaison violation qualifier "
                    + "\(file.n) --arreter-envois \(name) »")
        }
    }

    /// What is touched, and the clocks.
    static func show(_ file: IncidentFile) {
        let unknown = file.object["touche"]?.object?["aPreciser"]?.integer ?? 0
        Output.line(
            "Touché : environ \(file.count("personnes")) personne(s), "
                + "\(file.count("enregistrements")) enregistrement(s)"
                + (unknown > 0 ? ", dont \(unknown) que personne n'a ouverts" : "") + ".")
        for name in file.partenaires {
            let part = file.reach(name)
            Output.line(
                "  \(name) : \(part.enregistrements) enregistrement(s), \(part.personnes) personne(s)"
            )
        }
        let stopped = file.texts("arrets")
        if !stopped.isEmpty {
            Output.line("Envois arrêtés : \(stopped.map(Output.visible).joined(separator: ", ")).")
        }
        Output.line(file.echeances.isEmpty ? "Aucun délai ne court." : "Délais :")
        for echeance in file.echeances {
            Output.line("  \(Output.visible(echeance.french(at: file.heure)))")
        }
    }

    /// One line of `violation lister --json`.
    static func summary(_ file: IncidentFile) -> JSONObject {
        var object = JSONObject()
        for key in [
            "n", "type", "statut", "decouverte", "reception", "connaissance", "declaration",
            "personnes", "enregistrements", "echeances",
        ] { object[key] = file.object[key] }
        return object
    }
}
