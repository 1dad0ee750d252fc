import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("le motif de qui fait autrement que demandé")
struct JustificationTests {
    private let partnership: Partnership
    private let session: Session
    private let daemon: FakeDaemon

    init() throws {
        partnership = try Partnership(.missionLocale)
        session = try partnership.conseillere.session()
        daemon = partnership.ml.daemon
    }

    private var answers: FicheAnswers {
        var answers = FicheAnswers()
        (answers.confirmsWarnings, answers.isCIRSigned) = (true, true)
        return answers
    }

    /// An orientation of an actor of the SPE, which the DT OFII should have a copy of.
    private func input(to destination: Destination? = nil) throws -> FicheInput {
        var input = try Partnership.input(
            Partnership.fiche(
                "spe",
                [
                    ("agir-vers-partenaire", "partenaire-vers-agir"),
                    (#""dateContratAGIR":"2026-10-02","#, ""),
                    (#""faitA""#, #""consentementOrientation":true,"faitA""#),
                ]), session)
        if let destination { input.destinations = [destination] }
        return input
    }

    /// What was handed over: the declaration, and the text as one of these identities reads it.
    private func said(
        _ identity: AgentIdentity?
    ) throws -> [(declaration: LogDetail, text: String?)] {
        try Samples.facts(daemon).compactMap { fact -> (declaration: LogDetail, text: String?)? in
            guard case .justification(session.own.structure, _, let declaration, let motif) = fact
            else { return nil }
            return (declaration, motif.text(with: identity?.all ?? []))
        }
    }

    private var puts: [String] {
        daemon.requests.filter { $0.method == "PUT" }.map(\.path)
    }

    @Test("il est remis au service avant l'envoi, scellé : un DPO et l'auteur le lisent, eux seuls")
    func service() throws {
        let send = try SendFiche(session)
        var orientation = try input()
        orientation.withoutOFIICopy = " DT prévenue par téléphone "
        _ = try send.execute(send.plan(orientation), answers)
        #expect(puts.suffix(2) == [Routes.localFacts, Routes.localSend])
        let deposit = try #require(daemon.requests.last { $0.path == Routes.localSend })
        #expect(deposit.query.contains("sans-copie-ofii"))
        let identities = partnership.ml.identities
        for local in ["denis", "claire"] {
            let reasons = try said(identities[local])
            #expect(reasons.map(\.declaration) == [.sansCopieOFII])
            #expect(reasons.map(\.text) == ["DT prévenue par téléphone"])
        }
        #expect(try said(identities["alice"]).map(\.text) == [nil])
        #expect(try Samples.facts(daemon).first?.fiche?.id == Pli(deposit.body).slip.id)
    }

    @Test("vide, ou de plusieurs lignes, rien ne part", arguments: ["", " ", "a\nb"])
    func empty(text: String) throws {
        let send = try SendFiche(session)
        var orientation = try input()
        orientation.withoutOFIICopy = text
        let plan = try send.plan(orientation)
        #expect(code { _ = try send.execute(plan, answers) } == .data)
        #expect(!puts.contains(Routes.localSend) && !puts.contains(Routes.localFacts))
    }

    @Test("un motif que rien ne demandait n'a pas servi : cela se dit, et rien n'en est gardé")
    func unused() throws {
        let send = try SendFiche(session)
        var orientation = try input()
        orientation.withoutOFIICopy = "DT prévenue"
        #expect(try send.plan(orientation).notices == [])
        orientation.unverifiedKey = "Clé dictée au téléphone"
        #expect(try send.plan(orientation).notices == [.unusedReason(.cleNonVerifiee)])

        // A person who is followed: no copy is asked.
        var feedback = try Partnership.input(
            Partnership.fiche("spe", [("agir-vers-partenaire", "partenaire-vers-agir")]), session)
        feedback.withoutOFIICopy = "DT prévenue"
        let plan = try send.plan(feedback)
        #expect(plan.notices == [.unusedReason(.sansCopieOFII)])
        _ = try send.execute(plan, answers)
        let deposit = try #require(daemon.requests.last { $0.path == Routes.localSend })
        #expect(!deposit.query.contains("sans-copie-ofii"))
        #expect(!puts.contains(Routes.localFacts))
    }

    @Test("d'une clé que rien ne vérifie, il attend le service avec notre copie, et va avant elle")
    func waiting() throws {
        let key = try AgeIdentity.generate(.x25519).recipient
        var orientation = try input(
            to: .bare(key, of: partnership.operateur.structure, .operateurAGIR))
        orientation.unverifiedKey = "Clé dictée au téléphone"
        let seal = try SealFiche(session)
        daemon.isDown = true
        _ = try seal.execute(seal.plan(orientation), answers, as: .keys, by: Remises().hands)
        daemon.isDown = false
        daemon.forget()
        _ = try session.synchronize()
        #expect(puts.suffix(2) == [Routes.localFacts, Routes.localSend])
        let reasons = try said(partnership.ml.identities["denis"])
        #expect(reasons.map(\.declaration) == [.cleNonVerifiee])
        #expect(reasons.map(\.text) == ["Clé dictée au téléphone"])
        #expect(WaitingDeposits.waiting(in: session.folder) == nil)
    }

    @Test("le suivi le rend à qui peut le lire")
    func course() throws {
        let motif = try RetentionClient(session: session).sealed("DT prévenue")
        let step = Course.Step(
            .depot, par: session.agent.nom, le: session.now,
            motifs: [.init(declaration: .sansCopieOFII, motif: motif)])
        #expect(session.reasons(of: step).map(\.text) == ["DT prévenue"])
        let other = try Machine("alice", of: partnership.ml).session()
        #expect(other.reasons(of: step).map(\.text) == [nil])
        let received = Course.Step(.reception, par: session.agent.nom, le: session.now)
        #expect(session.reasons(of: received).isEmpty)
    }
}
