import LiaisonBase
import LiaisonSchema

/// What is wrong with the settings, or with the machine: for the administrator, in French.
struct FrontError: Error, Equatable {
    let message: String
    let hint: String

    init(_ message: String, hint: String = "") {
        self.message = message
        self.hint = hint
    }
}

/// The settings of the front (`/etc/agir-liaison/frontal.json`): texts only, a point opens an object.
struct FrontSettings: Equatable {
    static let defaultFile = "/etc/agir-liaison/frontal.json"
    private static let limit = 64 * 1_024

    let structure: StructureName
    /// What browsers are given, `https://` and a host that serves nothing else.
    let adresse: PeerAddress
    let host: String
    let port: Int
    /// PEM files; nil: a proxy on this machine ends TLS.
    let tls: TLSFiles?
    /// IP addresses whose `X-Forwarded-For` counts.
    let proxies: [String]
    /// The folder of the hosted agents' second factors.
    let etat: String
    /// The folder of the sockets of the bureaux.
    let bureaux: String
    /// The daemon's socket, which gives the card.
    let service: String

    struct TLSFiles: Equatable {
        let certificat: String
        let cle: String
    }

    private static let keys: Set = [
        "structure", "adresse", "ecoute", "tls", "proxies", "etat", "bureaux", "service",
    ]

    init(file: String?) throws {
        let path = file ?? Self.defaultFile
        let bytes = try PrivateFile.read(path, limit: Self.limit)
        let object: JSONObject?
        do {
            object = try JSONValue.parse(bytes).object
        } catch {
            throw FrontError("\(path) : \(error.description).")
        }
        guard let object else { throw FrontError("\(path) n'est pas un objet JSON.") }
        try self.init(object, path)
    }

    /// - Parameter path: what the refusals name.
    init(_ object: JSONObject, _ path: String) throws {
        if let unknown = object.unknownKeys(besides: Self.keys).first {
            throw FrontError(
                "Clé inconnue dans \(path) : « \(VisibleText.line(unknown)) ».",
                hint: "Les clés sont : \(Self.keys.sorted().joined(separator: ", ")).")
        }
        func text(_ key: String) throws -> String? {
            guard let value = object[key] else { return nil }
            guard let text = value.string, !text.isEmpty else {
                throw FrontError("« \(key) » n'est pas un texte dans \(path).")
            }
            return text
        }
        guard let structure = try text("structure").flatMap({ StructureName($0) }) else {
            throw FrontError(
                "« structure » manque, ou n'est pas un nom de structure.",
                hint: "Par exemple agir38.example.")
        }
        guard let adresse = try text("adresse").flatMap({ PeerAddress($0) }) else {
            throw FrontError(
                "« adresse » manque, ou n'est pas une adresse https:// sans chemin.",
                hint: "Par exemple https://bureau.agir38.example.")
        }
        let place = try Self.place(try text("ecoute") ?? "127.0.0.1:8444")
        let files = try Self.tls(object["tls"], path)
        guard files != nil || PeerAddress.isLoopback(place.host) else {
            throw FrontError(
                "Sans TLS, le frontal n'écoute que sur une adresse de bouclage (127.0.0.1).",
                hint:
                    "Donnez tls.certificat et tls.cle, ou placez-le derrière un serveur mandataire."
            )
        }
        let proxies = (try text("proxies") ?? "").split(separator: ",").map { name in
            String(name.filter { $0 != " " })
        }
        if let wrong = proxies.first(where: { NetworkPlace.bytes(of: $0) == nil }) {
            throw FrontError(
                "« proxies » nomme « \(VisibleText.line(wrong)) », qui n'est pas une adresse IP.")
        }
        self.structure = structure
        self.adresse = adresse
        host = place.host
        port = place.port
        tls = files
        self.proxies = proxies
        etat = try text("etat") ?? "/var/lib/agir-liaison-frontal"
        bureaux = try text("bureaux") ?? "/run/agir-liaison-bureau"
        service = try text("service") ?? "/run/agir-liaisond/liaisond.sock"
    }

    /// The socket of an agent's bureau.
    func socket(of agent: KeyName) -> String { "\(bureaux)/\(agent.local).sock" }

    private static func place(_ text: String) throws -> (host: String, port: Int) {
        guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else {
            throw FrontError(
                "« ecoute » n'est pas de la forme hôte:port.", hint: "Par exemple 127.0.0.1:8444.")
        }
        return (String(text[..<colon]), port)
    }

    private static func tls(_ value: JSONValue?, _ path: String) throws -> TLSFiles? {
        guard let value else { return nil }
        guard let object = value.object,
            object.unknownKeys(besides: ["certificat", "cle"]).isEmpty,
            let certificate = object["certificat"]?.string, let key = object["cle"]?.string
        else {
            throw FrontError(
                "« tls » n'est pas un certificat et sa clé dans \(path).",
                hint: "Donnez tls.certificat et tls.cle, ou aucun des deux.")
        }
        return TLSFiles(certificat: certificate, cle: key)
    }
}
