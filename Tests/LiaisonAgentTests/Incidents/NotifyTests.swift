import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("notifier un incident")
struct NotifyTests {
    let team: Team
    let partenaire: Team
    let machine: Machine

    private let remises = Remises()

    init() throws {
        (team, partenaire) = try Team.pair()
        machine = try Machine("denis", of: team)
        try machine.knows(partenaire.card())
    }

    private func affaire(_ change: (inout FakeIncident) throws -> Void = { _ in }) throws {
        var affaire = try FakeIncident(machine, about: partenaire.structure)
        try change(&affaire)
        affaire.isTold(by: team.daemon)
    }

    private func plan(
        _ change: (inout NotifyIncident.Input) -> Void = { _ in }
    ) throws -> (NotifyIncident, NotifyIncident.Plan) {
        let notifying = NotifyIncident(try .handling(machine.context))
        var input = NotifyIncident.Input(n: 1)
        change(&input)
        let plan = try notifying.plan(input)
        team.daemon.forget()
        _ = machine.notices
        return (notifying, plan)
    }

    private func send(
        _ planned: (NotifyIncident, NotifyIncident.Plan), reason: String? = nil
    ) throws -> NotifyIncident.Result {
        var answers = NotifyIncident.Answers()
        for case .lateReason(let name, _) in planned.1.questions {
            answers.lateReasons[name] = reason
        }
        return try planned.0.execute(
            planned.1, answers, by: remises.hands, told: { _ in })
    }

    @Test("le texte à dire au téléphone nomme le DPO, tel qu'il fut dit une fois")
    func officer() throws {
        try affaire()
        let before = try #require(try plan().1.notices.first)
        #expect(!before.document.script(to: "X", contact: "Y").contains("Denis Modèle"))
        let named = try plan { $0.nom = "Denis Modèle" }
        #expect(try send(named).failures.isEmpty)
        let after = try #require(try plan().1.notices.first)
        #expect(after.acte.contact.nom == "Denis Modèle")
        #expect(after.document.script(to: "X", contact: "Y").contains("Bonjour, Denis Modèle, "))
        let other = try #require(try plan { $0.nom = "Zoé Témoin" }.1.notices.first)
        #expect(other.acte.contact.nom == "Zoé Témoin")
    }

    @Test("à temps, la notification part sans question, et se lit chez le DPO du partenaire")
    func inTime() throws {
        try affaire()
        let planned = try plan()
        #expect(planned.1.questions.isEmpty && planned.1.findings == [.noContact])
        #expect(planned.1.notices.map(\.acte.personnes) == [2])
        let result = try send(planned)
        #expect(result.failures.isEmpty && result.sent.count == 1 && team.daemon.deposits == 1)
        #expect(try team.daemon.incidentFacts().isEmpty)
        let pli = try Pli(#require(team.daemon.bodies("PUT", Routes.localSend).first))
        #expect(pli.slip.objet == .violation && pli.slip.pour == partenaire.structure)
        #expect(
            throws: Never.self,
            performing: { try Age.open(pli.age, with: partenaire.identities["denis"]!.all) })
        #expect(throws: CryptoError.self) {
            try Age.open(pli.age, with: partenaire.identities["claire"]!.all)
        }
    }

    @Test("nommé par son ancien nom, un partenaire rattaché est prévenu sous le nouveau")
    func attached() throws {
        let old = try #require(StructureName("ancien.example"))
        let act = try DeclaredContact(
            structure: old, libelle: "Ancien", type: .missionLocale, voie: .papier,
            suite: partenaire.structure, le: team.horloge.now
        ).signed(by: #require(team.identities["claire"]).signing, name: team.name("claire"))
        try machine.folder.save(declaredContact: act.bytes, of: old)
        try affaire()
        let result = try send(plan { $0.names = [.structure(old)] })
        #expect(result.failures.isEmpty && team.daemon.deposits == 1)
        let pli = try Pli(#require(team.daemon.bodies("PUT", Routes.localSend).first))
        #expect(pli.slip.pour == partenaire.structure)
    }

    @Test("en retard : sans motif rien ne part ; avec lui, il est inscrit puis lu du partenaire")
    func late() throws {
        try affaire { $0.echeances = [$0.clock(.structure(partenaire.structure), .enRetard)] }
        let planned = try plan()
        let end = try #require(planned.1.file.echeances[0].echeance)
        #expect(
            planned.1.questions == [.lateReason(.structure(partenaire.structure), end: end)])
        for refused in [nil, "", " \n"] {
            let result = try send(planned, reason: refused)
            #expect(
                result.failures.map(\.why)
                    == [AgentError(.data, "", next: .incident(.giveLateReason))])
        }
        #expect(try team.daemon.incidentFacts().isEmpty && team.daemon.deposits == 0)
        let result = try send(planned, reason: "Service en panne")
        #expect(result.sent.map(\.notice.acte.motifRetard) == ["Service en panne"])
        #expect(try team.daemon.incidentFacts().map(\.genre) == [.retard])
        #expect(team.daemon.deposits == 1)
    }

    @Test("un motif déjà dit n'est pas demandé de nouveau ; un aperçu ne demande rien")
    func knownReason() throws {
        let session = try machine.session()
        let addressee = NoticeAddressee.structure(partenaire.structure)
        try affaire { $0.echeances = [$0.clock(addressee, .enRetard)] }
        #expect(try plan { $0.isPreview = true }.1.questions.isEmpty)
        #expect(try plan { $0.lateReason = "Panne" }.1.questions.isEmpty)
        try affaire {
            $0.echeances = [$0.clock(addressee, .enRetard)]
            $0.etapes.append(
                .init(
                    le: $0.heure, par: session.agent.nom,
                    fact: .retard(addressee, motif: try session.sealed("Déjà dit"))))
        }
        let planned = try plan()
        #expect(planned.1.questions.isEmpty)
        #expect(planned.1.notices.map(\.acte.motifRetard) == ["Déjà dit"])
    }

    @Test("un partenaire sans DPO : on téléphone, ou ses référents la lisent si c'est accepté")
    func noOfficer() throws {
        let card = try partenaire.card(serie: 2) { card in
            card.agents.removeAll { $0.roles.contains(.dpo) }
            card.dpo = .init(telephone: "0400000000", courriel: "dpo@ml.example")
        }
        try machine.knows(card)
        try affaire()
        let result = try send(plan())
        #expect(
            result.failures.map(\.why)
                == [AgentError(.notAllowed, "", next: .incident(.callPartner))])
        // Alone, it is the error itself: there is nothing above to look at.
        #expect(
            failure { try result.requireAll() }
                == AgentError(.notAllowed, "", next: .incident(.callPartner)))
        #expect(team.daemon.deposits == 0)
        #expect(
            machine.notices.contains {
                if case .incident(.script) = $0 { return true }
                return false
            })
        #expect(try send(plan { $0.allowsReferents = true }).failures.isEmpty)
        #expect(team.daemon.deposits == 1)
    }

    @Test("un partenaire non vérifié ne reçoit rien")
    func unverified() throws {
        machine.folder.remove("verifications/\(partenaire.structure).note")
        try affaire()
        let result = try send(plan())
        #expect(result.failures.map(\.why.code) == [.notAllowed] && team.daemon.deposits == 0)
    }

    @Test("sans service chez lui, notre copie dit l'étape, puis un fichier scellé est écrit")
    func file() throws {
        try machine.knows(partenaire.card(serie: 2) { $0.daemon = nil })
        try affaire()
        let result = try send(plan())
        guard case .made(let made)? = result.sent.first?.way else {
            Issue.record("aucun fichier")
            return
        }
        #expect(made.path == "/ailleurs/document-\(made.manifest.id.text.prefix(8)).age")
        #expect(remises.files.count == 1 && made.voie == .fichier)
        // The daemon enters the step with our copy.
        let deposit = try #require(
            team.daemon.requests.last { $0.path == Routes.localSend })
        #expect(deposit.query == "incident=1&phase=1&voie=fichier")
    }

    @Test("un fichier qui ne s'écrit pas n'est pas une notification faite")
    func unwritten() throws {
        try machine.knows(partenaire.card(serie: 2) { $0.daemon = nil })
        try affaire()
        let (notifying, plan) = try plan()
        let result = try notifying.execute(
            plan, .init(),
            by: Remises(before: { _ in throw FileError(.wouldOverwrite, "existe") }).hands,
            told: { _ in })
        #expect(result.failures.map(\.why.code) == [.exists] && result.sent.isEmpty)
    }

    @Test("sans DT OFII vérifiée : la voix ; nommée par l'agent, c'est une erreur")
    func office() throws {
        try affaire { $0.echeances = [$0.clock(.ofii, .aNotifier)] }
        let result = try send(plan())
        #expect(result.sent.map(\.way) == [.telephone] && result.failures.isEmpty)
        #expect(machine.notices.contains(.incident(.callOFII(1))))
        let named = try send(plan { $0.names = [.ofii] })
        #expect(
            named.failures.map(\.why)
                == [AgentError(.notAllowed, "", next: .incident(.callOFII(1)))])
        #expect(team.daemon.deposits == 0)
    }

    @Test("ni la CNIL ni une structure que l'incident ne touche ne reçoivent de pli")
    func strangers() throws {
        try affaire()
        let other = try #require(StructureName("autre.example"))
        #expect(
            failure { _ = try plan { $0.names = [.cnil] } }?.next == .incident(.tellOutside(1)))
        #expect(
            failure { _ = try plan { $0.names = [.structure(other)] } }?.next
                == .incident(.addPartner(1, other)))
    }

    @Test("les textes d'un partenaire ne se transmettent pas tels quels")
    func toldTexts() throws {
        try affaire { $0.isTold = true }
        #expect(failure { _ = try plan() }?.next == .incident(.giveNoticeFacts))
        let planned = try plan { $0.faits = "Un partenaire nous a prévenus" }
        #expect(planned.1.notices.map(\.acte.faits) == ["Un partenaire nous a prévenus"])
        #expect(planned.1.notices.map(\.acte.mesures) == [nil])
    }

    @Test("d'une plainte, l'agent sait que ses mots partent tels quels")
    func complaint() throws {
        try affaire { $0.type = .plainte }
        #expect(try plan().1.findings.contains(.factsAsWritten))
        #expect(try !plan { $0.faits = "Une plainte" }.1.findings.contains(.factsAsWritten))
    }

    private func shows(
        _ type: Convention.Kind, _ avec: [StructureName],
        _ contacts: [StructureName: Convention.Contacts] = [:],
        unattributed: Convention.Contacts = .init()
    ) throws {
        let debut = try #require(CalendarDate("2020-01-01"))
        let convention = Convention(
            reference: "R", type: type, avec: avec, debut: debut,
            echeance: .commun(.accordCadre), contacts: contacts, unattributed: unattributed)
        team.daemon.on(
            "GET", Routes.localConventions,
            json: ConventionList(states: [ConventionState(convention)], termes: [:]).value)
    }

    @Test("d'une convention à plusieurs, chacun s'appelle par ses propres contacts")
    func ownContacts() throws {
        let cap = try #require(StructureName("cap.example"))
        let ml = partenaire.structure
        try affaire()
        try shows(.spe, [ml, cap], [cap: .init(ssi: "RSSI de Cap emploi")])
        #expect(try plan().1.notices.map(\.contact) == ["contact inconnu : voyez la convention"])
        try shows(
            .spe, [ml, cap],
            [cap: .init(ssi: "RSSI de Cap emploi"), ml: .init(dpo: "Mme Modèle")])
        #expect(try plan().1.notices.map(\.contact) == ["Mme Modèle"])
        // As an earlier program kept them: nobody said whose they are.
        try shows(.spe, [ml, cap], unattributed: .init(ssi: "RSSI de Cap emploi"))
        #expect(
            try plan().1.notices.map(\.contact) == [
                "RSSI de Cap emploi (de la convention, sans dire de quelle structure)"
            ])
    }

    @Test("l'OFII s'appelle par son contact des quatre heures, ligne directe d'abord")
    func fourHours() throws {
        let dt = try #require(StructureName("dt38.example"))
        try affaire { $0.echeances = [$0.clock(.ofii, .aNotifier)] }
        try shows(
            .ofii, [dt],
            [
                dt: .init(
                    dpo: "DPO de l'OFII", incident: "astreinte",
                    quatreHeures: .init(
                        personne: "M. Exemple", fonction: "RSSI", standard: "01 53 69 53 70",
                        ligneDirecte: "01 53 69 53 71", courriel: "rssi@ofii.example"))
            ])
        let called =
            "M. Exemple, RSSI, ligne directe 01 53 69 53 71, standard 01 53 69 53 70, rssi@ofii.example"
        #expect(try plan().1.notices.map(\.contact) == [called])
    }

    @Test("des conventions illisibles arrêtent tout", arguments: FakeDaemon.unreadable)
    func unreadableConventions(body: String) throws {
        try affaire()
        team.daemon.on("GET", Routes.localConventions, text: body)
        #expect(failure { _ = try plan() }?.code == .data)
    }
}
