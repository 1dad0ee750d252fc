import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Guichets : les réponses")
struct GuichetAnswerTests {
    private let house: GuichetHouse

    init() throws { house = try GuichetHouse() }

    @Test(
        "sans la preuve, rien n'entre ; avec elle, deux fois le même est une seule réponse")
    func proven() throws {
        let (nom, _) = try house.open()
        let id = PliID.random()
        #expect(
            house.refusal {
                _ = try house.desk.receive(
                    GuichetHouse.answer, id: id, of: nom, proof: [UInt8](repeating: 0, count: 32),
                    from: house.visitor)
            } == .interdit)
        #expect(try house.a.store.read { try $0.answers(of: nom) }.isEmpty)
        let lines = try house.a.logged {
            let first = try house.reply(nom, id: id)
            #expect(first == .init(recu: house.horloge.now, isNew: true))
            house.horloge.advance(60)
            let again = try house.reply(nom, id: id)
            #expect(again == .init(recu: first.recu, isNew: false))
        }
        // Whoever has the proof has opened it, though nothing else said so.
        #expect(lines == ["guichet-remis:fait", "guichet-lu:fait", "guichet-reponse:fait"])
        #expect(try house.guichet(nom).lu == house.horloge.now + -60)
        #expect(
            house.refusal { try house.reply(nom, id: id, Array("a.b.c.d.e".utf8)) } == .conflit)
        #expect(
            house.refusal { try house.reply(nom, id: .random(), Array("<p>".utf8)) } == .invalide)
    }

    @Test("dix réponses au plus ; une invitation en prend autant qu'elle dit")
    func bounded() throws {
        let (nom, _) = try house.open()
        for _ in 0..<GuichetBounds.answers { try house.reply(nom, id: .random()) }
        #expect(house.refusal { try house.reply(nom, id: .random()) } == .quota)
        let invitation = try house.name("b")
        try house.prepare(.invitation(modele: .generique, nombre: 1), as: invitation)
        try house.publish(invitation)
        try house.reply(invitation, id: .random())
        #expect(house.refusal { try house.reply(invitation, id: .random()) } == .quota)
    }

    @Test(
        "ouverte, elle devient un document : une transaction la marque, fait répondre l'envoi, l'ôte"
    )
    func taken() throws {
        let (nom, id) = try house.open()
        let answer = PliID.random()
        try house.reply(nom, id: answer)
        let read = try house.a.logged {
            let bytes = try house.desk.answer(
                answer, of: nom, for: house.a.agent("referent")
            ) { _ in }
            #expect(bytes == GuichetHouse.answer)
        }
        #expect(read == ["lecture:fait"])
        #expect(
            house.refusal {
                _ = try house.desk.answer(answer, of: nom, for: house.a.agent("dpo")) { _ in }
            } == .interdit)
        var document: PliID?
        let lines = try house.a.logged { document = try house.take(answer, of: nom) }
        #expect(lines == ["reception:fait:voie-guichet"])
        let found = try #require(try house.a.store.read { try $0.answers(of: nom) }.first)
        #expect(found.ouverte == house.horloge.now && found.document == document)
        #expect(try house.a.statut(id, pour: house.b) == "repondu")
        #expect(try house.isDestroyed(.answer(answer), of: nom))
        // More may come: the key stays, and the page too.
        #expect(try !house.isDestroyed(.key, of: nom))
        #expect(house.refusal { try house.take(answer, of: nom) } == .conflit)
        #expect(try !house.reply(nom, id: answer).isNew)
    }

    @Test("venue par le guichet, la même réponse en fichier est déjà reçue")
    func fileAfter() throws {
        let (nom, _) = try house.open()
        let answer = PliID.random()
        try house.reply(nom, id: answer)
        // It waits, and is not lost.
        #expect(house.refusal { try house.takeFile(answer, of: nom) } == .conflit)
        let document = try house.take(answer, of: nom)
        #expect(house.refusal { try house.takeFile(answer, of: nom) } == .conflit)
        #expect(
            house.refusal {
                try house.takeFile(answer, of: nom, Array("a.b.c.d.e".utf8), voie: .courriel)
            } == .conflit)
        #expect(try house.a.inbox().count == 1)
        #expect(try house.a.store.read { try $0.answers(of: nom) }.map(\.document) == [document])
        // Another one is another document.
        try house.takeFile(.random(), of: nom)
        #expect(try house.a.inbox().count == 2)
    }

    @Test("venue en fichier, la même réponse est déjà reçue par le guichet, et en fichier")
    func fileFirst() throws {
        let (nom, id) = try house.open()
        let answer = PliID.random()
        var document: PliID?
        let lines = try house.a.logged { document = try house.takeFile(answer, of: nom) }
        #expect(lines == ["reception:fait:fichier"])
        let found = try #require(try house.a.store.read { try $0.answers(of: nom) }.first)
        #expect(found.ouverte == house.horloge.now && found.document == document)
        #expect(try house.a.statut(id, pour: house.b) == "repondu")
        // The browser is told that we have it; nothing waits, nothing is held.
        let again = try house.reply(nom, id: answer)
        #expect(again == .init(recu: house.horloge.now, isNew: false))
        #expect(
            house.refusal { try house.reply(nom, id: answer, Array("a.b.c.d.e".utf8)) }
                == .conflit)
        #expect(try house.a.store.read { try $0.part(.answer(answer), of: nom) } == nil)
        #expect(house.refusal { try house.takeFile(answer, of: nom) } == .conflit)
        #expect(house.refusal { try house.take(answer, of: nom) } == .conflit)
        #expect(try house.a.inbox().count == 1)
        _ = try house.desk.close(nom, for: .ferme, by: house.a.agent("referent"))
        #expect(try house.isDestroyed(.key, of: nom))
    }

    @Test("détruite sans avoir été ouverte, elle ne revient pas en fichier")
    func destroyed() throws {
        let (nom, _) = try house.open()
        let answer = PliID.random()
        try house.reply(nom, id: answer)
        let guichet = try house.guichet(nom)
        try house.a.store.write(at: house.horloge.now) { try $0.dropAnswers(of: guichet) }
        #expect(house.refusal { try house.takeFile(answer, of: nom) } == .conflit)
        #expect(try house.a.inbox().isEmpty)
    }

    @Test(
        "un document d'un guichet dit de quelle réponse, et de son partenaire ; nul autre ne le dit"
    )
    func origins() throws {
        let (nom, _) = try house.open()
        let answer = PliID.random()
        try house.reply(nom, id: answer)
        let agent = try house.a.agent("referent")
        let pli = try house.document()
        let origin = Incoming.Origin(structure: house.b.structure, voie: .guichet)
        #expect(
            house.refusal {
                _ = try house.a.desks.mail.deposit(pli.bytes, by: agent, origin: origin)
            } == .invalide)
        #expect(
            house.refusal {
                _ = try house.a.desks.mail.deposit(
                    pli.bytes, by: agent,
                    origin: .init(structure: house.b.structure, voie: .papier),
                    answer: .init(guichet: nom, reponse: answer))
            } == .invalide)
        #expect(
            house.refusal {
                _ = try house.a.desks.mail.deposit(
                    pli.bytes, by: agent, origin: origin,
                    answer: .init(guichet: nom, reponse: .random()))
            } == .introuvable)
        // A file never came by the guichet; nor from somebody else, nor of a guichet that is none.
        #expect(
            house.refusal { try house.takeFile(.random(), of: nom, voie: .guichet) } == .invalide)
        #expect(
            house.refusal { try house.takeFile(.random(), of: house.name("b")) } == .introuvable)
        #expect(
            house.refusal {
                _ = try house.a.desks.mail.deposit(
                    pli.bytes, by: agent,
                    origin: .init(structure: house.a.structure, voie: .fichier),
                    answer: .init(
                        guichet: nom, reponse: answer, file: .init(sha256: "", taille: 1)))
            } == .invalide)
        #expect(try house.a.inbox().isEmpty)
    }
}
