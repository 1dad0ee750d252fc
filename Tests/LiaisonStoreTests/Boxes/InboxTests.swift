import LiaisonSchema
import LiaisonStore
import Testing

@Suite("La boîte de réception")
struct InboxTests {
    let shelf: Shelf

    init() throws { shelf = try Shelf() }

    private func row(_ pli: Pli) throws -> Incoming? {
        try shelf.read {
            try $0.incoming(pli.slip.id, de: pli.slip.de, pour: pli.slip.pour)
        }
    }

    @Test("une ligne par pli ; le même identifiant chez deux structures n'est pas le même pli")
    func rows() throws {
        let fromB = try shelf.receive(1, from: shelf.b, at: 7)
        let fromC = try shelf.receive(1, from: shelf.c, at: 8)
        let first = try #require(try row(fromB))
        #expect(first.slip == fromB.slip && first.slipNote == fromB.acte.bytes)
        #expect((first.statut, first.recu) == ("non-lu", Shelf.start + 7))
        try shelf.write(9) { try $0.updateIncoming(fromB.slip, statut: "ouvert") }
        #expect(try row(fromB)?.statut == "ouvert")
        #expect(try row(fromC)?.statut == "non-lu")
        // The same pli again is a fault of the caller, and changes nothing.
        #expect(throws: StoreError.self) { try shelf.receive(1, from: shelf.b) }
        #expect(try shelf.read { try $0.inbox() }.map(\.slip.de) == [shelf.c, shelf.b])
        #expect(try shelf.read { try $0.inbox(.newest(1)) }.map(\.slip.de) == [shelf.c])
        #expect(try shelf.read { try $0.inbox(.beginning(Shelf.id(2).text, limit: .max)) }.isEmpty)
    }

    @Test("ce que chacun occupe est compté à l'octet, et rendu à la destruction")
    func occupied() throws {
        let first = try shelf.receive(1, from: shelf.b)
        try shelf.receive(2, from: shelf.b)
        try shelf.receive(3, from: shelf.c)
        func occupied(_ structure: StructureName) throws -> Int64 {
            try shelf.read { try $0.occupied(by: structure) }
        }
        let size = Incoming.place(of: first)
        #expect(size == Int64(first.age.count + first.acte.bytes.count) + 1_024)
        #expect(try occupied(shelf.b) == 2 * size)
        #expect(try occupied(shelf.c) == size)
        #expect(try occupied(shelf.a) == 0)
        let note = Int64(try shelf.acknowledge(first.slip, .remis).count) + 1_024
        #expect(try occupied(shelf.b) == 2 * size + note)
        // Said again it takes no more.
        _ = try shelf.acknowledge(first.slip, .remis)
        #expect(try occupied(shelf.b) == 2 * size + note)
        let fiche = try #require(try shelf.held(first.slip))
        _ = try shelf.write {
            try $0.entomb(
                fiche, regle: "convention-v1", le: Shelf.start, run: nil, isRegistered: false)
        }
        #expect(try occupied(shelf.b) == size)
    }

    @Test("une fiche n'est remplacée que par une autre de la même structure")
    func replaced() throws {
        let first = try shelf.receive(1, from: shelf.b)
        try shelf.receive(2, from: shelf.c) { $0.remplace = Shelf.id(1) }
        #expect(try !shelf.isReplaced(first.slip))
        try shelf.receive(3, from: shelf.b) { $0.remplace = Shelf.id(1) }
        #expect(try shelf.isReplaced(first.slip))
    }

    @Test("une clé d'index n'est dans aucune liste ; chaque agent trouve celles scellées pour lui")
    func indexKeys() throws {
        let (lea, paul) = (shelf.agent("lea"), shelf.agent("paul"))
        for (n, agents) in [(1, [paul]), (2, [lea]), (3, [lea, paul]), (4, [lea])] {
            try shelf.receive(n, from: shelf.a, statut: Incoming.indexKey) {
                $0.objet = .cleIndex
                $0.modele = nil
                $0.addressees = .agents(agents)
            }
        }
        let seen = try shelf.receive(5, from: shelf.b)
        #expect(try shelf.read { try $0.inbox() }.map(\.slip.id) == [seen.slip.id])
        #expect(
            try shelf.read { try $0.inbox(.beginning("00000000", limit: .max)) }.map(\.slip.id) == [
                seen.slip.id
            ])
        #expect(try shelf.read { try $0.indexKeyPlis(for: lea) } == [2, 4].map(Shelf.id))
        #expect(try shelf.read { try $0.indexKeyPlis(for: paul) } == [Shelf.id(1)])
    }

    @Test("ce qui répond à un pli : la structure du bordereau, pas le texte qui s'y trouve")
    func answers() throws {
        try shelf.receive(1, from: shelf.b) { $0.reponseA = Shelf.id(9) }
        try shelf.receive(2, from: shelf.c) { $0.reponseA = Shelf.id(8) }
        try shelf.receive(3, from: shelf.c) { $0.reponseA = Shelf.id(9) }
        #expect(
            try shelf.read { try $0.answers(to: Shelf.id(9)) }.map(\.slip.id)
                == [1, 3].map(Shelf.id))
        #expect(try shelf.read { try $0.answers(to: Shelf.id(1)) }.isEmpty)
    }

    @Test("ouvrir une copie chez l'un ne dit rien du pli de l'autre")
    func opened() throws {
        let fromB = try shelf.receive(1, from: shelf.b)
        let fromC = try shelf.receive(1, from: shelf.c)
        try shelf.write { try $0.markOpened(fromB.slip) }
        #expect(try #require(try shelf.held(fromB.slip)).isOpened)
        #expect(try !#require(try shelf.held(fromC.slip)).isOpened)
    }

    @Test("un bordereau que la base ne rend plus est une erreur, pas une ligne de moins")
    func damaged() throws {
        try shelf.receive(1, from: shelf.b)
        try shelf.tamper("UPDATE receptions SET bordereau = x'00'")
        #expect(throws: (any Error).self) { try shelf.read { try $0.inbox() } }
    }
}
