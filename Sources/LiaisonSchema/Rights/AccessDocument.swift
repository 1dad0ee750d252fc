/// What a person is given who asked for her data (RGPD, article 15): what is held, where it comes from,
/// whom it went to and when, until when it is kept and why. Nothing about anybody else: agents are a
/// structure and a function.
public struct AccessDocument: Sendable {
    /// Who answers for the data.
    public struct Responsible: Sendable {
        public let structure: StructureName
        public let libelle: String
        /// How its data protection officer is reached; empty when its card does not say.
        public let dpo: [String]

        public init(_ card: Carte) {
            structure = card.structure
            libelle = card.libelle
            dpo = PersonInformation(card).contacts
        }
    }

    public struct Conservation: Sendable {
        public let regle: RetentionRule
        public let jusquA: CalendarDate
        /// Whether a hold keeps it longer.
        public let isSuspended: Bool

        public init(regle: RetentionRule, jusquA: CalendarDate, isSuspended: Bool) {
            self.regle = regle
            self.jusquA = jusquA
            self.isSuspended = isSuspended
        }

        var french: String {
            "jusqu'au \(jusquA.french) ; \(regle.french) (\(regle.source))"
                + (isSuspended ? " ; destruction suspendue" : "")
        }
    }

    public struct Transmission: Sendable {
        public let de: StructureName
        public let id: PliID
        public let pour: StructureName
        public let objet: Objet
        public let scelle: Instant
        public let remis: Instant?
        public let ouvert: Instant?
        /// By which it went; by any that proves nothing, that it went is an agent's word.
        public let voie: Voie

        public init(
            de: StructureName, id: PliID, pour: StructureName, objet: Objet, scelle: Instant,
            remis: Instant?, ouvert: Instant?, voie: Voie = .service
        ) {
            self.voie = voie
            self.de = de
            self.id = id
            self.pour = pour
            self.objet = objet
            self.scelle = scelle
            self.remis = remis
            self.ouvert = ouvert
        }
    }

    public struct Destruction: Sendable {
        public let id: PliID
        public let le: Instant
        public let regle: RetentionRule?

        public init(id: PliID, le: Instant, regle: RetentionRule?) {
            self.id = id
            self.le = le
            self.regle = regle
        }
    }

    public let responsible: Responsible
    public let demande: Int
    public let recue: CalendarDate
    public let faitLe: CalendarDate
    public let numeroAGDREF: AGDREFNumber
    public var plis: [AccessAnswer.Item] = []
    public var conservation: [PliKey: Conservation] = [:]
    public var transmissions: [Transmission] = []
    public var destructions: [Destruction] = []
    /// What is held of which the content is not here: nobody could open it.
    public var manquants: [PliKey] = []
    /// How people call the structures.
    public var libelles: [StructureName: String] = [:]

    public init(
        responsible: Responsible, demande: Int, recue: CalendarDate, faitLe: CalendarDate,
        numeroAGDREF: AGDREFNumber
    ) {
        self.responsible = responsible
        self.demande = demande
        self.recue = recue
        self.faitLe = faitLe
        self.numeroAGDREF = numeroAGDREF
    }

    func name(_ structure: StructureName) -> String {
        libelles[structure].map { "\($0) (\(structure))" } ?? structure.text
    }

    /// RGPD, article 15(1)(e) and (f).
    var rights: [String] {
        let contacts = responsible.dpo.joined(separator: ", ")
        let officer =
            contacts.isEmpty ? "" : " (délégué à la protection des données : \(contacts))"
        return [
            "Vous pouvez faire rectifier ou effacer ces données, en faire limiter l'usage ou vous y "
                + "opposer, auprès de la structure qui vous remet ce document\(officer).",
            Self.complaint,
        ]
    }

    private static let complaint =
        "Vous pouvez saisir la CNIL (www.cnil.fr) si vous estimez que vos droits ne sont pas respectés."
    static let purpose =
        "Ces données servent à votre accompagnement dans le programme AGIR et à rien d'autre. Aucune "
        + "décision n'est prise par une machine seule."
}
