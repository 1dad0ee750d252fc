import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Guichets : préparer, publier, servir")
struct GuichetTests {
    private let house: GuichetHouse

    init() throws { house = try GuichetHouse() }

    @Test("préparé, rien n'est servi ; publié, le contenu est servi à qui connaît le nom")
    func served() throws {
        let (nom, id) = (try house.name(), try house.deposit())
        #expect(try house.prepare(.envoi(id), as: nom))
        #expect(try !house.prepare(.envoi(id), as: nom))
        #expect(house.refusal { _ = try house.fetch(nom) } == .introuvable)
        let lines = try house.a.logged {
            let said = try house.publish(nom)
            #expect(said)
        }
        #expect(lines == ["guichet-cree:fait"])
        let again = try house.a.logged {
            let isNew = try house.publish(nom)
            #expect(!isNew)
        }
        #expect(again == [])
        #expect(try house.fetch(nom) == GuichetHouse.content)
        #expect(house.refusal { _ = try house.fetch(house.name("b")) } == .introuvable)
    }

    @Test(
        "la première remise est au journal et fait avancer l'envoi ; l'ouverture, avec sa preuve")
    func steps() throws {
        let (nom, id) = try house.open()
        #expect(try house.a.statut(id, pour: house.b) == "a-transmettre")
        let fetched = try house.a.logged {
            _ = try house.fetch(nom)
            _ = try house.fetch(nom)
        }
        #expect(fetched == ["guichet-remis:fait"])
        #expect(try house.a.statut(id, pour: house.b) == "transmis")
        let row = try #require(
            try house.a.store.read { try $0.outgoing(id, pour: house.b.structure) })
        #expect(row.pris == house.horloge.now && row.prochain == nil)
        let wrong = [UInt8](repeating: 8, count: 32)
        for proof in [wrong, [], Array(house.proof.dropLast())] {
            #expect(
                house.refusal { try house.desk.opened(nom, proof: proof, by: house.visitor) }
                    == .interdit)
        }
        let opened = try house.a.logged {
            try house.desk.opened(nom, proof: house.proof, by: house.visitor)
            try house.desk.opened(nom, proof: house.proof, by: house.visitor)
        }
        #expect(opened == ["guichet-lu:fait"])
        #expect(try house.a.statut(id, pour: house.b) == "ouvert")
        let track = try house.a.desks.mail.track(
            id, de: house.a.structure, for: house.a.agent("referent"))
        #expect(track.guichets.map(\.lu) == [house.horloge.now])
    }

    @Test("un autre contenu, une autre préparation, un nom qui a servi : refusés")
    func conflicts() throws {
        let (nom, id) = try house.open()
        let agent = try house.a.agent("referent")
        #expect(
            house.refusal {
                _ = try house.desk.publish(Array("a.b.c.d.f".utf8), as: nom, by: agent)
            } == .conflit)
        #expect(house.refusal { try house.prepare(.envoi(id), as: nom, days: 20) } == .conflit)
        _ = try house.desk.close(nom, for: .ferme, by: agent)
        #expect(house.refusal { try house.publish(nom) } == .conflit)
        let invitation = try house.name("b")
        try house.prepare(.invitation(modele: .generique, nombre: 1), as: invitation)
        try house.publish(invitation)
        try house.desk.opened(invitation, proof: house.proof, by: house.visitor)
        _ = try house.desk.close(invitation, for: .ferme, by: agent)
        house.horloge.advance(400 * 86_400)
        try house.desk.closeDue()
        #expect(try house.a.store.read { try $0.guichet(invitation) } == nil)
        // The fiche is held: so is what became of its guichet.
        #expect(try house.guichet(nom).motif == .ferme)
        let other = try house.deposit()
        for used in [nom, invitation] {
            #expect(house.refusal { try house.prepare(.envoi(other), as: used) } == .conflit)
        }
    }

    @Test(
        "ce qui n'est pas un JWE compact, un envoi d'une autre voie, une fin trop lointaine : refusés"
    )
    func invalid() throws {
        let (nom, id) = (try house.name(), try house.deposit())
        let agent = try house.a.agent("referent")
        for days: Int64 in [0, -1, 91] {
            #expect(
                house.refusal { try house.prepare(.envoi(id), as: nom, days: days) } == .invalide)
        }
        let pli = try house.a.pli(to: house.b)
        _ = try house.a.desks.mail.deposit(pli.bytes, by: agent, road: .init(.fichier))
        #expect(house.refusal { try house.prepare(.envoi(pli.slip.id), as: nom) } == .introuvable)
        try house.prepare(.envoi(id), as: nom)
        for text in ["", "a.b.c.d", "a.b.c.d.e.f", "a.b.c.d.é", "<p>.b.c.d.e"] {
            #expect(
                house.refusal {
                    _ = try house.desk.publish(Array(text.utf8), as: nom, by: agent)
                } == .invalide, "\(text)")
        }
        let dpo = try house.a.agent("dpo")
        #expect(
            house.refusal {
                _ = try house.desk.publish(GuichetHouse.content, as: nom, by: dpo)
            } == .interdit)
    }

    @Test("la liste se choisit : une fiche, le début d'un nom ou d'une fiche")
    func chosen() throws {
        let (first, id) = try house.open("a")
        let (second, other) = try house.open("b")
        let agent = try house.a.agent("referent")
        func names(_ id: PliID? = nil, _ prefix: String? = nil) throws -> [GuichetName] {
            try house.desk.list(after: 0, of: id, prefix: prefix, for: agent)
                .guichets.map(\.guichet.nom)
        }
        #expect(try names() == [second, first])
        #expect(try names(id) == [first] && names(other) == [second] && names(.random()).isEmpty)
        #expect(try names(nil, String(repeating: "b", count: 9)) == [second])
        #expect(try names(nil, String(id.text.prefix(20))) == [first])
        #expect(try names(nil, "abcdefg").isEmpty)
    }

    @Test(
        "refait, l'ancien est fermé dans la même transaction ; l'échéance de la fiche borne la fin")
    func redone() throws {
        let (old, id) = try house.open()
        let new = try house.name("b")
        try house.prepare(.envoi(id), as: new, remplace: old)
        #expect(try house.fetch(old) == GuichetHouse.content)
        let lines = try house.a.logged { try house.publish(new) }
        #expect(lines == ["guichet-cree:fait", "guichet-clos:fait:refait"])
        #expect(house.refusal { _ = try house.fetch(old) } == .introuvable)
        #expect(try house.fetch(new) == GuichetHouse.content)
        #expect(try house.isDestroyed(.content, of: old) && house.isDestroyed(.key, of: old))
        let short = try house.a.pli(to: house.b) { slip in
            slip.conserverJusquA = ParisTime.date(at: house.horloge.now).adding(days: 10)
        }
        _ = try house.a.desks.mail.deposit(
            short.bytes, by: house.a.agent("referent"), road: .init(.guichet))
        #expect(
            house.refusal { try house.prepare(.envoi(short.slip.id), as: house.name("c")) }
                == .invalide)
        try house.prepare(.envoi(short.slip.id), as: house.name("c"), days: 9)
    }

    @Test(
        "sans « guichet.adresse », rien ne s'ouvre ; et rien de ce qui l'était n'est servi")
    func off() throws {
        let (nom, _) = try house.open()
        let off = Desks(
            store: house.a.store, keys: house.a.desks.office.keys, folder: house.a.folder,
            guichets: GuichetSettings(), now: { [horloge = house.horloge] in horloge.now })
        #expect(
            house.refusal {
                _ = try off.guichets.content(of: nom, for: house.visitor) { $0 }
            } == .introuvable)
        let id = try house.deposit()
        #expect(
            house.refusal {
                _ = try off.guichets.prepare(
                    house.preparation(.envoi(id)), as: house.name("b"),
                    by: house.a.agent("referent"))
            } == .introuvable)
    }

    @Test(
        "la place des guichets est à eux : pleine, rien de nouveau ; rendue à la fermeture")
    func quota() throws {
        let desks = Desks(
            store: house.a.store, keys: house.a.desks.office.keys, folder: house.a.folder,
            guichets: GuichetSettings(
                adresse: PeerAddress("https://guichet.example"),
                quota: Int64(GuichetHouse.key.count + GuichetHouse.content.count)),
            now: { [horloge = house.horloge] in horloge.now })
        let (nom, id) = (try house.name(), try house.deposit())
        let agent = try house.a.agent("referent")
        _ = try desks.guichets.prepare(house.preparation(.envoi(id)), as: nom, by: agent)
        _ = try desks.guichets.publish(GuichetHouse.content, as: nom, by: agent)
        #expect(
            house.refusal {
                _ = try desks.guichets.receive(
                    GuichetHouse.answer, id: .random(), of: nom, proof: house.proof,
                    from: house.visitor)
            } == .quota)
        _ = try desks.guichets.close(nom, for: .ferme, by: agent)
        #expect(try house.a.store.read { try $0.occupiedByGuichets() } == 0)
    }
}
