public import LiaisonBase
public import LiaisonSchema

/// The bodies of what an agent asks of one guichet, and the routes.
public enum GuichetRequests {
    /// Bytes of such a body.
    public static let limit = 1_024

    /// The body of `POST …/fin`.
    public static func end(_ fin: Instant) -> [UInt8] { body("fin", fin.description) }

    /// The body of `POST …/cloture`.
    ///
    /// - Parameter motif: one of `GuichetMotif.ofAgents`.
    public static func closing(_ motif: GuichetMotif) -> [UInt8] { body("motif", motif.rawValue) }

    /// - Returns: nil for what is no such request.
    public static func end(of body: [UInt8]) -> Instant? {
        member("fin", of: body).flatMap { Instant($0) }
    }

    /// - Returns: nil for what is no such request, and for a motive that is the daemon's own.
    public static func motif(of body: [UInt8]) -> GuichetMotif? {
        member("motif", of: body).flatMap { GuichetMotif(rawValue: $0) }
            .flatMap { GuichetMotif.ofAgents.contains($0) ? $0 : nil }
    }

    /// The proof that the page of a guichet sends once its content is open: the body of `POST …/ouvertures`.
    ///
    /// - Returns: what is no proof when the body holds none.
    public static func proof(of body: [UInt8]) -> [UInt8] {
        member("preuve", of: body).flatMap { Base64.decode($0) } ?? []
    }

    /// What that page is told of an answer that came.
    public static func received(_ recu: Instant) -> [UInt8] { body("recu", recu.description) }

    private static func body(_ key: String, _ value: String) -> [UInt8] {
        Array(JSONValue.object(JSONObject([(key, .string(value))])).text.utf8)
    }

    private static func member(_ key: String, of body: [UInt8]) -> String? {
        guard body.count <= limit, let object = (try? JSONValue.parse(body))?.object,
            object.members.count == 1
        else { return nil }
        return object[key]?.string
    }
}

extension Routes {
    public static let localGuichets = "/local/v1/guichets"
    /// Which guichets a list holds.
    public enum GuichetChoice: Sendable, Equatable {
        case all
        /// Those with answers that nobody opened: the inbox's rows of `objet` `reponse-guichet`.
        case unopened
        /// Those of one sending.
        case of(PliID)
        /// Those whose name, or whose sending's identity, begins so.
        case beginning(String)

        /// Whether text may be that beginning: 4 to 64 of `0-9a-f-`.
        public static func isBeginning(_ text: String) -> Bool {
            (4...64).contains(text.utf8.count)
                && text.utf8.allSatisfy {
                    (48...57).contains($0) || (97...102).contains($0) || $0 == 45
                }
        }

        fileprivate var query: KeyValuePairs<RequestKey, String?> {
            switch self {
            case .all: [:]
            case .unopened: [.reponses: "attente"]
            case .of(let id): [.envoi: id.text]
            case .beginning(let text): [.debut: text]
            }
        }
    }

    /// Newest first, 100 a page, after where the page before ended.
    public static func localGuichets(
        after rank: Int64?, _ choice: GuichetChoice = .all
    ) -> String {
        path(path(localGuichets, [.apres: rank.map { "\($0)" }]), choice.query)
    }
    /// `PUT` a `GuichetPreparation`; `GET` a `LocalGuichet`.
    public static func localGuichet(_ name: GuichetName) -> String { "\(localGuichets)/\(name)" }
    /// `PUT`: the sealed content publishes it.
    ///
    /// - Parameter isHandedOver: whether it is a file too, which counts as given out at once.
    public static func localGuichetContent(
        _ name: GuichetName, isHandedOver: Bool = false
    ) -> String {
        path("\(localGuichet(name))/contenu", [.fichier: isHandedOver ? "oui" : nil])
    }
    public static func localGuichetEnd(_ name: GuichetName) -> String {
        "\(localGuichet(name))/fin"
    }
    public static func localGuichetClosing(_ name: GuichetName) -> String {
        "\(localGuichet(name))/cloture"
    }
    /// `cleReponse`, sealed to our readers.
    public static func localGuichetKey(_ name: GuichetName) -> String {
        "\(localGuichet(name))/cle"
    }
    /// The sealed answer, as the browser made it.
    public static func localGuichetAnswer(_ name: GuichetName, _ id: PliID) -> String {
        "\(localGuichet(name))/reponses/\(id)"
    }
    /// The deposit of the `recu` that an opened answer became: the daemon attaches it to the sending.
    public static func localSend(
        answer: PliID, of name: GuichetName, from origin: StructureName
    ) -> String {
        path(
            localSend(received: .guichet, from: origin),
            [.guichet: "\(name)", .reponse: answer.text])
    }
    /// The same of one that came as a file, some other way.
    ///
    /// - Parameters:
    ///   - sha256: of its sealed bytes, in hexadecimal.
    ///   - taille: how many they are.
    public static func localSend(
        answer: PliID, of name: GuichetName, sha256: String, taille: Int,
        received voie: VoieRecue, from origin: StructureName
    ) -> String {
        path(
            localSend(received: voie, from: origin),
            [
                .guichet: "\(name)", .reponse: answer.text, .sha256: sha256,
                .taille: "\(taille)",
            ])
    }

    /// The page.
    public static let guichet = "/guichet"
    public static let guichetStyle = "/guichet/style.css"
    public static let guichetScript = "/guichet/script.js"
    /// The sealed content.
    public static func guichet(_ name: GuichetName) -> String { "/guichet/v1/\(name)" }
}

extension Limits {
    /// A guichet's sealed content, base64 in base64.
    public static let guichetContent = 2 * pli
    /// What prepares a guichet.
    public static let guichetPreparation = 2 * GuichetBounds.sealedKey
}
