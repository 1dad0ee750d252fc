import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Guichets : la fermeture")
struct GuichetClosingTests {
    private let house: GuichetHouse

    init() throws { house = try GuichetHouse() }

    @Test("fermé, il n'en reste ni clé ni contenu, et une base ancienne ne le rouvre pas")
    func closed() throws {
        let (nom, _) = try house.open()
        let copy = try StateCopy(house.a)
        let lines = try house.a.logged {
            _ = try house.desk.close(nom, for: .ferme, by: house.a.agent("referent"))
        }
        #expect(lines == ["guichet-clos:fait:ferme"])
        #expect(house.refusal { _ = try house.fetch(nom) } == .introuvable)
        #expect(try house.isDestroyed(.content, of: nom) && house.isDestroyed(.key, of: nom))
        let remise = try copy.remise()
        #expect(
            try remise.desks.guichets.content(of: nom, for: house.visitor) { $0 }.bytes
                == GuichetHouse.content)
        try remise.desks.retention.tombs.merge(TombFile(folder: house.a.folder))
        try remise.desks.retention.settleTombs()
        #expect(
            house.refusal {
                _ = try remise.desks.guichets.content(of: nom, for: house.visitor) { $0 }
            } == .introuvable)
        let found = try remise.desks.office.store.read { try $0.guichet(nom) }
        #expect(found?.motif == .restauration)
        #expect(try remise.desks.office.store.verify { _ in }.defauts.isEmpty)
    }

    @Test("une restauration les ferme tous, nommés ou non par « tombes »")
    func restored() throws {
        let (first, _) = try house.open("a")
        let (second, _) = try house.open("b")
        let remise = try StateCopy(house.a).restauree()
        try remise.desks.retention.closeAllGuichets()
        for nom in [first, second] {
            let found = try remise.desks.office.store.read { try $0.guichet(nom) }
            #expect(found?.statut == .clos && found?.motif == .restauration)
        }
        #expect(try remise.desks.office.store.read { try $0.openTombs(limit: 10) }.isEmpty)
    }

    @Test(
        "une fermeture qui s'arrête à chaque pas est finie au démarrage suivant",
        arguments: RetentionDesk.PurgeStep.allCases)
    func stops(step: RetentionDesk.PurgeStep) throws {
        struct Stop: Error {}
        let (nom, _) = try house.open()
        let guichet = try house.guichet(nom)
        try house.a.store.write(at: house.horloge.now) { transaction in
            try transaction.close(guichet, for: .ferme, by: house.a.name("referent"))
        }
        #expect(house.refusal { _ = try house.fetch(nom) } == .introuvable)
        if step != .entombed {
            #expect(throws: Stop.self) {
                try house.a.desks.retention.finishTombs { if $0 == step { throw Stop() } }
            }
        }
        let again = Desks(
            store: try LiaisonStore(folder: house.a.folder), keys: house.a.desks.office.keys,
            folder: house.a.folder, now: { [horloge = house.horloge] in horloge.now })
        try again.retention.settleTombs()
        #expect(try again.office.store.read { try $0.openTombs(limit: 10) }.isEmpty)
        #expect(try house.isDestroyed(.content, of: nom) && house.isDestroyed(.key, of: nom))
        let found = try again.office.store.mismatches()
        #expect(found.orphans.isEmpty && found.withoutContent.isEmpty)
        #expect(try again.office.store.verify { _ in }.defauts.isEmpty)
    }

    @Test("coupé entre la clé et la ligne, à chaque dépôt : rien ne reste, et recommencer suffit")
    func cut() throws {
        let (nom, id) = (try house.name(), try house.deposit())
        let answer = PliID.random()
        func cut(_ part: GuichetPart) throws {
            _ = try house.a.store.prepareBlob(
                Array("x".utf8), in: .guichet, de: house.a.structure.text,
                id: part.id(in: nom).text)
            // The next start deletes the orphan key.
            let again = try LiaisonStore(folder: house.a.folder)
            let found = try again.mismatches()
            #expect(found.orphans.isEmpty && found.withoutContent.isEmpty)
            #expect(try again.verify { _ in }.defauts.isEmpty)
        }
        try cut(.key)
        #expect(try house.prepare(.envoi(id), as: nom))
        try cut(.content)
        #expect(try house.publish(nom))
        try cut(.answer(answer))
        #expect(try house.reply(nom, id: answer).isNew)
        let read = try house.desk.answer(answer, of: nom, for: house.a.agent("referent")) { _ in }
        #expect(read == GuichetHouse.answer)
    }

    @Test("retiré : jamais demandé, rien n'est parti ; demandé, peut-être ; ouvert, c'est parti")
    func withdrawn() throws {
        let (never, first) = try house.open("a")
        try house.a.desks.mail.declare(
            DeclaredStep(.transmis, le: house.horloge.now, moyen: .courriel), of: first,
            pour: house.b.structure, by: house.a.agent("referent"))
        #expect(try house.withdraw(first) == [.retire])
        let (fetched, second) = try house.open("b")
        _ = try house.fetch(fetched)
        #expect(try house.withdraw(second) == [.peutEtreParti])
        let (opened, third) = try house.open("c")
        try house.desk.opened(opened, proof: house.proof, by: house.visitor)
        #expect(try house.withdraw(third) == [.parti])
        for (nom, id) in [(never, first), (fetched, second), (opened, third)] {
            #expect(try house.guichet(nom).motif == .retire)
            #expect(house.refusal { _ = try house.fetch(nom) } == .introuvable)
            #expect(
                try house.a.statut(id, pour: house.b) == (id == third ? "ouvert" : "retire"))
        }
        for id in [first, second, third] {
            #expect(
                house.refusal { try house.prepare(.envoi(id), as: house.name("d")) } == .conflit)
        }
    }

    @Test("un fichier à remettre aussi : il compte comme donné, et le retrait le dit")
    func handedOver() throws {
        let (nom, id) = (try house.name("a"), try house.deposit())
        try house.prepare(.envoi(id), as: nom)
        let lines = try house.a.logged {
            _ = try house.desk.publish(
                GuichetHouse.content, as: nom, by: house.a.agent("referent"), isHandedOver: true)
        }
        #expect(lines == ["guichet-cree:fait", "guichet-remis:fait"])
        #expect(try house.guichet(nom).remis == house.horloge.now)
        #expect(try house.withdraw(id) == [.peutEtreParti])
    }

    @Test("la fin passée, sept jours après la réponse ouverte, un jour sans contenu : fermés seuls")
    func inTime() throws {
        let (ended, _) = try house.open("a")
        let (answered, _) = try house.open("b")
        let prepared = try house.name("c")
        try house.prepare(.envoi(house.deposit()), as: prepared, days: 60)
        let answer = PliID.random()
        try house.reply(answered, id: answer)
        house.horloge.advance(86_400)
        #expect(try house.desk.closeDue() == 1)
        #expect(try house.a.store.read { try $0.guichet(prepared) } == nil)
        #expect(try house.isDestroyed(.key, of: prepared))
        // One that nobody opened keeps it open.
        house.horloge.advance(7 * 86_400)
        #expect(try house.desk.closeDue() == 0)
        try house.take(answer, of: answered)
        house.horloge.advance(7 * 86_400)
        #expect(try house.desk.closeDue() == 1)
        #expect(try house.guichet(answered).motif == .repondu)
        house.horloge.advance(15 * 86_400)
        #expect(house.refusal { _ = try house.fetch(ended) } == .introuvable)
        let lines = try house.a.logged {
            let said = try house.desk.closeDue()
            #expect(said == 1)
        }
        #expect(lines == ["guichet-clos:fait:fin"])
    }

    @Test("fermé avec une réponse qui attend : elle s'ouvre encore, puis la clé s'en va")
    func waiting() throws {
        let (nom, _) = try house.open()
        let answer = PliID.random()
        try house.reply(nom, id: answer)
        let agent = try house.a.agent("referent")
        _ = try house.desk.close(nom, for: .ferme, by: agent)
        #expect(house.refusal { try house.reply(nom, id: .random()) } == .introuvable)
        #expect(try house.desk.key(of: nom, for: agent) { _ in } == GuichetHouse.key)
        let list = try house.desk.list(after: 0, isUnopened: true, for: agent)
        #expect(list.guichets.map(\.guichet.nom) == [nom] && list.next == nil)
        try house.take(answer, of: nom)
        #expect(try house.isDestroyed(.key, of: nom))
        #expect(try house.desk.list(after: 0, isUnopened: true, for: agent).guichets.isEmpty)
    }

    @Test("la purge de la fiche emporte contenu, clé et réponses")
    func purged() throws {
        let (nom, id) = try house.open()
        let answer = PliID.random()
        try house.reply(nom, id: answer)
        let key = PliKey(de: house.a.structure, id: id)
        _ = try house.a.desks.retention.destroy([key], run: nil) { key, view in
            try view.heldFiche(key).map {
                RetentionDesk.Doomed(fiche: $0, regle: "usage-v1", le: house.horloge.now)
            }
        }
        for part in [GuichetPart.content, .key, .answer(answer)] {
            #expect(try house.isDestroyed(part, of: nom), "\(part)")
        }
        #expect(try house.guichet(nom).motif == .purge)
        #expect(try house.a.store.read { try $0.answers(of: nom) }.isEmpty)
        #expect(try house.a.store.read { try $0.occupiedByGuichets() } == 0)
        house.horloge.advance(400 * 86_400)
        try house.desk.closeDue()
        #expect(try house.a.store.read { try $0.guichet(nom) } == nil)
    }

    @Test("prolongé jusqu'à quatre-vingt-dix jours de sa création, jamais au-delà")
    func prolonged() throws {
        let (nom, _) = try house.open()
        let (created, agent) = (house.horloge.now, try house.a.agent("referent"))
        house.horloge.advance(20 * 86_400)
        let held = try house.desk.prolong(nom, to: created + 90 * 86_400, by: agent)
        #expect(held.guichet.fin == created + 90 * 86_400)
        #expect(
            house.refusal {
                _ = try house.desk.prolong(nom, to: created + 90 * 86_400 + 1, by: agent)
            } == .invalide)
    }
}
