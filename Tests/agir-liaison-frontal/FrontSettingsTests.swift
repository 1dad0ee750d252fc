import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Synchronization
import Testing

@testable import agir_liaison_frontal

@Suite("Frontal : ses réglages, et s'il est ouvert")
struct FrontSettingsTests {
    private static let least =
        #""structure": "agir38.example", "adresse": "https://bureau.agir38.example""#

    private static func settings(_ more: String = "") throws -> FrontSettings {
        let object = try #require(JSONValue.parse("{\(least)\(more)}".utf8).object)
        return try FrontSettings(object, "frontal.json")
    }

    @Test("le nom et l'adresse suffisent ; le reste est celui du paquet")
    func defaults() throws {
        let settings = try Self.settings()
        #expect(settings.host == "127.0.0.1" && settings.port == 8_444 && settings.tls == nil)
        #expect(settings.proxies == [])
        let claire = try #require(KeyName(agent: "agir38.example/claire.exemple"))
        #expect(settings.socket(of: claire) == "/run/agir-liaison-bureau/claire.exemple.sock")
        let own = try Self.settings(
            #", "ecoute": "0.0.0.0:443", "tls": {"certificat": "/c.pem", "cle": "/k.pem"}"#)
        #expect(own.host == "0.0.0.0" && own.port == 443 && own.tls?.cle == "/k.pem")
        let behind = try Self.settings(#", "proxies": "127.0.0.1, ::1""#)
        #expect(behind.proxies == ["127.0.0.1", "::1"])
    }

    @Test(
        "ce qui n'est pas un réglage est refusé, sans TLS il n'écoute que cette machine",
        arguments: [
            #", "ecoute": "0.0.0.0:8444""#, #", "ecoute": "127.0.0.1""#, #", "port": "8444""#,
            #", "proxies": "mandataire""#, #", "tls": {"certificat": "/c.pem"}"#, #", "etat": """#,
        ])
    func refused(more: String) {
        #expect(throws: FrontError.self) { try Self.settings(more) }
    }

    /// What the daemon shows, and when.
    private final class Daemon: Sendable {
        let card = Mutex<Carte?>(nil)
        let now: Mutex<Instant>

        init(at now: Instant) { self.now = Mutex(now) }

        func answer() throws -> Carte {
            guard let card = card.withLock({ $0 }) else { throw FrontError("muet") }
            return card
        }
    }

    @Test("ouvert du jour que dit la carte à sa fin ; le service muet, ce qui fut lu compte")
    func watch() throws {
        let day = try #require(CalendarDate("2027-01-04"))
        let name = try #require(StructureName("agir38.example"))
        let key = try SigningKey.generate()
        var card = Carte(
            structure: name, libelle: "Opérateur AGIR", type: .operateurAGIR, serie: 1,
            emise: ParisTime.start(of: day), expire: ParisTime.start(of: day.adding(days: 300)),
            adresse: nil, courriel: nil,
            cleStructure: try key.verifierKey(name: name.key(.structure).description), daemon: nil,
            agents: [], dpo: nil)
        let daemon = Daemon(at: ParisTime.start(of: day) + -1)
        let watch = HostingWatch(
            structure: name, now: { daemon.now.withLock { $0 } }, card: { try daemon.answer() })
        #expect(watch.refresh() == nil && !watch.isOpen)
        // No technical name stands above the pages while the service is away.
        #expect(watch.libelle == "Bureau")
        card.bureauHeberge = day
        let hosted = card
        daemon.card.withLock { $0 = hosted }
        #expect(watch.refresh() == "Opérateur AGIR" && !watch.isOpen)
        daemon.now.withLock { $0 = $0 + 1 }
        #expect(watch.isOpen && watch.libelle == "Opérateur AGIR")
        daemon.card.withLock { $0 = nil }
        #expect(watch.refresh() == nil && watch.isOpen)
        // Another structure's card says nothing here.
        let other = try #require(StructureName("ml.example"))
        card.structure = other
        card.bureauHeberge = nil
        let foreign = card
        daemon.card.withLock { $0 = foreign }
        #expect(watch.refresh() == nil && watch.isOpen)
        card.structure = name
        let ended = card
        daemon.card.withLock { $0 = ended }
        #expect(watch.refresh() != nil && !watch.isOpen)
    }
}
