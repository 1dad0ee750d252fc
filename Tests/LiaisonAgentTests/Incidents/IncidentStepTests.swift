import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import Testing

@Suite("déclarer et qualifier un incident")
struct IncidentStepTests {
    let team: Team
    let partenaire: Team
    let machine: Machine

    init() throws {
        (team, partenaire) = try Team.pair()
        machine = try Machine("denis", of: team)
        try FakeIncident(machine, about: partenaire.structure).isTold(by: team.daemon)
    }

    private func reading(_ sealed: SealedText?, by local: String) -> String? {
        sealed?.text(with: team.identities[local]!.all)
    }

    // MARK: Declaring

    @Test(
        "ce qui manque est demandé, tout à la fois ; d'un partenaire, qui peut arrêter les envois")
    func declarationQuestions() throws {
        let byOfficer = try DeclareIncident(machine.context)
        #expect(
            byOfficer.plan(.init(.violation)).questions
                == [.discovery, .natures, .facts, .scope, .stops])
        let byReferent = try DeclareIncident(Machine("claire", of: team).context)
        #expect(
            byReferent.plan(.init(.violation)).questions == [.discovery, .natures, .facts, .scope])
        var complete = DeclareIncident.Input(.violation)
        complete.moments.decouverte = machine.context.now()
        complete.natures = [.integrite]
        complete.faits = "Fichier abîmé"
        complete.scope.tout = true
        #expect(byOfficer.plan(complete).questions.isEmpty)
        #expect(team.daemon.bodies("PUT", Routes.localIncidents).isEmpty)
    }

    @Test("les réponses complètent ce qui est donné ; seuls les DPO et l'auteur lisent les faits")
    func declaration() throws {
        let declaring = try DeclareIncident(Machine("claire", of: team).context)
        var input = DeclareIncident.Input(.violation)
        input.faits = "Courriel au mauvais destinataire"
        var answers = DeclareIncident.Answers()
        answers.decouverte = machine.context.now()
        answers.natures = [.confidentialite]
        answers.scope = IncidentScope()
        answers.scope?.partenaires = [partenaire.structure]
        // What is not asked of her counts for nothing.
        answers.faits = "autre chose"
        // Not a DPO: her daemon shows no file.
        var affaire = try FakeIncident(machine, about: partenaire.structure)
        affaire.isWhole = false
        affaire.isTold(by: team.daemon)
        let result = try declaring.execute(declaring.plan(input), answers)
        #expect(result.file.n == 1 && result.hasOfficer && result.going == [partenaire.structure])
        guard case .declaration(let said)? = try team.daemon.incidentFacts().last else {
            Issue.record("aucune déclaration")
            return
        }
        #expect(said.portee.partenaires == [partenaire.structure])
        #expect(said.natures == [.confidentialite] && said.arrets.isEmpty)
        for local in ["claire", "denis"] {
            #expect(
                IncidentTexts(said.textes, with: team.identities[local]!.all)?.faits
                    == input.faits)
        }
        #expect(reading(said.textes, by: "alice") == nil)
    }

    @Test("une réponse illisible n'est pas un incident déclaré", arguments: FakeDaemon.unreadable)
    func unreadableDeclaration(body: String) throws {
        let declaring = try DeclareIncident(machine.context)
        team.daemon.on("PUT", Routes.localIncidents, text: body)
        var input = DeclareIncident.Input(.plainte)
        input.moments.reception = machine.context.now()
        input.faits = "Plainte"
        #expect(failure { _ = try declaring.execute(declaring.plan(input)) }?.code == .data)
    }

    // MARK: Qualifying

    private func qualify(
        _ change: (inout QualifyIncident.Input) -> Void
    ) throws -> (QualifyIncident, QualifyIncident.Plan) {
        let qualification = QualifyIncident(try .handling(machine.context))
        var input = QualifyIncident.Input(n: 1)
        change(&input)
        return (qualification, try qualification.plan(input))
    }

    @Test("ce qui reprend quelque chose demande un motif : sans lui, rien n'est inscrit")
    func reason() throws {
        let (qualification, plan) = try qualify { $0.said.risque = .aucun }
        #expect(plan.questions == [.reason])
        for refused in [nil, "", "  "] {
            #expect(
                failure { _ = try qualification.execute(plan, reason: refused) }
                    == AgentError(.usage, "", next: .incident(.giveReason)))
        }
        #expect(try team.daemon.incidentFacts().isEmpty)
        _ = try qualification.execute(plan, reason: "Données chiffrées")
        guard case .qualification(let said)? = try team.daemon.incidentFacts().last else {
            Issue.record("aucune qualification")
            return
        }
        #expect(reading(said.motif, by: "denis") == "Données chiffrées")
    }

    @Test("un risque limité ne demande rien")
    func noReason() throws {
        let (qualification, plan) = try qualify { $0.said.risque = .limite }
        #expect(plan.questions.isEmpty && !plan.isOnlyStops)
        _ = try qualification.execute(plan)
        #expect(try team.daemon.incidentFacts().map(\.genre) == [.qualification])
    }

    @Test("arrêter les envois n'est pas qualifier")
    func stops() throws {
        let (qualification, plan) = try qualify { $0.stopped = [partenaire.structure] }
        #expect(plan.isOnlyStops)
        _ = try qualification.execute(plan)
        #expect(
            try team.daemon.incidentFacts()
                == [.envois(partenaire.structure, isStopped: true)])
    }

    @Test("ce qui est écrit reste, sauf ce qui est donné")
    func texts() throws {
        let (qualification, plan) = try qualify {
            $0.texts.consequences = "Usurpation"
            $0.texts.inconnu = []
        }
        _ = try qualification.execute(plan)
        guard case .qualification(let said)? = try team.daemon.incidentFacts().last,
            let texts = said.textes.flatMap({
                IncidentTexts($0, with: team.identities["denis"]!.all)
            })
        else {
            Issue.record("aucun texte")
            return
        }
        #expect(texts.faits == "Clé USB perdue" && texts.mesures == "Clé bloquée")
        #expect(texts.consequences == "Usurpation")
    }

    @Test("les textes d'un partenaire, ou scellés pour d'autres, ne se complètent pas")
    func foreignTexts() throws {
        var affaire = try FakeIncident(machine, about: partenaire.structure)
        affaire.isTold = true
        affaire.isTold(by: team.daemon)
        #expect(
            failure { _ = try qualify { $0.texts.mesures = "Aucune" } }?.next
                == .incident(.giveFacts))
        affaire.isTold = false
        affaire.textes = try IncidentTexts(faits: "Autre").sealed(
            to: [partenaire.identities["denis"]!.age.recipient])
        affaire.isTold(by: team.daemon)
        #expect(
            failure { _ = try qualify { $0.texts.mesures = "Aucune" } }?.next
                == .incident(.giveTexts))
        #expect(failure { _ = try qualify { $0.texts.faits = "Les nôtres" } } == nil)
    }

    // MARK: What was said outside

    private func record(
        le: Instant, reason: String? = nil
    ) throws -> (RecordNotice, RecordNotice.Plan) {
        let recording = RecordNotice(try .handling(machine.context))
        return (
            recording,
            try recording.plan(
                .init(
                    n: 1, addressee: .structure(partenaire.structure), le: le, means: .telephone,
                    reference: "Appel 118", lateReason: reason))
        )
    }

    @Test("à temps, rien n'est demandé ; après l'heure, le motif l'est, et peut attendre")
    func outside() throws {
        let now = machine.context.now()
        let (inTime, soon) = try record(le: now)
        #expect(soon.questions.isEmpty)
        _ = try inTime.execute(soon)
        #expect(try team.daemon.incidentFacts().map(\.genre) == [.notifie])
        team.daemon.forget()
        let (late, plan) = try record(le: now + 40 * 3_600)
        #expect(plan.questions == [.lateReason(end: now + 36 * 3_600)])
        _ = try late.execute(plan, lateReason: " ")
        #expect(try team.daemon.incidentFacts().map(\.genre) == [.notifie])
        team.daemon.forget()
        _ = try late.execute(plan, lateReason: "Week-end")
        #expect(try team.daemon.incidentFacts().map(\.genre) == [.retard, .notifie])
    }
}
