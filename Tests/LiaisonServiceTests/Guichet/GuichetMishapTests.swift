import Foundation
import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Guichets : ce qui survient tant qu'ils sont ouverts, ou après")
struct GuichetMishapTests {
    private let house: GuichetHouse

    init() throws { house = try GuichetHouse() }

    @Test("« tombes » ne s'écrit pas : ce qui est fait le reste, la minute suivante le finit")
    func unwritable() throws {
        let (old, id) = try house.open("a")
        let (other, second) = try house.open("b")
        let answer = PliID.random()
        try house.reply(other, id: answer)
        // A folder where the file should be: nothing is appended to it.
        let path = "\(house.a.folder)/tombes"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let new = try house.name("c")
        try house.prepare(.envoi(id), as: new, remplace: old)
        let lines = try house.a.logged {
            let said = try house.publish(new)
            #expect(said)
        }
        #expect(
            lines == [
                "guichet-cree:fait", "guichet-clos:fait:refait", "alarme:echec:purge-echouee",
            ])
        #expect(try house.fetch(new) == GuichetHouse.content)
        #expect(house.refusal { _ = try house.fetch(old) } == .introuvable)
        try house.take(answer, of: other)
        #expect(try house.withdraw(second) == [.parti])
        let closed = try house.desk.close(new, for: .ferme, by: house.a.agent("referent"))
        #expect(closed.guichet.statut == .clos)
        #expect(throws: (any Error).self) { try house.desk.closeDue() }
        #expect(try !house.a.store.read { try $0.openTombs(limit: 10) }.isEmpty)
        try FileManager.default.removeItem(atPath: path)
        try house.desk.closeDue()
        #expect(try house.a.store.read { try $0.openTombs(limit: 10) }.isEmpty)
        for (nom, part) in [(old, GuichetPart.content), (new, .content), (other, .answer(answer))] {
            #expect(try house.isDestroyed(part, of: nom))
        }
    }

    @Test("préparé et jamais servi : le fermer l'ôte, sa clé avec, et l'autre reste ouvert")
    func dropped() throws {
        let (nom, id) = try house.open("a")
        let other = try house.name("b")
        try house.prepare(.envoi(id), as: other, remplace: nom)
        let agent = try house.a.agent("referent")
        let lines = try house.a.logged {
            let held = try house.desk.close(other, for: .ferme, by: agent)
            #expect(held.guichet.nom == other && held.guichet.statut == .prepare)
        }
        #expect(lines == [])
        #expect(try house.a.store.read { try $0.guichet(other) } == nil)
        #expect(try house.isDestroyed(.key, of: other))
        #expect(house.refusal { try house.publish(other) } == .introuvable)
        #expect(try house.fetch(nom) == GuichetHouse.content)
    }

    @Test("répondu, c'est parti, même sans preuve d'ouverture : par la page, ou par un fichier")
    func answered() throws {
        let (nom, first) = try house.open("a")
        try house.reply(nom, id: .random())
        #expect(try house.withdraw(first) == [.parti])
        let (taken, second) = try house.open("b")
        let answer = PliID.random()
        try house.reply(taken, id: answer)
        try house.take(answer, of: taken)
        // As an older version kept it.
        try house.a.store.tamper("UPDATE guichets SET lu = NULL")
        #expect(try house.withdraw(second) == [.parti])
        let (_, third) = try house.open("c")
        try house.a.store.write(at: house.horloge.now) {
            try $0.noteAnswer(to: third, from: house.b.structure)
        }
        #expect(try house.withdraw(third) == [.parti])
    }

    @Test("ce que personne n'a ouvert à temps est détruit, et le journal le dit")
    func unopened() throws {
        let nom = try house.name()
        try house.prepare(.invitation(modele: .generique, nombre: 2), as: nom)
        try house.publish(nom)
        let answer = PliID.random()
        try house.reply(nom, id: answer)
        _ = try house.desk.close(nom, for: .ferme, by: house.a.agent("referent"))
        let copy = try StateCopy(house.a)
        house.horloge.advance(10 * 366 * 86_400)
        let lines = try house.a.logged { try house.desk.closeDue() }
        #expect(lines == ["guichet-reponse:fait:purge"])
        #expect(try house.isDestroyed(.answer(answer), of: nom))
        let remise = try copy.remise()
        let store = remise.desks.office.store
        #expect(try store.read { try $0.answers(of: nom) }.map(\.id) == [answer])
        try remise.desks.retention.tombs.merge(TombFile(folder: house.a.folder))
        try remise.desks.retention.settleTombs()
        #expect(try store.read { try $0.answers(of: nom) }.isEmpty)
        let logged = try store.read { try $0.leaves(from: 0, count: 10_000) }.compactMap(\.line)
            .map { try LogRecord(line: $0) }
        #expect(
            logged.contains { $0.acte == "guichet-reponse" && $0.detail == "restauration" })
    }

    @Test("une réponse que personne n'ouvre se rappelle aux référents dès le lendemain")
    func reminded() throws {
        let (nom, _) = try house.open()
        let answer = PliID.random()
        try house.reply(nom, id: answer)
        func lines(_ role: String) throws -> [String] {
            try house.a.desks.reminders.lines(for: house.a.agent(role)).filter {
                $0.contains("réponse de guichet")
            }
        }
        #expect(try lines("referent").isEmpty)
        let came = ParisTime.date(at: house.horloge.now).french
        house.horloge.advance(86_400)
        let said = try lines("referent")
        #expect(
            said.count == 1 && said[0].hasPrefix("1 réponse de guichet") && said[0].contains(came))
        #expect(try lines("dpo").isEmpty)
        try house.take(answer, of: nom)
        #expect(try lines("referent").isEmpty)
    }

    @Test("le dossier d'une personne dit quand la page fut donnée, et quand elle fut ouverte")
    func dated() throws {
        let (nom, id) = try house.open()
        let person = try #require(PersonIndex("1:" + String(repeating: "a", count: 32)))
        let act = try Annotation(de: house.a.structure, id: id, personne: person).signed(
            by: #require(house.a.identities["referent"]).signing, name: house.a.name("referent"))
        try house.a.desks.mail.annotate(act.bytes, by: house.a.agent("referent"))
        let dpo = try house.a.agent("dpo")
        let n = try house.a.desks.rights.enter(
            .ouverture(
                .acces, recue: ParisTime.date(at: house.horloge.now), personnes: [person],
                details: Crisis.sealed, identite: .verifiee), request: nil, by: dpo
        ).request.n
        let given = house.horloge.now
        _ = try house.fetch(nom)
        house.horloge.advance(60)
        try house.desk.opened(nom, proof: house.proof, by: house.visitor)
        func dates() throws -> [Instant?] {
            let file = try house.a.desks.rights.file(ofRequest: n, for: dpo)
            return file.transmissions.flatMap { [$0.recu, $0.ouvert] }
        }
        #expect(try dates() == [given, given + 60])
        _ = try house.a.desks.retention.destroy(
            [PliKey(de: house.a.structure, id: id)], run: nil
        ) { key, view in
            try view.heldFiche(key).map {
                RetentionDesk.Doomed(fiche: $0, regle: "usage-v1", le: house.horloge.now)
            }
        }
        #expect(try dates() == [given, given + 60])
    }

    @Test("un incident arrête les envois : la page ouverte se tait, puis sert de nouveau")
    func stopped() throws {
        let (nom, id) = try house.open()
        let (agent, created) = (try house.a.agent("referent"), house.horloge.now)
        #expect(try house.fetch(nom) == GuichetHouse.content)
        let scope = Crisis.scope { $0.partenaires = [house.b.structure] }
        let incident = try house.a.desks.incidents.enter(
            Crisis.declaration(at: created, portee: scope, arrets: [house.b.structure]),
            incident: nil, by: house.a.agent("dpo"))
        #expect(house.refusal { _ = try house.fetch(nom) } == .introuvable)
        #expect(
            house.refusal { try house.desk.opened(nom, proof: house.proof, by: house.visitor) }
                == .introuvable)
        #expect(house.refusal { try house.reply(nom, id: .random()) } == .introuvable)
        #expect(
            house.refusal { _ = try house.desk.prolong(nom, to: created + 40 * 86_400, by: agent) }
                == .interdit)
        #expect(
            house.refusal { try house.prepare(.envoi(id), as: house.name("b"), remplace: nom) }
                == .interdit)
        #expect(try house.guichet(nom).lu == nil && house.guichet(nom).statut == .ouvert)
        _ = try house.a.desks.incidents.enter(
            .envois(house.b.structure, isStopped: false), incident: incident.n,
            by: house.a.agent("dpo"))
        #expect(try house.fetch(nom) == GuichetHouse.content)
        let held = try house.desk.prolong(nom, to: created + 40 * 86_400, by: agent)
        #expect(held.guichet.fin == created + 40 * 86_400)
    }
}
