import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// The answer to a fiche on one page: a text, an appointment, who answers. The person and both structures are
/// carried over.
struct ReplyForm {
    /// The fields that are typed, by the names under which they are sent.
    enum Name: String, CaseIterable {
        case reponse, date, heure, lieu, nom, prenom, fonction, telephone, courriel
        case faitA = "fait-a"
        /// Whether the person agrees; ticked anew for each answer.
        case accord

        /// As the page asks for it, and as a fault names it. The form's own words («@mail», «Le nom») are those of
        /// a fiche, which has two such blocks and a person.
        fileprivate var label: String {
            switch self {
            case .reponse: "Votre réponse"
            case .date: "Jour du rendez-vous"
            case .heure: "Heure"
            case .lieu: "Lieu"
            case .accord: "L'accord de la personne"
            case .nom: "Votre nom"
            case .prenom: "Votre prénom"
            case .fonction: "Votre fonction"
            case .telephone: "Votre téléphone"
            case .courriel: "Votre courriel"
            case .faitA: "Fait à"
            }
        }

        /// Where its answer lies in the author's block, or beside it.
        fileprivate var key: String {
            switch self {
            case .faitA: "faitA"
            default: rawValue
            }
        }
    }

    private static let author: [Name] = [.nom, .prenom, .fonction, .telephone, .courriel]
    /// Characters of the hour and of the place of an appointment.
    private static let placeLimit = 200

    let start: FicheStart
    let today: CalendarDate
    private(set) var values: [Name: String] = [:]
    private(set) var faults: [Fault] = []
    /// Whether the fiche needs the person's agreement (fiches.md, «The person's agreement»).
    let needsAgreement: Bool

    private static let agreementPointer = "/consentementOrientation"

    /// - Parameter typed: nil for the page as it is first shown.
    init(_ start: FicheStart, _ typed: FormFields?, today: CalendarDate) {
        self.start = start
        self.today = today
        let bytes = Array(JSONValue.object(start.content).text.utf8)
        needsAgreement = Fiche.validate(bytes, today: today, reponseA: true).erreurs
            .contains { $0.pointeur == Self.agreementPointer }
        for name in Name.allCases {
            values[name] = typed.map { $0[name.rawValue] ?? "" } ?? known(name)
        }
    }

    /// What is known before anything is typed: who answers wrote before.
    private func known(_ name: Name) -> String {
        if name == .faitA { return start.content["faitA"]?.string ?? "" }
        guard Self.author.contains(name), let block = start.content[authorBlock]?.object else {
            return ""
        }
        return block[name.key]?.string ?? ""
    }

    private var sens: Sens? { start.content["sens"]?.string.flatMap { Sens(rawValue: $0) } }
    private var authorBlock: String { sens?.authorBlock ?? "" }

    /// Where the free text of an answer stands on that form.
    private var textKey: String {
        start.modele == .spe ? "informationsComplementaires" : "besoinsEtMotifs"
    }

    // MARK: Judging

    /// The fiche of what was typed; nil when something is to be corrected: then `faults` says what.
    mutating func content() -> JSONObject? {
        let appointment = appointment()
        let typed = (values[.reponse] ?? "").trimmingLines
        if typed.isEmpty, appointment == nil, faults.isEmpty {
            faults.append(
                Fault(
                    "\(Name.reponse.label) : écrivez-la, ou proposez un rendez-vous.",
                    at: Name.reponse.rawValue))
        }
        var content = start.content
        content["version"] = .integer(1)
        if needsAgreement, isAgreed { content["consentementOrientation"] = .bool(true) }
        content[textKey] = .string(
            [appointment, typed.isEmpty ? nil : typed].compactMap { $0 }.joined(separator: "\n"))
        var block = content[authorBlock]?.object ?? JSONObject()
        for name in Self.author {
            let value = (values[name] ?? "").trimmingLines
            block[name.key] = value.isEmpty ? nil : .string(value)
        }
        content[authorBlock] = .object(block)
        let place = (values[.faitA] ?? "").trimmingLines
        content["faitA"] = place.isEmpty ? nil : .string(place)
        content["faitLe"] = .string(today.description)
        let bytes = Array(JSONValue.object(content).text.utf8)
        for finding in Fiche.validate(bytes, today: today, reponseA: true).erreurs {
            guard finding.pointeur != Self.agreementPointer else {
                faults.append(
                    Fault(
                        "\(Name.accord.label) : sans lui, rien ne se transmet.",
                        at: Name.accord.rawValue))
                continue
            }
            let field = Self.field(at: finding.pointeur, textKey, authorBlock)
            let said = field.map { "\($0.label) : \(finding.words)" } ?? finding.description
            faults.append(Fault(VisibleText.line(said, limit: 2_000), at: field?.rawValue))
        }
        return faults.isEmpty ? content : nil
    }

    private var isAgreed: Bool { values[.accord] == "oui" }

    /// The field of this page that a finding is about; nil for what was carried over.
    private static func field(
        at pointer: String, _ textKey: String, _ authorBlock: String
    ) -> Name? {
        if pointer == "/\(textKey)" { return .reponse }
        if pointer == "/faitA" { return .faitA }
        return author.first { pointer == "/\(authorBlock)/\($0.key)" }
    }

    /// «Rendez-vous le 3 décembre à 10 h, …»; nil when none is proposed.
    private mutating func appointment() -> String? {
        let texts = [Name.date, .heure, .lieu].map { (values[$0] ?? "").trimmingLines }
        guard texts.contains(where: { !$0.isEmpty }) else { return nil }
        guard let date = CalendarDate(typed: texts[0]) else {
            let wrong =
                CalendarDate.isWritten(typed: texts[0])
                ? "ce jour n'existe pas." : "écrivez-le comme 03/12/2026."
            faults.append(Fault("\(Name.date.label) : \(wrong)", at: Name.date.rawValue))
            return nil
        }
        guard date >= today else {
            faults.append(
                Fault("\(Name.date.label) : il est passé.", at: Name.date.rawValue))
            return nil
        }
        for (name, text) in zip([Name.heure, .lieu], texts.dropFirst())
        where text.unicodeScalars.count > Self.placeLimit {
            faults.append(
                Fault(
                    "\(name.label) : \(Self.placeLimit) signes au plus.",
                    at: name.rawValue))
            return nil
        }
        return "Rendez-vous le \(FrenchMoment.day(date, today: today))"
            + (texts[1].isEmpty ? "" : " à \(texts[1])")
            + (texts[2].isEmpty ? "" : ", \(texts[2])") + "."
    }

    // MARK: Showing

    private func field(
        _ name: Name, help: String? = nil, isLong: Bool = false
    ) -> Field {
        Field(
            name.rawValue, name.label, aide: help,
            faute: faults.words(at: name.rawValue), lignes: isLong,
            values[name] ?? "")
    }

    var answer: Field {
        field(
            .reponse,
            help: "N'écrivez ni diagnostic, ni numéro de sécurité sociale.", isLong: true)
    }

    /// Nil where the fiche needs no agreement.
    var agreement: SendPage.Choice? {
        guard needsAgreement else { return nil }
        return SendPage.Choice(
            id: Name.accord.rawValue, nom: Name.accord.rawValue, valeur: "oui",
            libelle: "J'ai l'accord de la personne pour transmettre cette réponse.",
            pris: isAgreed)
    }

    /// What is wrong with it.
    var agreementFault: String? {
        faults.words(at: Name.accord.rawValue)
    }

    var appointmentFields: [Field] {
        [
            field(.date, help: "Par exemple 03/12/2026."),
            field(.heure, help: "Par exemple 10:30."), field(.lieu),
        ]
    }

    var authorFields: [Field] {
        Self.author.map { field($0) } + [field(.faitA, help: "La ville.")]
    }

    /// What was typed, for the page that follows.
    var kept: [FormFields.Field] {
        Name.allCases.map { .init(name: $0.rawValue, value: values[$0] ?? "") }
    }
}

extension String {
    /// Without the white space around it.
    fileprivate var trimmingLines: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }
}
