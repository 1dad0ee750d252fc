import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// A request that a partner passed on, at the DPO's.
@Suite("Une demande transmise par un partenaire") struct PartnerRequestTests {
    private let team: Team
    private let partenaire: Team
    private let denis: Machine

    init() throws {
        (team, partenaire) = try Team.pair()
        denis = try Machine("denis", of: team)
        try denis.knows(partenaire.card())
        try team.shows([partenaire.card()])
        team.daemon.on("PUT", Routes.localFacts, json: Samples.outcome(changed: 2))
    }

    @discardableResult
    private func receive(_ droit: Droit, champs: JSONValue? = nil) throws -> Pli {
        let sender = try Machine("denis", of: partenaire)
        try sender.knows(team.card())
        let message = try RightsMessage(
            numeroAGDREF: Samples.number, demande: droit, champs: champs)
        let pli = try Samples.pli(from: sender, to: team.card().carte) {
            try $0.seal(.droits, message.part)
        }
        Samples.receive(pli, team)
        return pli
    }

    private func opened(_ pli: Pli) throws -> PartnerRequest {
        try PartnerRequest(pli.slip.id.text, denis.context)
    }

    @Test("ouverte, la personne est dite au service par pseudonyme, et l'accusé part")
    func opening() throws {
        let pli = try receive(.effacement)
        _ = try opened(pli)
        let annotation = try #require(
            team.daemon.bodies("PUT", Routes.localAnnotations).first)
        #expect(!String(decoding: annotation, as: UTF8.self).contains(Samples.number.digits))
        #expect(team.daemon.bodies("PUT", Routes.localReceipts).count == 1)
        #expect(try Samples.facts(team.daemon).isEmpty)
    }

    @Test("confirmer un effacement : il compte pour ce partenaire, trente et un jours après")
    func confirming() throws {
        let pli = try receive(.effacement)
        let confirmed = try opened(pli).confirm()
        #expect(confirmed.de == partenaire.structure && confirmed.changed == 2)
        #expect(confirmed.message.numeroAGDREF == Samples.number)
        #expect(confirmed.from == ParisTime.date(at: team.horloge.now).adding(days: 31))
        #expect(confirmed.toCorrect == nil)
        let indices = try IndexKeyring.required(denis.session()).indices(of: Samples.number)
        #expect(
            try Samples.facts(team.daemon) == [
                .droits(
                    de: partenaire.structure, id: pli.slip.id, personnes: indices,
                    demande: .effacement)
            ])
    }

    @Test("confirmer un effacement dit les tableaux qui la nomment, et quel n° les corrige")
    func tables() throws {
        let request = try opened(receive(.effacement))
        let table = PliKey(de: team.structure, id: .random())
        let outcome = FactOutcome(
            n: 7, changed: 2, due: 0, toExamine: [],
            toCorrect: .init(demande: 3, tableaux: [table]))
        team.daemon.on("PUT", Routes.localFacts, json: outcome.value)
        let confirmed = try request.confirm()
        #expect(confirmed.toCorrect == outcome.toCorrect)
        team.daemon.on(
            "PUT", Routes.localFacts,
            text: #"{"n":7,"changees":2,"dues":0,"aExaminer":[],"aCorriger":{"demande":3}}"#)
        #expect(Samples.code { _ = try request.confirm() } == .data)
    }

    @Test("confirmer une rectification ne détruit rien")
    func rectification() throws {
        let pli = try receive(.rectification, champs: ["nom": "SPECIMEN"])
        let confirmed = try opened(pli).confirm()
        #expect(confirmed.from == nil)
        #expect(confirmed.message.lines == ["nom : SPECIMEN"])
    }

    @Test("refuser : le motif pour les DPO seuls, puis la réponse au partenaire")
    func refusing() throws {
        let pli = try receive(.effacement)
        let refused = try opened(pli).refuse(reason: "Contentieux en cours", classical: true)
        #expect(refused.pli == pli.slip.key && refused.changed == 2)
        guard
            case .droitsRefus(partenaire.structure, pli.slip.id, let reason)? =
                try Samples.facts(team.daemon).first
        else {
            Issue.record("il fallait inscrire le refus")
            return
        }
        #expect(reason.text(with: team.identities["denis"]!.all) == "Contentieux en cours")
        #expect(reason.text(with: team.identities["claire"]!.all) == nil)
        let answer = try Pli(#require(team.daemon.bodies("PUT", Routes.localSend).first))
        #expect(answer.slip.id == refused.answer && answer.slip.objet == .anomalie)
        #expect(answer.slip.pour == partenaire.structure)
        let asked = team.daemon.asked
        let fact = try #require(asked.firstIndex(of: "PUT \(Routes.localFacts)"))
        #expect(try fact < #require(asked.firstIndex(of: "PUT \(Routes.localSend)")))
    }

    @Test("un refus que le service n'inscrit pas n'est pas envoyé")
    func refusalNotEntered() throws {
        let request = try opened(receive(.effacement))
        for body in Samples.notAnObject {
            team.daemon.on("PUT", Routes.localFacts, text: body)
            #expect(
                Samples.code { _ = try request.refuse(reason: "Non", classical: true) } == .data)
            #expect(Samples.code { _ = try request.confirm() } == .data)
        }
        #expect(team.daemon.bodies("PUT", Routes.localSend).isEmpty)
    }

    @Test("un motif vide ou trop long est refusé avant que rien ne soit inscrit")
    func emptyReason() throws {
        let request = try opened(receive(.effacement))
        for reason in ["", "  \n", String(repeating: "a", count: 100_000)] {
            #expect(
                Samples.code { _ = try request.refuse(reason: reason, classical: true) } != nil)
        }
        #expect(try Samples.facts(team.daemon).isEmpty)
        #expect(team.daemon.bodies("PUT", Routes.localSend).isEmpty)
    }

    @Test("un autre pli, ou un autre rôle que DPO, n'ouvre rien")
    func others() throws {
        let sender = try Machine("claire", of: partenaire)
        try sender.knows(team.card())
        let anomaly = try Samples.pli(from: sender, to: team.card().carte) {
            try $0.seal(.anomalie, AnomalieMessage(texte: "Erreur").part())
        }
        Samples.receive(anomaly, team)
        #expect(Samples.code { _ = try opened(anomaly) } == .data)
        let pli = try receive(.effacement)
        team.daemon.forget()
        let claire = try Machine("claire", of: team)
        try claire.knows(partenaire.card())
        #expect(
            Samples.code { _ = try PartnerRequest(pli.slip.id.text, claire.context) }
                == .notAllowed)
        #expect(!team.daemon.asked.contains("PUT \(Routes.localReceipts)"))
    }
}
