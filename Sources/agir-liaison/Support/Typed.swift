import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// Words of the command line, read into what can't be wrong: the parser's own refusals would be English.
enum Typed {
    /// - Parameters:
    ///   - value: what was read of the text; nil for what is none.
    ///   - what: what was expected.
    /// - Throws: exit 64 for nil.
    static func read<Value>(
        _ text: String, _ value: Value?, _ what: String, next: NextStep
    ) throws -> Value {
        guard let value else {
            throw Failure(.usage, "« \(Output.visible(text)) » n'est pas \(what).", next: next)
        }
        return value
    }

    /// A word of a closed list, which the refusal names.
    static func code<Code: RawRepresentable<String> & CaseIterable>(
        _ text: String, _ what: String, saying list: String = "C'est l'un de"
    ) throws -> Code {
        let codes = Code.allCases.map(\.rawValue).joined(separator: ", ")
        return try read(text, Code(rawValue: text), what, next: .sentence("\(list) : \(codes)."))
    }

    static func structure(_ text: String) throws -> StructureName {
        try read(
            text, StructureName(text), "un nom de structure",
            next: "Voyez « agir-liaison contact lister ».")
    }

    /// What a structure is.
    static func kind(_ text: String) throws -> StructureKind {
        let kinds = StructureKind.allCases.map(\.rawValue).joined(separator: ", ")
        return try read(
            text, StructureKind(typed: text), "un type de structure",
            next: .sentence("Les types : \(kinds)."))
    }

    /// The address of a daemon for partners.
    static func address(
        _ text: String, hint: NextStep = "Elle est de la forme https://hôte[:port]."
    ) throws -> PeerAddress {
        guard let address = PeerAddress(text) else {
            throw Failure(
                .usage, "L'adresse « \(Output.visible(text)) » n'est pas utilisable.", next: hint)
        }
        return address
    }

    // MARK: Days and moments

    static func day(_ text: String) throws -> CalendarDate {
        try read(
            text, CalendarDate(typed: text), "une date",
            next: "Une date s'écrit AAAA-MM-JJ ou JJ/MM/AAAA.")
    }

    /// The first day of a month, `AAAA-MM`.
    static func month(_ text: String) throws -> CalendarDate {
        try read(
            text, text.utf8.count == 7 ? CalendarDate(text + "-01") : nil, "un mois",
            next: "Un mois s'écrit AAAA-MM, par exemple 2026-11.")
    }

    static func moment(_ text: String) throws -> Instant {
        try read(
            text, text == "maintenant" ? Now.instant : Instant(typed: text), "un moment",
            next: .sentence(
                "Une date et une heure : 2026-03-28T20:00 (heure de Paris), 28/03/2026 20:00, "
                    + "2026-03-28T19:00:00Z, ou maintenant."))
    }

    /// A moment, or a day: its first or its last second.
    static func period(_ text: String, isEnd: Bool) throws -> Instant {
        guard let day = CalendarDate(typed: text) else { return try moment(text) }
        return isEnd
            ? ParisTime.start(of: day.adding(days: 1)) + -1 : ParisTime.start(of: day)
    }

    // MARK: Incidents

    static func addressee(_ text: String) throws -> NoticeAddressee {
        try read(
            text, NoticeAddressee(text), "un destinataire",
            next: "C'est ofii, cnil, personnes, ou le nom d'une structure.")
    }

    /// An agent of the own structure: the whole name, or what follows the slash.
    static func agent(_ text: String, _ session: Session) throws -> KeyName {
        try read(
            text, KeyName(agent: text) ?? KeyName(agent: "\(session.own.structure)/\(text)"),
            "le nom d'un agent", next: .sentence("Par exemple \(session.agent.nom)."))
    }

    /// In the order of their list.
    static func natures(_ texts: [String]) throws -> [IncidentNature] {
        let natures = try texts.map {
            try read(
                $0, IncidentNature(rawValue: $0), "une nature d'atteinte",
                next: "C'est confidentialite, integrite ou disponibilite, une ou plusieurs.")
        }
        return IncidentNature.allCases.filter(natures.contains)
    }

    /// A text given as it is, or read from standard input where `-` stands: an argument is seen by others.
    static func text(_ text: String) throws -> String {
        guard text == "-" else { return text }
        let bytes = try PrivateFile.readStandardInput(limit: IncidentTexts.limit)
        var text = String(decoding: bytes, as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }

    // MARK: Conventions

    static func term(_ text: String) throws -> Terme {
        if let commun = Terme.Commun(rawValue: text) { return .commun(commun) }
        return .date(
            try read(
                text, CalendarDate(typed: text), "une échéance",
                next: "C'est une date (AAAA-MM-JJ), accord-cadre ou programme."))
    }

    /// The closed list of a fact's texts says no.
    static func reference(_ text: String) throws -> String {
        guard (1...100).contains(text.utf8.count), text == Output.visible(text) else {
            throw Failure(.usage, "La référence d'une convention a de 1 à 100 signes.")
        }
        return text
    }
}
