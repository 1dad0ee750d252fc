import AgentTestSupport
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("État du service") struct ServiceWatchTests {
    private let team: Team
    private let machine: Machine

    init() throws {
        team = try Team.pair().0
        machine = try Machine("alice", of: team)
    }

    @Test("ce que le service écrit se relit", arguments: [nil, 12])
    func reads(_ age: Int?) throws {
        var state = ServiceState()
        (state.running, state.oldest, state.cosigned, state.cards) = (10, age, age, ["Une carte."])
        (state.free, state.isFull) = (age.map { Int64($0) << 40 }, age != nil)
        (state.backedUp, state.certificate) = (age, age.map { -Int64($0) })
        state.isPurgeStopped = age != nil
        if age != nil {
            state.silent = [
                SilentPartner(
                    structure: team.structure, cause: .chaineIncomplete, since: team.horloge.now,
                    last: team.horloge.now + 60)
            ]
        }
        team.daemon.on("GET", Routes.localState, json: state.value)
        #expect(try ServiceWatch.state(machine.context) == state)
    }

    @Test("une réponse illisible est une erreur", arguments: FakeDaemon.unreadable)
    func unreadable(_ text: String) throws {
        team.daemon.on("GET", Routes.localState, text: text)
        #expect(refusal { _ = try ServiceWatch.state(machine.context) } == .data)
    }

    @Test("sans le rôle, rien n'est demandé")
    func role() throws {
        let claire = try Machine("claire", of: team)
        let needed = AgentError(.notAllowed, "", next: .trust(.askForRole([.admin])))
        #expect(throws: needed) { _ = try ServiceWatch.state(claire.context) }
        #expect(Role.missing([.admin, .referent]) == "Il faut le rôle référent ou administrateur.")
        #expect(team.daemon.asked == [])
    }

    @Test("le journal est confirmé par une cosignature d'après le démarrage")
    func attestation() {
        var state = ServiceState()
        #expect(ServiceWatch.attestation(state) == .noPartner)
        (state.partners, state.running) = (1, 100)
        #expect(ServiceWatch.attestation(state) == .unconfirmed)
        state.cosigned = 101
        #expect(ServiceWatch.attestation(state) == .unconfirmed)
        state.cosigned = 100
        #expect(ServiceWatch.attestation(state) == .cosigned(100))
    }

    @Test("ce qui ne va pas s'y lit : certificat, disque, sauvegarde, alarmes, purge")
    func report() {
        func cell(_ label: String, _ change: (inout ServiceState) -> Void) -> String? {
            var state = ServiceState()
            change(&state)
            return state.report.first { $0[0] == label }?[1]
        }
        for (left, words) in [
            (-1, "EXPIRÉ : les partenaires ne vous joignent plus"),
            (13 * 86_400, "EXPIRE dans 13 jours"),
            (14 * 86_400, "encore 14 jours"),
        ] {
            #expect(cell("Certificat TLS") { $0.certificate = Int64(left) } == words)
        }
        #expect(cell("Certificat TLS") { _ in } == "aucun (127.0.0.1 seulement)")
        #expect(cell("Dernière sauvegarde") { _ in } == "AUCUNE")
        #expect(cell("Dernière sauvegarde") { $0.backedUp = 7_200 } == "il y a 2 h")
        #expect(
            cell("Disque") { ($0.free, $0.isFull) = (1 << 20, true) }
                == "PLEIN, 1 Mio libre : rien de nouveau n'est pris")
        #expect(cell("Alarmes à reconnaître") { _ in } == "aucune")
        #expect(
            cell("Alarmes à reconnaître") { $0.unsigned = Int(LogTail.patience) + 1 }
                == "le journal, ci-dessous")
        #expect(
            cell("Purge de chaque jour") { $0.isPurgeStopped = true }?.hasPrefix("ARRÊTÉE") == true)
        #expect(cell("Journal") { $0.partners = 1 }?.contains("NON CONFIRMÉ") == true)
    }
}
