public import LiaisonBase

/// What an agent says became of what left by a road that proves nothing (voies.md, «Going out»): a fact,
/// only added; a correction is another one.
public struct DeclaredStep: Sendable, Equatable {
    public enum Statut: String, Sendable, CaseIterable {
        case transmis, ouvert
        case nonParvenu = "non-parvenu"

        public var envoi: EnvoiStatut {
            switch self {
            case .transmis: .transmis
            case .ouvert: .ouvert
            case .nonParvenu: .nonParvenu
            }
        }

        public var etape: Etape {
            switch self {
            case .transmis: .transmis
            case .ouvert: .ouvert
            case .nonParvenu: .nonParvenu
            }
        }

        public var detail: LogDetail {
            switch self {
            case .transmis: .ditTransmis
            case .ouvert: .ditOuvert
            case .nonParvenu: .ditNonParvenu
            }
        }
    }

    /// How it was handed over, or learnt.
    public enum Moyen: String, Sendable, CaseIterable {
        case courriel, courrier, telephone
        case mainPropre = "main-propre"

        public var french: String {
            switch self {
            case .courriel: "par courriel"
            case .courrier: "par courrier"
            case .telephone: "par téléphone"
            case .mainPropre: "en main propre"
            }
        }
    }

    public let statut: Statut
    /// When it happened, as the agent says.
    public let le: Instant
    public let moyen: Moyen

    public init(_ statut: Statut, le: Instant, moyen: Moyen) {
        self.statut = statut
        self.le = le
        self.moyen = moyen
    }

    public init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: "la déclaration", keys: ["statut", "le", "moyen"])
        statut = try fields.value("statut") { $0.string.flatMap { Statut(rawValue: $0) } }
        le = try fields.instant("le")
        moyen = try fields.value("moyen") { $0.string.flatMap { Moyen(rawValue: $0) } }
    }

    public var object: JSONObject {
        var object = JSONObject()
        object.put("statut", statut.rawValue)
        object.put("le", le)
        object.put("moyen", moyen.rawValue)
        return object
    }
}
