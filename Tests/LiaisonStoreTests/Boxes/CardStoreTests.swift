import LiaisonCrypto
import LiaisonSchema
import Testing

@testable import LiaisonStore

@Suite("Les cartes gardées")
struct CardStoreTests {
    let shelf: Shelf

    init() throws { shelf = try Shelf() }

    private func inForce(_ structure: StructureName) throws -> SignedCarte? {
        let read = try shelf.read { try $0.card(of: structure) }
        // What is kept in memory says the same as the database, each time.
        #expect(try shelf.store.card(of: structure) == read)
        return read
    }

    private func partners() throws -> [StructureName] {
        try shelf.read { try $0.partnerCards() }.map(\.carte.structure)
    }

    @Test("la dernière acceptée est en vigueur, les autres restent, du plus ancien")
    func succession() throws {
        #expect(try inForce(shelf.b) == nil)
        let first = try shelf.accept(shelf.b)
        #expect(try inForce(shelf.b) == first)
        // Under another key, series begin again: the order of acceptance counts.
        let second = try shelf.accept(shelf.b, serie: 7, at: 10)
        let third = try shelf.accept(shelf.b, serie: 2, at: 20, key: .generate())
        #expect(try inForce(shelf.b) == third)
        let all = try shelf.read { try $0.cards(of: shelf.b) }
        #expect(all.map(\.card) == [first, second, third])
        #expect(all.map { $0.acceptee - Shelf.start } == [0, 10, 20])
        #expect(try shelf.read { try $0.countCards(of: shelf.b, since: Shelf.start) } == 2)
        var (pages, rank): ([[SignedCarte]], Int64?) = ([], 0)
        while let after = rank {
            let page = try shelf.read { try $0.cards(of: shelf.b, after: after, limit: 2) }
            pages.append(page.cards.map(\.card))
            rank = page.next
        }
        #expect(pages == [[first, second], [third]])
        // The same series under the same key is a fault of the caller.
        #expect(throws: StoreError.self) { try shelf.accept(shelf.b) }
        #expect(try inForce(shelf.b) == third)
    }

    @Test("la nôtre n'est pas celle d'un partenaire")
    func own() throws {
        #expect(try shelf.store.ownCard() == nil)
        let own = try shelf.accept(shelf.a, at: 5, type: .missionLocale)
        try shelf.accept(shelf.b, type: .dtOFII)
        #expect(try shelf.store.ownCard() == own)
        #expect(try shelf.read { try $0.acceptedOwnCard() }?.acceptee == Shelf.start + 5)
        #expect(try partners() == [shelf.b])
        #expect(try shelf.read { try $0.cardExchange(with: shelf.a) } == nil)
        #expect(
            try shelf.read { try $0.kinds() } == [shelf.a: .missionLocale, shelf.b: .dtOFII])
    }

    @Test(
        "un partenaire retiré n'a plus de carte en vigueur ni de vérification ; repris, il en a une"
    )
    func removal() throws {
        let card = try shelf.accept(shelf.b)
        try shelf.accept(shelf.c)
        let act = Verification(
            structure: shelf.b, cle: card.carte.cleStructure, serie: 1, moyen: .telephone,
            le: Shelf.start)
        let note = try act.signed(by: shelf.key, name: shelf.agent()).bytes
        try shelf.write { try $0.insert(verification: act, note: note) }
        func isVerified() throws -> Bool {
            try shelf.read {
                try $0.hasVerification(of: shelf.b, cle: card.carte.cleStructure)
            }
        }
        #expect(try isVerified())
        #expect(try shelf.read { try $0.verifications(of: shelf.b) } == [note])
        let other = try SigningKey.generate().verifierKey(name: card.carte.cleStructure.name)
        #expect(try !shelf.read { try $0.hasVerification(of: shelf.b, cle: other) })
        try shelf.write { try $0.removePartner(shelf.b) }
        #expect(try inForce(shelf.b) == nil)
        #expect(try partners() == [shelf.c])
        #expect(try shelf.read { try $0.removedPartners() } == [shelf.b])
        #expect(try !isVerified())
        #expect(try shelf.read { try $0.cardExchange(with: shelf.b) } == nil)
        // For what it signed, its cards stay.
        #expect(try shelf.read { try $0.cards(of: shelf.b) }.map(\.card) == [card])
        #expect(try shelf.read { try $0.kinds() }[shelf.b] == .autre)
        try shelf.write(60) { try $0.restorePartner(shelf.b) }
        #expect(try inForce(shelf.b) == card)
        #expect(try !isVerified())
        let exchange = try #require(try shelf.read { try $0.cardExchange(with: shelf.b) })
        #expect(exchange.tirage == Shelf.start + 60 + StoreTransaction.pullEvery)
    }

    @Test(
        "une carte mise de côté n'est pas en vigueur ; la dernière compte, jusqu'à ce qu'une entre")
    func pending() throws {
        let first = try shelf.accept(shelf.b)
        let (aside, later) = (
            try shelf.card(of: shelf.b, key: .generate()),
            try shelf.card(of: shelf.b, serie: 2, key: .generate())
        )
        for card in [aside, later] { try shelf.write { try $0.insertPending(card) } }
        #expect(try inForce(shelf.b) == first)
        #expect(try shelf.read { try $0.pendingCard(of: shelf.b) } == later)
        try shelf.write { try $0.insert(later, own: false) }
        #expect(try inForce(shelf.b) == later)
        #expect(try shelf.read { try $0.pendingCard(of: shelf.b) } == nil)
    }

    @Test("notre carte nouvelle va à tous, aussitôt, avant ce que l'ancienne clé avait signé")
    func exchange() throws {
        for structure in [shelf.b, shelf.c] { try shelf.accept(structure) }
        try shelf.send(1, to: shelf.b)
        try shelf.move(1, to: "en-attente", essais: 2, next: Shelf.start + 900)
        func exchange(_ structure: StructureName) throws -> CardExchange? {
            try shelf.read { try $0.cardExchange(with: structure) }
        }
        #expect(try exchange(shelf.b)?.transmission == nil)
        try shelf.write(30) { try $0.transmitOwnCard() }
        #expect(try exchange(shelf.b)?.transmission == Shelf.start + 30)
        let due = try shelf.read {
            try $0.dueOutgoing(to: shelf.b, at: Shelf.start + 30, limit: 9)
        }
        #expect(due.map(\.essais) == [2])
        try shelf.write(31) {
            try $0.updateTransmission(to: shelf.b, essais: 1, next: Shelf.start + 60)
            try $0.updateTransmission(to: shelf.c, essais: 0, next: nil)
            try $0.updatePull(from: shelf.c, next: Shelf.start + 500)
        }
        #expect(
            try exchange(shelf.b)
                == CardExchange(
                    transmission: Shelf.start + 60, essais: 1,
                    tirage: Shelf.start + StoreTransaction.pullEvery))
        #expect(
            try exchange(shelf.c)
                == CardExchange(transmission: nil, essais: 0, tirage: Shelf.start + 500))
    }

    @Test("les cartes remplacées sous lesquelles rien n'est venu qui soit encore ici")
    func forgotten() throws {
        try shelf.accept(shelf.a)
        for (serie, seconds) in [(1, 0), (2, 100), (3, 200), (4, 300)] {
            try shelf.accept(shelf.b, serie: serie, at: Int64(seconds))
        }
        let pli = try shelf.receive(1, from: shelf.b, at: 150).slip
        func forgotten(before seconds: Int64) throws -> [Int] {
            let ranks = try shelf.read {
                try $0.forgottenCards(before: Shelf.start + seconds)
            }
            let all = try shelf.read { try $0.cards(of: shelf.b, after: 0, limit: 9) }.cards
            // Ours has the first rank.
            return ranks.map { all[Int($0) - 2].card.carte.serie }
        }
        #expect(try forgotten(before: 99) == [1])
        #expect(try forgotten(before: 1_000) == [1, 3])
        let fiche = try #require(try shelf.held(pli))
        _ = try shelf.write {
            try $0.entomb(fiche, regle: "fin-v1", le: Shelf.start, run: nil, isRegistered: false)
        }
        #expect(try forgotten(before: 1_000) == [1, 2, 3])
        let ranks = try shelf.read { try $0.forgottenCards(before: Shelf.start + 1_000) }
        try shelf.write { transaction in
            for rank in ranks { try transaction.deleteCard(rank) }
        }
        #expect(try shelf.read { try $0.cards(of: shelf.b) }.map(\.card.carte.serie) == [4])
        #expect(try inForce(shelf.b)?.carte.serie == 4)
    }

    @Test("une écriture qui échoue laisse la carte d'avant en vigueur, en mémoire aussi")
    func rollback() throws {
        struct Fault: Error {}
        let first = try shelf.accept(shelf.b)
        _ = try inForce(shelf.b)
        let second = try shelf.card(of: shelf.b, serie: 2)
        #expect(throws: Fault.self) {
            try shelf.write {
                try $0.insert(second, own: false)
                // Read amid the change, through the store: what is in force is the one before.
                #expect(try shelf.store.card(of: shelf.b) == first)
                throw Fault()
            }
        }
        #expect(try inForce(shelf.b) == first)
    }
}
