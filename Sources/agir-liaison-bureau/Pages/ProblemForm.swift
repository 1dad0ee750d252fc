import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// What happened: each kind has its own questions, and what is known of it beforehand.
enum ProblemKind: String, CaseIterable, Sendable {
    case lost = "perdu"
    case complaint = "plainte"
    case other = "autre"

    var name: String {
        switch self {
        case .lost: "Un ordinateur, un téléphone ou une clé perdus, ou volés"
        case .complaint: "Une personne se plaint"
        case .other: "Autre chose : un doute, une erreur, une panne"
        }
    }

    fileprivate var facts: (label: String, help: String) {
        switch self {
        case .lost:
            (
                "Que s'est-il passé ?",
                "Quoi, où, s'il était fermé par une phrase ; sans nommer personne."
            )
        case .complaint:
            ("De quoi la personne se plaint-elle ?", "Sans la nommer.")
        case .other:
            (
                "Que s'est-il passé ?",
                "Sans nommer personne : une page restée ouverte, un document égaré…"
            )
        }
    }

    fileprivate var moment: String {
        self == .complaint
            ? "Quand sa plainte est-elle arrivée ?" : "Quand l'avez-vous découvert ?"
    }

    fileprivate var asksNature: Bool { self != .complaint }

    /// What stands there before anybody touched the page.
    fileprivate var usual: FormFields {
        typealias Name = ProblemForm.Name
        var values = [(Name.moment, Name.now)]
        if self == .lost {
            values.append((Name.nature, IncidentNature.confidentialite.rawValue))
            values.append((Name.reach, Name.key))
        }
        return FormFields(values.map { .init(name: $0.0, value: $0.1) })
    }
}

/// A declaration as it is typed.
struct ProblemForm {
    /// The names of its fields.
    enum Name {
        static let facts = "faits"
        static let moment = "quand"
        static let nature = "nature"
        static let partner = "partenaire"
        static let reach = "portee"
        static let key = "cle"
        static let all = "tout"
        /// Instead of a moment.
        static let now = "maintenant"
    }

    let kind: ProblemKind
    private let typed: FormFields
    private(set) var faults: [Fault] = []

    /// - Parameter typed: nil for the page as it is first shown.
    init(_ kind: ProblemKind, _ typed: FormFields?) {
        self.kind = kind
        self.typed = typed ?? kind.usual
    }

    // MARK: Judging

    /// What is declared; nil when something is to be corrected: then `faults` says what.
    ///
    /// - Throws: `.missing` for a partner whom this instance did not name.
    mutating func input(
        now: Instant, _ handles: Handles, _ session: Session
    ) throws -> DeclareIncident.Input? {
        let facts = typed[Name.facts] ?? ""
        if facts.allSatisfy(\.isWhitespace) {
            faults.append(Fault("\(kind.facts.label) : écrivez-le en une phrase.", at: Name.facts))
        }
        let moment = Self.moment(typed[Name.moment] ?? "", now: now)
        if moment == nil { faults.append(Fault(Self.momentFault, at: Name.moment)) }
        let scope = try scope(handles, session)
        var input = DeclareIncident.Input(kind == .complaint ? .plainte : .violation)
        switch kind {
        case .complaint:
            input.moments.reception = moment
            if scope.partenaires.isEmpty {
                let first = session.folder.contactNames().first
                faults.append(
                    Fault(
                        "Le partenaire qui l'a reçu : cochez-en un au moins.",
                        at: first.map { Self.id(Name.partner, handles.handle(of: .structure($0))) })
                )
            }
        case .lost, .other:
            input.moments.decouverte = moment
            let chosen = typed.all(Name.nature)
            input.natures = IncidentNature.allCases.filter { chosen.contains($0.rawValue) }
            if input.natures.isEmpty {
                faults.append(
                    Fault(
                        "Ce qui est atteint : cochez au moins une case.",
                        at: Self.id(Name.nature, IncidentNature.allCases[0].rawValue)))
            }
        }
        input.faits = facts
        input.scope = scope
        return faults.isEmpty ? input : nil
    }

    static let momentFault =
        "Quand : écrivez « maintenant », ou un jour et une heure comme 03/12/2026 10:30."

    static func moment(_ said: String, now: Instant) -> Instant? {
        said == Name.now ? now : Instant(typed: said)
    }

    private func scope(_ handles: Handles, _ session: Session) throws -> IncidentScope {
        var scope = IncidentScope()
        scope.partenaires = try typed.all(Name.partner).map { word in
            guard case .structure(let name) = try handles.target(word) else {
                throw Refused(.missing)
            }
            return name
        }
        guard kind.asksNature else { return scope }
        let reach = typed.all(Name.reach)
        if reach.contains(Name.key) { scope.cles = [session.agent.nom] }
        scope.tout = reach.contains(Name.all)
        return scope
    }

    // MARK: Showing

    var facts: Field {
        Field(
            Name.facts, kind.facts.label, aide: kind.facts.help,
            faute: faults.words(at: Name.facts),
            lignes: true, typed[Name.facts] ?? "")
    }

    var moment: Field {
        Field(
            Name.moment, kind.moment,
            aide: "« maintenant », ou un jour et une heure comme 03/12/2026 10:30.",
            faute: faults.words(at: Name.moment), typed[Name.moment] ?? "")
    }

    func lists(_ handles: Handles, _ session: Session) -> [SendPage.Question] {
        let names = PartnerNames(session)
        let partners = SendPage.Question(
            question: kind == .complaint
                ? "Quel partenaire a reçu ce dont elle se plaint ?"
                : "De quels partenaires sont les fiches, si vous le savez ?",
            choix: choices(
                Name.partner,
                session.folder.contactNames().map {
                    (handles.handle(of: .structure($0)), names.name($0))
                }))
        guard kind.asksNature else { return [partners].filter { !$0.choix.isEmpty } }
        let natures = SendPage.Question(
            question: "Qu'est-ce qui est atteint ?",
            choix: choices(
                Name.nature, IncidentNature.allCases.map { ($0.rawValue, Self.words($0)) }))
        let reach = SendPage.Question(
            question: "Est-ce plus large ?",
            choix: choices(
                Name.reach,
                [
                    (Name.key, "Ma clé ou ma phrase est peut-être connue d'autres."),
                    (Name.all, "Tout ce qui est sur le serveur de la structure."),
                ]))
        return [natures, partners, reach].filter { !$0.choix.isEmpty }
    }

    private func choices(_ name: String, _ options: [(String, String)]) -> [SendPage.Choice] {
        let taken = typed.all(name)
        return options.map { value, label in
            SendPage.Choice(
                id: Self.id(name, value), nom: name, valeur: value, libelle: label,
                pris: taken.contains(value))
        }
    }

    private static func id(_ name: String, _ value: String) -> String { "\(name)-\(value)" }

    private static func words(_ nature: IncidentNature) -> String {
        let what =
            switch nature {
            case .confidentialite: "quelqu'un a pu lire"
            case .integrite: "quelque chose a été changé"
            case .disponibilite: "quelque chose est perdu"
            }
        return "\(nature.french.prefix(1).uppercased())\(nature.french.dropFirst()) : \(what)"
    }
}
