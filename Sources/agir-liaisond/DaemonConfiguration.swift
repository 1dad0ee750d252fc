import Configuration
import Glibc
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonService
import SystemPackage

/// The daemon's settings (cli.md, «The daemon»), from the command line, else the environment, else
/// the file, else the default.
struct DaemonConfiguration: Equatable {
    static let defaultFile = "/etc/agir-liaison/liaisond.json"
    static let environmentPrefix = "AGIR_LIAISOND_"
    private static let keys: Set<String> = [
        "etat", "socket", "ecoute", "ecouteAgents", "quotaParPartenaire", "delaiDepart",
        "sauvegarde", "journalMois", "journalMotif", "tls.certificat", "tls.cle",
        "conservation.conventionMois",
        "conservation.personneMois", "conservation.inconnuMois", "conservation.copieEnvoiJours",
        "violation.ofiiHeures", "violation.partenaireHeures", "violation.cnilHeures",
        "violation.commande", "guichet.adresse", "guichet.quota", "guichet.proxies",
    ]

    var etat: String
    var socket: String
    /// Host and port for partners; nil: no peer port.
    var ecoute: Listen?
    /// Host and port for agents on other machines; nil: the Unix socket only.
    var ecouteAgents: Listen?
    /// Bytes of one partner's plis in the inbox; the setting is in Mio.
    var quotaParPartenaire: Int64
    /// Seconds that a fiche waits before it leaves, so that its author can take it back.
    var delaiDepart: Int64
    /// The age recipient that backups are sealed to.
    var sauvegarde: String?
    /// Months that a record of the log is kept (rgpd.md, «The log»): 6 to 36.
    var journalMois: Int
    /// How long fiches are kept (rgpd.md, «Retention»).
    var conservation: RetentionRules
    /// Within how many hours each is to be told of an incident.
    var delais: IncidentDelays
    /// Absolute path of the program that warns people; nil: none.
    var alerte: String?
    /// The pages that partners open with a browser.
    var guichet: GuichetConfiguration
    /// Nil: both listen in the clear, on loopback only.
    var tls: TLSFiles?

    /// Paths of PEM files.
    struct TLSFiles: Equatable {
        let certificat: String
        let cle: String
    }

    struct Listen: Equatable {
        let host: String
        let port: Int

        /// Reads `hôte:port`, an IPv6 address in brackets. Port 0 lets the system choose.
        init(_ text: String) throws {
            let refused = ConfigurationError(
                "L'adresse d'écoute « \(text) » n'est pas de la forme hôte:port.",
                hint: "Par exemple 127.0.0.1:8443, ou [::1]:8443.")
            guard let colon = text.lastIndex(of: ":"),
                let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
            else { throw refused }
            var host = text[..<colon]
            let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
            if isBracketed { host = host.dropFirst().dropLast() }
            // A bare «::1:8443» could be read in two ways.
            guard !host.isEmpty, host.contains(":") == isBracketed,
                !host.contains(where: { $0.isWhitespace || "[]/".contains($0) })
            else { throw refused }
            self.host = String(host)
            self.port = port
        }

        /// As an address is written, with the port that the system gave.
        func address(port: Int) -> String {
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }

    /// - Parameters:
    ///   - file: what `--config` names; the default file may be absent, this one may not.
    ///   - environment: the process's.
    init(
        file: String?, etat: String?, socket: String?, ecoute: String?,
        ecouteAgents: String? = nil, environment: [String: String]
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
        self.ecouteAgents = try (ecouteAgents ?? reader.string(forKey: "ecouteAgents"))
            .map { try Listen($0) }
        let quota = reader.string(forKey: "quotaParPartenaire")
        guard let mebibytes = quota.map({ Int64($0) }) ?? Capacity.defaultPerPartner >> 20,
            (1...1 << 30).contains(mebibytes)
        else {
            throw ConfigurationError(
                "quotaParPartenaire n'est pas un nombre de Mio.",
                hint: "Par exemple « 4096 », la place d'environ 250 000 fiches.")
        }
        quotaParPartenaire = mebibytes << 20
        let delay = reader.string(forKey: "delaiDepart")
        // No longer than a new card waits for what was signed before it.
        guard let seconds = delay.map({ Int64($0) }) ?? Desks.defaultDepartureDelay,
            (0...600).contains(seconds)
        else {
            throw ConfigurationError(
                "delaiDepart n'est pas un nombre de secondes de 0 à 600.",
                hint: "Deux minutes, par défaut ; « 0 » : tout part aussitôt.")
        }
        delaiDepart = seconds
        let months = reader.string(forKey: "journalMois")
        guard let kept = months.map({ Int($0) }) ?? 12, (6...36).contains(kept) else {
            throw ConfigurationError(
                "journalMois n'est pas un nombre de mois de 6 à 36.",
                hint: "Douze mois, par défaut.")
        }
        let decision = reader.string(forKey: "journalMotif") ?? ""
        guard kept <= 12 || !decision.allSatisfy(\.isWhitespace) else {
            throw ConfigurationError(
                "Garder le journal plus de douze mois demande une décision et son motif.",
                hint: "Écrivez-la dans la clé « journalMotif » : qui a décidé, quand, pourquoi.")
        }
        journalMois = kept
        conservation = try Self.retention(reader)
        (delais, alerte) = (try Self.delays(reader), try Self.alert(reader))
        guichet = try GuichetConfiguration(reader)
        sauvegarde = reader.string(forKey: "sauvegarde")
        if let sauvegarde, (try? AgeRecipient(sauvegarde)) == nil {
            throw ConfigurationError(
                "La clé « sauvegarde » n'est pas un destinataire age (age1…).",
                hint: "Voyez « agir-liaisond cle-de-sauvegarde --help ».")
        }
        let certificat = reader.string(forKey: "tls.certificat")
        let cle = reader.string(forKey: "tls.cle")
        if let certificat, let cle { tls = TLSFiles(certificat: certificat, cle: cle) }
        guard (certificat == nil) == (cle == nil) else {
            throw ConfigurationError(
                "Il faut le certificat et la clé TLS, ou aucun des deux.",
                hint: "Donnez tls.certificat et tls.cle.")
        }
        for listen in [self.ecoute, self.ecouteAgents].compactMap(\.self)
        where tls == nil && !PeerAddress.isLoopback(listen.host) {
            throw ConfigurationError(
                "Sans TLS, le service n'écoute que sur une adresse de bouclage (127.0.0.1).",
                hint:
                    "Donnez tls.certificat et tls.cle, ou placez-le derrière un serveur mandataire "
                    + "qui fait le TLS.")
        }
        guard self.socket.utf8.count <= 107 else {
            throw ConfigurationError(
                "Le chemin du socket dépasse 107 octets.", hint: "Choisissez un chemin plus court.")
        }
    }

    /// The settings that are not those of another reading, by their names.
    func differences(from other: DaemonConfiguration) -> [String] {
        let same: [(name: String, isSame: Bool)] = [
            ("etat", etat == other.etat), ("socket", socket == other.socket),
            ("ecoute", ecoute == other.ecoute),
            ("ecouteAgents", ecouteAgents == other.ecouteAgents),
            ("tls", tls == other.tls), ("sauvegarde", sauvegarde == other.sauvegarde),
            ("quotaParPartenaire", quotaParPartenaire == other.quotaParPartenaire),
            ("delaiDepart", delaiDepart == other.delaiDepart),
            ("journalMois", journalMois == other.journalMois),
            ("conservation", conservation == other.conservation),
            ("violation", delais == other.delais && alerte == other.alerte),
            ("guichet", guichet == other.guichet),
        ]
        return same.filter { !$0.isSame }.map(\.name)
    }

    private static func number(
        _ reader: ConfigReader, _ key: String, _ range: ClosedRange<Int>
    ) throws -> Int? {
        try reader.string(forKey: ConfigKey(key)).map { text in
            guard let value = Int(text), range.contains(value) else {
                throw ConfigurationError(
                    "\(key) n'est pas un nombre de \(range.lowerBound) à \(range.upperBound).",
                    hint: "Sans cette clé, la durée la plus longue admise s'applique.")
            }
            return value
        }
    }

    private static func delays(_ reader: ConfigReader) throws -> IncidentDelays {
        // The conventions and the regulation allow less, never more.
        let defaults = IncidentDelays()
        return IncidentDelays(
            ofii: try number(reader, "violation.ofiiHeures", 1...4) ?? defaults.ofii,
            partenaire: try number(reader, "violation.partenaireHeures", 1...36)
                ?? defaults.partenaire,
            cnil: try number(reader, "violation.cnilHeures", 1...72) ?? defaults.cnil)
    }

    private static func alert(_ reader: ConfigReader) throws -> String? {
        guard let path = reader.string(forKey: "violation.commande") else { return nil }
        var found = stat()
        guard path.hasPrefix("/"), stat(path, &found) == 0, found.st_mode & S_IFMT == S_IFREG,
            access(path, X_OK) == 0
        else {
            throw ConfigurationError(
                "violation.commande n'est pas le chemin absolu d'un programme à lancer.",
                hint: "Par exemple /usr/local/bin/prevenir ; il reçoit l'incident en arguments.")
        }
        return path
    }

    private static func retention(_ reader: ConfigReader) throws -> RetentionRules {
        func number(_ key: String, _ range: ClosedRange<Int>) throws -> Int? {
            try Self.number(reader, "conservation.\(key)", range)
        }
        // The conventions allow less, never more.
        let defaults = RetentionRules()
        return RetentionRules(
            conventionMois: try number("conventionMois", 0...2) ?? defaults.conventionMois,
            personneMois: try number("personneMois", 0...36) ?? defaults.personneMois,
            inconnuMois: try number("inconnuMois", 1...60) ?? defaults.inconnuMois,
            copieEnvoiJours: try number("copieEnvoiJours", 1...3_650))
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
        guard let object, let names = Self.names(object) else {
            throw ConfigurationError("\(path) n'est pas un objet JSON de textes.")
        }
        if let unknown = names.first(where: { !keys.contains($0) }) {
            throw ConfigurationError(
                "Clé inconnue dans \(path) : « \(unknown) ».",
                hint: "Les clés sont : \(keys.sorted().joined(separator: ", ")).")
        }
    }

    /// The names of the texts in an object, those of its inner objects behind a point; nil when
    /// something else is in it.
    private static func names(_ object: JSONObject) -> [String]? {
        var names: [String] = []
        for member in object.members {
            if let inner = member.value.object {
                guard let found = Self.names(inner) else { return nil }
                names += found.map { "\(member.key).\($0)" }
            } else {
                guard member.value.string != nil else { return nil }
                names.append(member.key)
            }
        }
        return names
    }

    private static func checkKeys(inEnvironment environment: [String: String]) throws {
        // «ecouteAgents» is AGIR_LIAISOND_ECOUTE_AGENTS, «tls.cle» AGIR_LIAISOND_TLS_CLE.
        let known = Set(
            keys.map { key in
                environmentPrefix
                    + key.map { $0.isUppercase ? "_\($0)" : $0 == "." ? "_" : $0.uppercased() }
                    .joined()
            })
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
