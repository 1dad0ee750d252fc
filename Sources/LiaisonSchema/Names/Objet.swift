/// What a pli is about, and to which roles it is sealed (formats.md, «Sealed payload»).
public enum Objet: String, Sendable, CaseIterable {
    case fiche, sortie, anomalie, violation, droits, partage
    case tableauOFII = "tableau-ofii"
    case reponseDroits = "reponse-droits"
    case cleIndex = "cle-index"

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
        }
    }

    /// Whether it stays within one structure (formats.md, «Sealed payload»).
    public var isInternal: Bool { [.partage, .reponseDroits, .cleIndex].contains(self) }

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
        }
    }
}
