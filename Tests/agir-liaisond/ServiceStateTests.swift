import HTTPTypes
import Hummingbird
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore
import Logging
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import agir_liaisond

@Suite("Ce que le service dit de lui-même")
struct ServiceStateTests {
    private let horloge: TestClock
    private let house: House
    /// Whether anything new is taken.
    private let room: Room

    private final class Room: Sendable {
        private let state = Mutex(true)
        var isThere: Bool {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
        }
    }

    init() throws {
        let room = Room()
        horloge = TestClock()
        house = try House(
            "a.example", horloge,
            capacity: Capacity(hasRoom: { room.isThere }, disk: { (free: 5, whole: 100) }))
        self.room = room
    }

    private func figures() throws -> ServiceFigures { try house.desks.figures() }

    private func state(_ certificate: Instant?) throws -> ServiceState {
        ServiceState(
            try figures(), cards: [], unreachable: try house.desks.office.unreachablePartners(),
            certificate: certificate, since: horloge.now, now: horloge.now)
    }

    private func metrics(_ certificate: Instant?) throws -> Set<String> {
        let text = try figures().text(at: horloge.now, certificate: certificate)
        return Set(text.split(separator: "\n").map(String.init))
    }

    @Test(
        "disque, sauvegarde, certificat, purge, journal : tout va ; ce qui n'est pas ne se dit pas")
    func well() throws {
        house.desks.logbook.allowSigning()
        try house.desks.retention.startClock()
        let state = try state(nil)
        #expect(state.free == 5 && !state.isFull && !state.isPurgeStopped)
        #expect(state.backedUp == nil && state.certificate == nil && state.suspensions == [])
        let lines = try metrics(nil)
        #expect(
            lines.isSuperset(of: [
                "agir_liaison_disque_libre_octets 5", "agir_liaison_disque_octets 100",
                "agir_liaison_disque_plein 0", "agir_liaison_purge_arretee 0",
                "agir_liaison_journal_suspendu 0",
            ]))
        for name in ["sauvegarde_secondes", "certificat_secondes"] {
            #expect(!lines.contains { $0.hasPrefix("agir_liaison_\(name)") }, "\(name)")
            #expect(lines.contains("# TYPE agir_liaison_\(name) gauge"))
        }
    }

    @Test("disque plein, sauvegarde d'une heure, certificat fini, purge arrêtée, journal figé")
    func ill() throws {
        try house.desks.retention.startClock()
        let day = try #require(CalendarDate("2027-01-01"))
        try house.store.write(at: horloge.now) { transaction in
            try transaction.insertBackup(BackupPlace(dossier: "/mnt/copies", cles: day))
            try transaction.freezeLog()
            try transaction.noteUnreachable(#require(StructureName("b.example")), .nom)
        }
        house.desks.retention.clockDrifted()
        room.isThere = false
        horloge.advance(3_600)
        let state = try state(horloge.now + -10)
        #expect(state.free == 5 && state.isFull && state.isPurgeStopped)
        #expect(state.backedUp == 3_600 && state.certificate == -10)
        #expect(state.suspensions.map(\.structure) == [house.structure])
        #expect(state.silent.map(\.cause) == [.nom])
        #expect(
            try metrics(horloge.now + -10).isSuperset(of: [
                "agir_liaison_disque_libre_octets 5", "agir_liaison_disque_plein 1",
                "agir_liaison_sauvegarde_secondes 3600", "agir_liaison_certificat_secondes -10",
                "agir_liaison_purge_arretee 1", "agir_liaison_journal_suspendu 1",
                "agir_liaison_partenaires_injoignables{cause=\"nom\"} 1",
                "agir_liaison_partenaires_injoignables{cause=\"dns\"} 0",
            ]))
    }

    @Test("l'heure douteuse se dit à qui surveille cette machine, sur son socket, et à nul autre")
    func doubtfulTime() async throws {
        let folder = try TemporaryFolder()
        try house.desks.retention.startClock()
        #expect(try await time(socket: "\(folder.path)/sur") == nil)
        house.desks.retention.clockDrifted()
        #expect(try await time(socket: "\(folder.path)/doute") == "douteuse")
        #expect(try await time(socket: nil) == nil)
    }

    /// - Parameter socket: by which it is asked; nil: by the network.
    private func time(socket: String?) async throws -> String? {
        let routes = LocalRoutes(
            desks: house.desks,
            gate: RequestGate(
                desks: house.desks,
                replays: ReplayGuard(start: horloge.now.seconds - 1_000, elapsed: { 0 }),
                now: { horloge.now }),
            claimCode: try ClaimCode(folder: house.folder, isClaimed: true),
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() },
            started: horloge.now, witnesses: .init())
        let asked = LiveServer<LocalContext>.Asked(
            method: .get, path: Routes.health, fields: [:], body: [])
        let answers = try await LiveServer(router: routes.router(), socket: socket)
            .answers([asked])
        let answer = try #require(answers.first)
        let object = try #require(try JSONValue.parse(answer.body).object)
        #expect(answer.status == 200 && object["statut"]?.string == "en-service")
        return object["horloge"]?.string
    }

    @Test("chaque carte qui finit est dite, la nôtre d'abord, avec ce qu'il faut faire")
    func endingCards() throws {
        let (a, _) = try House.pair(TestClock())
        let cards = try a.desks.cards.cardsInForce()
        let own = try #require(cards.first)
        #expect(own.structure == a.structure)
        func state(at now: Instant) throws -> ServiceState {
            ServiceState(
                try a.desks.figures(), cards: cards, unreachable: [], certificate: nil, since: now,
                now: now)
        }
        let warned = try state(at: own.expire + -5 * 86_400).cards
        #expect(warned.count == 2)
        #expect(warned.first?.hasSuffix("« agir-liaison structure renouveler ».") == true)
        #expect(warned.last?.hasSuffix("Demandez la nouvelle à cette structure.") == true)
        #expect(try state(at: own.expire + -90 * 86_400).cards == [])
    }
}
