/// What a pli is about, and to which roles it is sealed (formats.md, «Sealed payload»).
public enum Objet: String, Sendable, CaseIterable {
    case fiche, sortie, anomalie, violation, droits, partage
    case tableauOFII = "tableau-ofii"
    case reponseDroits = "reponse-droits"
    case cleIndex = "cle-index"
    /// What a partner gave outside the service, taken in by one of our agents. It never leaves the house.
    case recu

    /// The name of the payload's first part.
    var firstPart: String {
        switch self {
        case .fiche: "fiche.json"
        case .sortie: "sortie.json"
        case .anomalie: "anomalie.json"
        case .violation: "violation.note"
        case .droits: "droits.json"
        case .tableauOFII: "tableau.csv"
        case .partage: "manifeste.note"
        case .reponseDroits: "reponse.json"
        case .cleIndex: "index.key"
        case .recu: "reception.json"
        }
    }

    /// Whether it stays within one structure (formats.md, «Sealed payload»).
    public var isInternal: Bool { [.partage, .reponseDroits, .cleIndex, .recu].contains(self) }

    /// The roles that it is sealed to, on both sides, besides its author (formats.md, «Sealed payload»).
    public var roles: [Role] {
        switch self {
        case .fiche, .sortie, .tableauOFII, .partage, .recu: [.referent]
        case .anomalie, .droits: [.referent, .dpo]
        case .violation, .reponseDroits: [.dpo]
        case .cleIndex: [.referent, .dpo]
        }
    }

    /// What an agent needs to open one.
    public var reading: Permission {
        switch self {
        case .fiche, .sortie, .tableauOFII, .partage, .recu: .readFiche
        case .anomalie, .droits: .readMessage
        case .violation, .reponseDroits: .readNotice
        case .cleIndex: .holdIndexKey
        }
    }

    /// What an agent needs to send one.
    public var sending: Permission {
        switch self {
        case .fiche, .sortie, .tableauOFII, .partage, .reponseDroits, .recu: .sendFiche
        case .anomalie: .sendMessage
        case .droits: .handleRequest
        case .violation: .sendNotice
        case .cleIndex: .handIndexKey
        }
    }

    /// Of `french`.
    var isMasculine: Bool { [.tableauOFII, .partage, .recu].contains(self) }

    public var french: String {
        switch self {
        case .fiche: "fiche de liaison"
        case .sortie: "sortie du programme"
        case .anomalie: "anomalie"
        case .violation: "notification de violation"
        case .droits: "demande d'exercice de droits"
        case .partage: "partage entre collègues"
        case .tableauOFII: "tableau OFII"
        case .reponseDroits: "réponse à une demande de droits"
        case .cleIndex: "clé d'index"
        case .recu: "document reçu hors du service"
        }
    }
}
