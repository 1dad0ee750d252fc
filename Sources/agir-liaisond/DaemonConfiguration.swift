import Configuration
import LiaisonCrypto
import LiaisonSchema
import SystemPackage

/// What the daemon refuses to start with: exit code 78.
struct ConfigurationError: Error {
    let message: String
    let hint: String

    init(_ message: String, hint: String = "") {
        self.message = message
        self.hint = hint
    }
}

/// The daemon's settings (cli.md, «The daemon»), from the command line, else the environment, else
/// the file, else the default.
struct DaemonConfiguration: Equatable {
    static let defaultFile = "/etc/agir-liaison/liaisond.json"
    static let environmentPrefix = "AGIR_LIAISOND_"
    private static let keys: Set<String> = ["etat", "socket", "ecoute"]

    var etat: String
    var socket: String
    /// Host and port for partners; nil: no peer port.
    var ecoute: Listen?

    struct Listen: Equatable {
        let host: String
        let port: Int

        /// Reads `hôte:port`. Port 0 lets the system choose.
        init(_ text: String) throws {
            guard let colon = text.lastIndex(of: ":"),
                let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port),
                colon > text.startIndex
            else {
                throw ConfigurationError(
                    "L'adresse d'écoute « \(text) » n'est pas de la forme hôte:port.",
                    hint: "Par exemple 127.0.0.1:8443.")
            }
            host = String(text[..<colon])
            self.port = port
            guard PeerAddress.isLoopback(host) else {
                throw ConfigurationError(
                    "Sans TLS, le service n'écoute que sur une adresse de bouclage (127.0.0.1).",
                    hint: "Placez-le derrière un serveur mandataire qui fait le TLS.")
            }
        }
    }

    /// - Parameters:
    ///   - file: what `--config` names; the default file may be absent, this one may not.
    ///   - environment: the process's.
    init(
        file: String?, etat: String?, socket: String?, ecoute: String?,
        environment: [String: String]
    ) async throws {
        let path = file ?? Self.defaultFile
        var providers: [any ConfigProvider] = [
            EnvironmentVariablesProvider(environmentVariables: environment)
                .prefixKeys(with: "agir.liaisond")
        ]
        if file != nil || PrivateFile.exists(path) {
            try Self.checkKeys(inFile: path)
            providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(path)))
        }
        try Self.checkKeys(inEnvironment: environment)
        let reader = ConfigReader(providers: providers)
        self.etat = etat ?? reader.string(forKey: "etat", default: "/var/lib/agir-liaisond")
        self.socket =
            socket ?? reader.string(forKey: "socket", default: "/run/agir-liaisond/liaisond.sock")
        self.ecoute = try (ecoute ?? reader.string(forKey: "ecoute")).map { try Listen($0) }
        guard self.socket.utf8.count <= 107 else {
            throw ConfigurationError(
                "Le chemin du socket dépasse 107 octets.", hint: "Choisissez un chemin plus court.")
        }
    }

    private static func checkKeys(inFile path: String) throws {
        let bytes: [UInt8]
        do {
            bytes = try PrivateFile.read(path, limit: 64 * 1_024)
        } catch {
            throw ConfigurationError(error.message, hint: error.hint)
        }
        let object: JSONObject?
        do {
            object = try JSONValue.parse(bytes).object
        } catch {
            throw ConfigurationError("\(path) : \(error.description).")
        }
        guard let object, object.members.allSatisfy({ $0.value.string != nil }) else {
            throw ConfigurationError("\(path) n'est pas un objet JSON de textes.")
        }
        if let unknown = object.unknownKeys(besides: keys).first {
            throw ConfigurationError(
                "Clé inconnue dans \(path) : « \(unknown) ».",
                hint: "Les clés sont : \(keys.sorted().joined(separator: ", ")).")
        }
    }

    private static func checkKeys(inEnvironment environment: [String: String]) throws {
        let known = Set(keys.map { environmentPrefix + $0.uppercased() })
        let unknown = environment.keys.filter {
            $0.hasPrefix(environmentPrefix) && !known.contains($0)
        }
        if let name = unknown.min() {
            throw ConfigurationError(
                "Variable d'environnement inconnue : \(name).",
                hint: "Les variables sont : \(known.sorted().joined(separator: ", ")).")
        }
    }
}
