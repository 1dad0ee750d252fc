import LiaisonSchema
import LiaisonStore
import Testing

@Suite("Les plis gardés, tels que la conservation les lit")
struct HeldFicheTests {
    let shelf: Shelf

    init() throws { shelf = try Shelf() }

    @Test("une page ne finit jamais au milieu d'un identifiant, et aucun pli n'est sauté")
    func pages() throws {
        for n in 1...5 { try shelf.receive(n, from: shelf.b) }
        try shelf.receive(2, from: shelf.c)
        for limit in 1...7 {
            var (after, seen): (PliID?, [PliKey]) = (nil, [])
            while true {
                let page = try shelf.read { try $0.heldFiches(after: after, limit: limit) }
                guard let last = page.last else { break }
                // Two of one id are one page, even of one row.
                #expect(page.count <= limit + 1)
                seen += page.map(\.key)
                after = last.id
            }
            #expect(seen.count == 6 && Set(seen).count == 6, "\(limit)")
            #expect(seen.map(\.id.text) == seen.map(\.id.text).sorted(), "\(limit)")
        }
    }

    @Test("par le début de l'identifiant, par l'objet, par la clé")
    func finding() throws {
        try shelf.receive(1, from: shelf.b)
        try shelf.receive(1, from: shelf.c)
        try shelf.receive(0x20, from: shelf.b) {
            $0.objet = .anomalie
            $0.modele = nil
        }
        let prefix = String(Shelf.id(1).text.dropLast())
        #expect(
            Set(try shelf.read { try $0.heldFiches(prefix: prefix, limit: 9) }.map(\.de))
                == [shelf.b, shelf.c])
        #expect(try shelf.read { try $0.heldFiches(prefix: "00000000", limit: 1) }.count == 2)
        #expect(try shelf.read { try $0.heldFiches(prefix: "1", limit: 9) }.isEmpty)
        #expect(
            try shelf.read { try $0.heldFiches(.anomalie, limit: 9) }.map(\.id)
                == [Shelf.id(0x20)])
        let key = PliKey(de: shelf.c, id: Shelf.id(1))
        #expect(try shelf.read { try $0.heldFiche(key) }?.key == key)
        #expect(try shelf.read { try $0.heldFiche(PliKey(de: shelf.a, id: key.id)) } == nil)
    }

    @Test("ouvert de tous : le jour où le dernier destinataire l'a ouvert pour la première fois")
    func openedByAll() throws {
        let slip = try shelf.send(1, to: shelf.b).slip
        let other = try shelf.pli(1, from: shelf.a, to: shelf.c)
        try shelf.write { try $0.insertOutgoing(other, statut: "en-attente") }
        func opened() throws -> String? {
            try shelf.held(slip, withOpenings: true)?.openedByAll?.description
        }
        #expect(try shelf.held(slip)?.partners == [shelf.b, shelf.c])
        #expect(try opened() == nil)
        try shelf.acknowledge(slip, .ouvert, by: "jean", at: 3 * Shelf.day)
        // A delivery is no opening.
        try shelf.acknowledge(other.slip, .remis)
        #expect(try opened() == nil)
        try shelf.acknowledge(other.slip, .ouvert, by: "nora", at: Shelf.day)
        #expect(try opened() == "2026-11-21")
        try shelf.acknowledge(slip, .ouvert, by: "lea", at: 9 * Shelf.day)
        #expect(try opened() == "2026-11-21")
        #expect(try shelf.held(slip)?.openedByAll == nil)
    }

    @Test("un tableau qui en remplace un de son auteur, pas celui d'un autre")
    func replacedTable() throws {
        func table(_ n: Int, from: StructureName, replacing: Int? = nil) throws -> Slip {
            try shelf.receive(n, from: from) {
                $0.objet = .tableauOFII
                $0.modele = nil
                $0.remplace = replacing.map(Shelf.id)
            }.slip
        }
        let first = try table(1, from: shelf.b)
        _ = try table(2, from: shelf.c, replacing: 1)
        #expect(try shelf.held(first)?.isReplaced == false)
        let second = try table(3, from: shelf.b, replacing: 1)
        #expect(try shelf.held(first)?.isReplaced == true)
        #expect(try shelf.held(second)?.isReplaced == false)
    }

    @Test("un partage garde la trace de la fiche transmise à un collègue")
    func handedOn() throws {
        let fiche = try shelf.receive(1, from: shelf.b).slip
        let share = try shelf.receive(2, from: shelf.a, original: fiche.key) {
            $0.objet = .partage
        }.slip
        #expect(try shelf.held(share)?.original == fiche.key)
        #expect(try shelf.held(fiche)?.original == nil)
    }

    @Test("l'empreinte d'un pli, d'où qu'il soit ; une ligne illisible est dite abîmée")
    func digest() throws {
        let (sent, received) = (
            try shelf.send(1, to: shelf.b).slip, try shelf.receive(2, from: shelf.b).slip
        )
        for slip in [sent, received] {
            #expect(try shelf.read { try $0.digest(of: slip.key) } == slip.sha256)
        }
        #expect(try shelf.read { try $0.digest(of: PliKey(de: shelf.c, id: sent.id)) } == nil)
        try shelf.tamper("UPDATE gardes SET conserver = '2026-02-30'")
        let error = #expect(throws: StoreError.self) {
            try shelf.read { try $0.heldFiches(after: nil, limit: 9) }
        }
        #expect(error?.code == .damaged)
    }
}
