internal import LiaisonSchema

/// How long what is kept, as configured; the defaults are those of rgpd.md, «Retention».
public struct RetentionRules: Sendable, Equatable {
    /// Months after the end of a convention.
    public var conventionMois: Int
    /// Months after the end of an accompagnement.
    public var personneMois: Int
    /// Months after sealing when nothing else is known.
    public var inconnuMois: Int
    /// Days after every addressee opened it that a copy in the outbox is kept; nil: as long as the fiche.
    public var copieEnvoiJours: Int?

    public init(
        conventionMois: Int = 2, personneMois: Int = 36, inconnuMois: Int = 60,
        copieEnvoiJours: Int? = nil
    ) {
        self.conventionMois = conventionMois
        self.personneMois = personneMois
        self.inconnuMois = inconnuMois
        self.copieEnvoiJours = copieEnvoiJours
    }

    /// Days that a received `sortie` waits at least before it counts.
    public static let sortieDays = 30
    /// The same of a received `droits`.
    public static let droitsDays = 30
    /// Days after which a sender's shorter date counts though nobody opened the pli.
    public static let senderDays = 90
    /// Days that a pli may travel: within them its caps count from its sealing, else from its reception.
    static let longestJourney = 90
    /// Months after the end of a request during which what tells of its person serves to answer for it.
    static let requestMonths = 3

    /// The day from which the caps of what was received count: the day of sealing where it lies at most
    /// `longestJourney` before the reception, else the reception. What a sender says never decides alone.
    static func origin(scelle: CalendarDate, recu: CalendarDate) -> CalendarDate {
        (recu.adding(days: -longestJourney)...recu).contains(scelle) ? scelle : recu
    }

    /// As it is kept, a version each.
    public var text: String {
        "convention=\(conventionMois)m personne=\(personneMois)m inconnu=\(inconnuMois)m copie-envoi="
            + (copieEnvoiJours.map { "\($0)j" } ?? "non")
    }

    /// Reads `text` again.
    public init?(_ text: String) {
        let pairs = text.split(separator: " ").map { $0.split(separator: "=").map(String.init) }
        guard pairs.allSatisfy({ $0.count == 2 }) else { return nil }
        let values = Dictionary(pairs.map { ($0[0], $0[1]) }) { first, _ in first }
        guard let convention = values["convention"].flatMap({ Int($0.dropLast()) }),
            let person = values["personne"].flatMap({ Int($0.dropLast()) }),
            let unknown = values["inconnu"].flatMap({ Int($0.dropLast()) }),
            let copy = values["copie-envoi"]
        else { return nil }
        self.init(
            conventionMois: convention, personneMois: person, inconnuMois: unknown,
            copieEnvoiJours: copy == "non" ? nil : Int(copy.dropLast()))
    }
}
