import Glibc
import LiaisonBase
import LiaisonSchema
import LiaisonService
import TestSupport
import Testing

@testable import agir_liaisond

@Suite("Configuration du service")
struct ConfigurationTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func configuration(
        _ json: String?, environment: [String: String] = [:], etat: String? = nil,
        ecoute: String? = nil
    ) async throws -> DaemonConfiguration {
        let path = "\(folder.path)/c.json"
        if let json { try PrivateFile.write(Array(json.utf8), to: path, replacing: true) }
        return try await DaemonConfiguration(
            file: json == nil ? nil : path, etat: etat, socket: nil, ecoute: ecoute,
            environment: environment)
    }

    @Test("les valeurs par défaut sont celles du contrat")
    func defaults() async throws {
        let read = try await configuration(nil)
        #expect(read.etat == "/var/lib/agir-liaisond")
        #expect(read.socket == "/run/agir-liaisond/liaisond.sock")
        #expect(read.ecoute == nil)
        #expect(read.delaiDepart == 120)
    }

    @Test("le délai de départ va de zéro à dix minutes", arguments: ["0", "600"])
    func departure(_ seconds: String) async throws {
        let read = try await configuration(#"{"delaiDepart":"\#(seconds)"}"#)
        #expect("\(read.delaiDepart)" == seconds)
    }

    @Test("la ligne de commande l'emporte sur l'environnement, qui l'emporte sur le fichier")
    func precedence() async throws {
        let json = #"{"etat":"/f","socket":"/f.sock","ecoute":"127.0.0.1:1"}"#
        let environment = ["AGIR_LIAISOND_ETAT": "/e", "AGIR_LIAISOND_SOCKET": "/e.sock"]
        let read = try await configuration(json, environment: environment, etat: "/l")
        #expect(read.etat == "/l" && read.socket == "/e.sock")
        #expect(read.ecoute?.port == 1)
    }

    @Test(
        "ce qui ne va pas est refusé",
        arguments: [
            #"{"inconnu":"x"}"#, #"{"etat":1}"#, "[]", "", #"{"etat":"a","etat":"b"}"#,
            #"{"ecoute":"0.0.0.0:8443"}"#, #"{"ecoute":"127.0.0.1"}"#, #"{"ecoute":":80"}"#,
            #"{"delaiDepart":"601"}"#, #"{"delaiDepart":"-1"}"#, #"{"delaiDepart":"2m"}"#,
            #"{"ecoute":"127.0.0.1:70000"}"#, #"{"ecoute":"example.org:80"}"#,
            #"{"ecoute":"::1:8443"}"#, #"{"ecoute":"[]:8443"}"#, #"{"ecoute":"[::1:8443"}"#,
            #"{"ecoute":"[localhost]:80"}"#, #"{"ecoute":"http://localhost:80"}"#,
        ])
    func wrong(json: String) async throws {
        await #expect(throws: ConfigurationError.self) { try await configuration(json) }
    }

    @Test("une variable inconnue, un fichier absent et un chemin trop long aussi")
    func others() async throws {
        await #expect(throws: ConfigurationError.self) {
            try await configuration(nil, environment: ["AGIR_LIAISOND_ETATS": "/x"])
        }
        await #expect(throws: ConfigurationError.self) {
            try await DaemonConfiguration(
                file: "/absent.json", etat: nil, socket: nil, ecoute: nil, environment: [:])
        }
        await #expect(throws: ConfigurationError.self) {
            try await DaemonConfiguration(
                file: nil, etat: nil, socket: "/" + String(repeating: "x", count: 107),
                ecoute: nil, environment: [:])
        }
    }

    @Test("les délais d'un incident et la commande d'alerte, par défaut puis réglés")
    func incidents() async throws {
        let none = try await configuration(nil)
        #expect(none.delais == IncidentDelays(ofii: 4, partenaire: 36, cnil: 72))
        #expect(none.alerte == nil)
        let json = """
            {"violation":{"ofiiHeures":"1","partenaireHeures":"24","cnilHeures":"48",\
            "commande":"/bin/true"}}
            """
        let read = try await configuration(json)
        #expect(read.delais == IncidentDelays(ofii: 1, partenaire: 24, cnil: 48))
        #expect(read.alerte == "/bin/true")
        let environment = [
            "AGIR_LIAISOND_VIOLATION_OFII_HEURES": "2",
            "AGIR_LIAISOND_VIOLATION_COMMANDE": "/bin/false",
        ]
        let both = try await configuration(json, environment: environment)
        #expect(both.delais == IncidentDelays(ofii: 2, partenaire: 24, cnil: 48))
        #expect(both.alerte == "/bin/false")
        for (key, most) in [("ofiiHeures", 4), ("partenaireHeures", 36), ("cnilHeures", 72)] {
            for value in [1, most] {
                _ = try await configuration(#"{"violation":{"\#(key)":"\#(value)"}}"#)
            }
        }
    }

    @Test(
        "un délai plus long que la règle, nul ou qui n'est pas un nombre est refusé ; une commande qui n'en est pas une aussi",
        arguments: [
            #"{"violation":{"ofiiHeures":"5"}}"#, #"{"violation":{"ofiiHeures":"0"}}"#,
            #"{"violation":{"partenaireHeures":"37"}}"#, #"{"violation":{"cnilHeures":"73"}}"#,
            #"{"violation":{"cnilHeures":"-1"}}"#, #"{"violation":{"cnilHeures":"3.5"}}"#,
            #"{"violation":{"cnilHeures":""}}"#, #"{"violation":{"cnilHeures":"72h"}}"#,
            #"{"violation":{"cnilHeures":48}}"#, #"{"violation":{"heures":"4"}}"#,
            #"{"violation":"4"}"#, #"{"ofiiHeures":"4"}"#,
            #"{"violation":{"commande":"true"}}"#, #"{"violation":{"commande":""}}"#,
            #"{"violation":{"commande":"/absente"}}"#,
            #"{"violation":{"commande":"/etc/passwd"}}"#,
            #"{"violation":{"commande":"/bin/true -v"}}"#, #"{"violation":{"commande":"/tmp"}}"#,
        ])
    func wrongIncidents(json: String) async throws {
        await #expect(throws: ConfigurationError.self) { try await configuration(json) }
    }

    @Test(
        "une adresse IPv6 s'écrit entre crochets, un nom tel quel",
        arguments: [
            ("[::1]:8443", "::1", "[::1]:9000"), ("localhost:8443", "localhost", "localhost:9000"),
            ("127.0.0.1:8443", "127.0.0.1", "127.0.0.1:9000"),
        ])
    func listen(text: String, host: String, shown: String) async throws {
        let listen = try await configuration(nil, ecoute: text).ecoute
        #expect(listen?.host == host && listen?.port == 8443)
        #expect(listen?.address(port: 9_000) == shown)
    }

    @Test("relue, la configuration dit ce qui a changé, par le nom de chaque réglage")
    func differences() async throws {
        let first = try await configuration(#"{"delaiDepart":"0"}"#)
        #expect(first.differences(from: first) == [])
        let second = try await configuration(
            #"{"delaiDepart":"1","journalMois":"6","violation":{"ofiiHeures":"1"},"guichet":{"quota":"9"}}"#
        )
        #expect(
            second.differences(from: first) == [
                "delaiDepart", "journalMois", "violation", "guichet",
            ])
    }

    @Test("un verrou n'est qu'à un, et se reprend quand il le rend ; un lien n'est pas suivi")
    func fileLock() throws {
        let path = "\(folder.path)/s.sock.verrou"
        let taken = ConfigurationError("pris", mayPass: true)
        var first: FileLock? = try FileLock(path, taken: taken)
        #expect(throws: ConfigurationError.self) { try FileLock(path, taken: taken) }
        withExtendedLifetime(first) {}
        first = nil
        _ = try FileLock(path, taken: taken)
        #expect(symlink(path, "\(path).lien") == 0)
        #expect(throws: ConfigurationError.self) { try FileLock("\(path).lien", taken: taken) }
    }

    @Test("la réserve du disque se prend, se rend, et se reprend ; abîmée, elle se refait")
    func reserve() throws {
        let state = try StateFolder("\(folder.path)/etat")
        let path = "\(folder.path)/etat/reserve"
        let disk = try #require(state.disk)
        let size = min(64 << 20, disk.whole / 20) / 2
        // A test machine whose disk is full shows nothing.
        try #require(disk.free > 4 * size)
        state.takeReserve()
        #expect(PrivateFile.size(of: path) == size)
        try PrivateFile.write([1], to: path, replacing: true)
        state.takeReserve()
        #expect(PrivateFile.size(of: path) == size)
        #expect(state.freeReserve())
        #expect(!PrivateFile.exists(path))
        #expect(state.hasRoom && !state.isFull)
    }

    @Test("un dossier d'état ne sert qu'à un service à la fois")
    func lock() throws {
        let first = try StateFolder(folder.path)
        #expect(throws: ConfigurationError.self) { try StateFolder(folder.path) }
        withExtendedLifetime(first) {}
    }
}

extension ConfigurationTests {
    @Test("un guichet a un nom en https, une place, des mandataires")
    func guichet() async throws {
        let read = try await configuration(
            #"{"ecoute":"127.0.0.1:1","guichet":{"adresse":"https://guichet.example","quota":"10","#
                + #""proxies":"127.0.0.1, ::1"}}"#)
        #expect(read.guichet.adresse?.host == "guichet.example")
        #expect(read.guichet.quota == 10 << 20 && read.guichet.proxies == ["127.0.0.1", "::1"])
        let none = try await configuration(#"{}"#)
        #expect(none.guichet.adresse == nil && none.guichet.proxies == [])
        for json in [
            #"{"ecoute":"127.0.0.1:1","guichet":{"adresse":"http://guichet.example"}}"#,
            #"{"ecoute":"127.0.0.1:1","guichet":{"adresse":"https://guichet.example/page"}}"#,
            #"{"guichet":{"quota":"0"}}"#, #"{"guichet":{"proxies":"nginx"}}"#,
        ] {
            await #expect(throws: ConfigurationError.self, "\(json)") {
                try await configuration(json)
            }
        }
    }
}
