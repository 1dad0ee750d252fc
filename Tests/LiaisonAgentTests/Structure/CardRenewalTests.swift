import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("Renouvellement de la carte") struct CardRenewalTests {
    private let team: Team
    private let machine: Machine

    init() throws {
        team = try Team.pair().0
        machine = try Machine("alice", of: team)
        opens(nil)
    }

    private func opens(_ opening: EpochToOpen.Opening?) {
        team.daemon.on("GET", Routes.localEpoch, json: EpochToOpen(opening).value)
    }

    /// - Parameter key: nil: the log's own.
    private func precedent(_ key: SigningKey? = nil) throws -> String {
        let point = Checkpoint(
            origin: "\(team.structure.key(.journal))/1", size: 3, root: Hash.sha256([1]))
        let note = try point.signed(by: key ?? team.journalKey)
        return String(decoding: note.bytes, as: UTF8.self)
    }

    private var published: Int { team.daemon.bodies("PUT", Routes.localCard).count }

    @Test("sans époque nouvelle, rien n'est demandé, et la carte dure un an de plus")
    func renews() throws {
        team.horloge.advance(86_400)
        let plan = try CardRenewal.plan(machine.context)
        #expect(plan.questions == [])
        let card = try CardRenewal.execute(plan, courriel: "a@agir38.example")
        #expect(card.serie == 2)
        #expect(card.courriel == "a@agir38.example")
        #expect(card.expire == team.horloge.now + 365 * 86_400)
        #expect(try machine.folder.ownCard().carte == card)
    }

    @Test("ce qu'un agent parti avait vérifié est signé de nouveau avec la carte")
    func signsAgain() throws {
        let mission = try Team.pair(team.horloge).1
        let (partner, claire) = (try mission.card(), try team.agent("claire"))
        let old = try team.verification(of: partner, by: "claire", le: team.horloge.now + -60)
        try machine.folder.save(contact: partner)
        try machine.folder.save(verification: old, of: mission.structure)
        try machine.folder.pin(
            team.card(serie: 2) { card in
                card.agents.removeAll { $0.nom == claire.nom }
                card.revocations = [
                    .init(cle: claire.cle, depuis: team.horloge.now, motif: .depart)
                ]
            })
        #expect(try machine.session().restingOnDeparted() == [mission.structure])
        let card = try CardRenewal.execute(CardRenewal.plan(machine.context))
        #expect(card.serie == 3)
        let signed = team.daemon.bodies("PUT", Routes.localVerifications)
        #expect(signed.count == 1)
        let again = try Verification(#require(signed.first), own: card)
        #expect(again.structure == mission.structure && again.cle == partner.carte.cleStructure)
        #expect(try machine.session().restingOnDeparted() == [])
    }

    @Test(
        "une réponse illisible sur l'époque est une erreur, et rien n'est publié",
        arguments: ["", "[]", "null", "<html>", #"{"epoque":2}"#])
    func unreadable(_ text: String) throws {
        team.daemon.on("GET", Routes.localEpoch, text: text)
        #expect(refusal { _ = try CardRenewal.plan(machine.context) } == .data)
        #expect(published == 0)
    }

    @Test("après une restauration, la carte nomme l'époque, et un acte dit ce qu'elle suit")
    func restored() throws {
        opens(.init(epoch: 2, precedents: [try precedent()]))
        let plan = try CardRenewal.plan(machine.context)
        #expect(plan.questions == [.wasRestored(epoch: 2)])
        let card = try CardRenewal.execute(plan)
        #expect(card.daemon?.journal.name == "\(team.structure.key(.journal))/2")
        #expect(team.daemon.bodies("PUT", Routes.localEpoch).count == 1)
        #expect(machine.notices == [.trust(.epochOpened(2))])
    }

    /// The checkpoint's text alone: nothing was signed before the backup.
    private var unsigned: String {
        Checkpoint(
            origin: "\(team.structure.key(.journal))/1", size: 3, root: Hash.sha256([1])
        ).text
    }

    @Test("sauvegardé avant le premier point signé : l'époque s'ouvre sur ce texte seul")
    func noPredecessor() throws {
        opens(.init(epoch: 2, precedents: [unsigned]))
        let card = try CardRenewal.execute(CardRenewal.plan(machine.context))
        #expect(card.daemon?.journal.name == "\(team.structure.key(.journal))/2")
        let act = try #require(team.daemon.bodies("PUT", Routes.localEpoch).first)
        #expect(try EpochActe(act, of: card).precedent == unsigned)
    }

    @Test("un texte d'un autre journal, ou de l'époque même, n'explique rien")
    func foreignText() throws {
        for origin in ["ml.example/journal/1", "agir38.example/journal/2", "autre"] {
            let text = Checkpoint(origin: origin, size: 3, root: Hash.sha256([1])).text
            opens(.init(epoch: 2, precedents: [text]))
            #expect(refusal { _ = try CardRenewal.plan(machine.context) } == .data)
        }
        #expect(published == 0)
    }

    /// The daemon's own card is the first one, ours names an époque that it does not know.
    private func holds(epoch: Int) throws {
        let card = try team.card(serie: 2) { card in
            card.daemon = Carte.DaemonKeys(
                service: team.daemonKeys.service,
                journal: try team.journalKey.verifierKey(
                    name: "\(team.structure.key(.journal))/\(epoch)"),
                temoin: team.daemonKeys.temoin)
        }
        try machine.folder.pin(card)
    }

    @Test(
        "restauré deux fois de la même sauvegarde : l'époque que notre carte nomme est laissée",
        arguments: [2, 3])
    func taken(named: Int) throws {
        try holds(epoch: named)
        let before = try precedent()
        opens(.init(epoch: 2, precedents: [before]))
        let daemon = team.daemon
        daemon.on("POST", Routes.localEpoch) { request in
            #expect(request.query == "connue=\(named)")
            daemon.on(
                "GET", Routes.localEpoch,
                json: EpochToOpen(.init(epoch: named + 1, precedents: [before])).value)
            return .init(status: 200, body: [])
        }
        let plan = try CardRenewal.plan(machine.context)
        #expect(plan.questions == [.wasRestored(epoch: named + 1)])
        let card = try CardRenewal.execute(plan)
        #expect(card.serie == 3)
        let name = "\(team.structure.key(.journal))/\(named + 1)"
        #expect(card.daemon?.journal.name == name)
    }

    @Test("un service qui garde l'époque déjà prise : rien n'est signé")
    func stubborn() throws {
        try holds(epoch: 2)
        opens(.init(epoch: 2, precedents: [try precedent()]))
        let plan = try CardRenewal.plan(machine.context)
        #expect(refusal { _ = try CardRenewal.execute(plan) } == .data)
        #expect(published == 0)
    }

    @Test("une époque plus loin s'explique par le point qu'un témoin en tient, signé du journal")
    func explained() throws {
        let point = try Checkpoint(
            origin: "\(team.structure.key(.journal))/4", size: 3, root: Hash.sha256([1])
        ).signed(by: team.journalKey)
        opens(.init(epoch: 5, precedents: [String(decoding: point.bytes, as: UTF8.self)]))
        #expect(
            try CardRenewal.plan(machine.context).questions == [.wasRestored(epoch: 5)])
    }

    @Test("sans restauration, rien n'est signé")
    func notRestored() throws {
        opens(.init(epoch: 2, precedents: [try precedent()]))
        let plan = try CardRenewal.plan(machine.context)
        #expect(refusal { _ = try CardRenewal.execute(plan, wasRestored: false) } == .notAllowed)
        #expect(published == 0)
        #expect(team.daemon.bodies("PUT", Routes.localEpoch) == [])
    }

    @Test(
        "une époque que rien n'explique, un point que le journal n'a pas signé : rien n'est signé")
    func unexplained() throws {
        opens(.init(epoch: 4, precedents: [try precedent()]))
        #expect(refusal { _ = try CardRenewal.plan(machine.context) } == .data)
        opens(.init(epoch: 2, precedents: [try precedent(.generate())]))
        #expect(refusal { _ = try CardRenewal.plan(machine.context) } == .data)
        #expect(published == 0)
    }
}
