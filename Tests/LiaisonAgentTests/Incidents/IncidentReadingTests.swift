import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import Testing

@Suite("lire un incident")
struct IncidentReadingTests {
    let team: Team
    let partenaire: Team
    let machine: Machine

    init() throws {
        (team, partenaire) = try Team.pair()
        machine = try Machine("denis", of: team)
    }

    private func incidents() throws -> Incidents { try .handling(machine.context) }

    @Test(
        "une liste illisible n'est pas une liste vide",
        arguments: FakeDaemon.unreadable.filter { $0 != "[]" })
    func unreadableList(body: String) throws {
        let incidents = try incidents()
        let before = machine.files.files
        team.daemon.on("GET", Routes.localIncidents, text: body)
        #expect(failure { _ = try incidents.all() }?.code == .data)
        #expect(failure { _ = try incidents.file(1) }?.code == .data)
        #expect(machine.files.files == before)
    }

    @Test("aucun incident de ce numéro : 66, et où les voir")
    func unknown() throws {
        team.daemon.on("GET", Routes.localIncidents, text: "[]")
        let incidents = try incidents()
        #expect(
            failure { _ = try incidents.file(7) }
                == AgentError(.noInput, "", next: .incident(.list)))
        #expect(failure { _ = try incidents.file(0) }?.code == .noInput)
    }

    @Test("le registre s'écrit sous les trois formes, et dit de combien d'incidents")
    func written() throws {
        try FakeIncident(machine, about: partenaire.structure).isTold(by: team.daemon)
        let incidents = try incidents()
        let (json, count) = try incidents.register(.json)
        let rows = try JSONValue.parse(json).array
        #expect(count == 1 && rows?.count == 1)
        let page = String(decoding: try incidents.register(.html).content, as: UTF8.self)
        #expect(page.lowercased().hasPrefix("<!doctype html>"))
        #expect(try incidents.register(.csv).content != json)
    }

    @Test("un autre numéro que celui demandé est illisible")
    func otherNumber() throws {
        try FakeIncident(machine, about: partenaire.structure).isTold(by: team.daemon)
        let incidents = try incidents()
        #expect(failure { _ = try incidents.file(2) }?.code == .data)
    }

    @Test("à qui traite les incidents, tout est dit, ou rien n'est cru")
    func partial() throws {
        var affaire = try FakeIncident(machine, about: partenaire.structure)
        affaire.isWhole = false
        affaire.isTold(by: team.daemon)
        let incidents = try incidents()
        #expect(failure { _ = try incidents.all() }?.code == .data)
        // An agent who only declares is told what runs.
        let referent = try Machine("claire", of: team)
        let session = try referent.session()
        #expect(try IncidentFile(affaire.incident, session).textes == nil)
    }

    @Test("le registre dit les textes à leurs lecteurs, et le motif du dernier retard")
    func register() throws {
        var affaire = try FakeIncident(machine, about: partenaire.structure)
        let session = try machine.session()
        let addressee = NoticeAddressee.structure(partenaire.structure)
        affaire.etapes += try ["Service en panne", "Week-end"].map {
            .init(
                le: affaire.heure, par: session.agent.nom,
                fact: .retard(addressee, motif: try session.sealed($0)))
        }
        let file = try IncidentFile(affaire.incident, session)
        #expect(file.entry[.faits] == .text("Clé USB perdue"))
        #expect(file.lateReason(addressee) == "Week-end")
        #expect(file.lateReason(.cnil) == nil)
        guard case .lines(let decisions)? = file.entry[.decisions] else {
            Issue.record("aucune décision")
            return
        }
        #expect(decisions.count == 3 && decisions[2].hasSuffix("motif : Week-end"))
        let stranger = try Machine("denis", of: partenaire).session()
        #expect(
            try IncidentFile(affaire.incident, stranger).entry[.faits]
                == .text("(scellé pour un autre DPO)"))
    }

    @Test("il faut être DPO")
    func role() throws {
        let referent = try Machine("claire", of: team)
        #expect(failure { _ = try Incidents.handling(referent.context) }?.code == .notAllowed)
    }

    @Test("ce qui court se dit à chacun, avec ce qui reste ou sans")
    func countdowns() throws {
        let affaire = try FakeIncident(machine, about: partenaire.structure)
        let lines = Countdowns([
            .init(
                n: 1, type: .violation, what: .deadline(affaire.echeances[0]), heure: affaire.heure),
            .init(
                n: 2, type: .violation, what: .unread(partenaire.structure, 1), heure: affaire.heure
            ),
            .init(
                n: 3, type: .violation, what: .unread(partenaire.structure, 4), heure: affaire.heure
            ),
        ])
        let said = lines.lines(withRest: true)
        #expect(said[0].hasPrefix("Incident n° 1 : ml.example : à prévenir avant le "))
        #expect(said[0].hasSuffix(" (reste\u{A0}36\u{A0}h\u{A0}00)"))
        #expect(
            Array(said[1...]) == [
                "Incident n° 2 : notification reçue de ml.example, qu'un DPO doit ouvrir.",
                "4 notifications reçues de ml.example, qu'un DPO doit ouvrir.",
            ])
        #expect(!lines.lines(withRest: false)[0].contains("reste"))
    }
}
