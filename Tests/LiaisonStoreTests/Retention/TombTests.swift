import GRDB
import LiaisonSchema
import Testing

@testable import LiaisonStore

@Suite("Les tombes, pas à pas")
struct TombTests {
    let shelf: Shelf
    let her = Shelf.person(1)

    init() throws { shelf = try Shelf() }

    private func entomb(
        _ slip: Slip, run: Int? = nil, isRegistered: Bool = false, regle: String = "convention-v1"
    ) throws -> Tombstone? {
        let fiche = try #require(try shelf.held(slip))
        return try shelf.write {
            try $0.entomb(
                fiche, regle: regle, le: Shelf.start, run: run, isRegistered: isRegistered)
        }
    }

    private func openTombs() throws -> [OpenTomb] { try shelf.read { try $0.openTombs(limit: 9) } }

    private func content(_ slip: Slip, _ box: Boite) throws -> [UInt8]? {
        try shelf.store.blob(in: box, de: slip.de.text, id: slip.id.text)
    }

    @Test("premier pas : plus de ligne nulle part, une tombe ; le contenu n'y est pour personne")
    func entombing() throws {
        let slip = try shelf.receive(1, from: shelf.b).slip
        try shelf.annotate(slip, her)
        try shelf.acknowledge(slip, .ouvert, by: "lea")
        let fiche = try #require(try shelf.held(slip))
        let tomb = try #require(try entomb(slip))
        #expect(tomb.sha256 == slip.sha256 && tomb.regle == "convention-v1")
        #expect(try shelf.read { try $0.tombstone(slip.id, de: shelf.b) } == tomb)
        #expect(try shelf.read { try $0.tombstones(of: slip.id) } == [tomb])
        #expect(try shelf.read { try $0.isOpenTomb(slip.id, de: shelf.b) })
        for table in ["receptions", "gardes", "annotations", "accuses", "transmissions"] {
            #expect(try shelf.count(table) == 0, "\(table)")
        }
        #expect(try openTombs() == [OpenTomb(tombstone: tomb, box: .reception)])
        // It is not there any more: nothing is destroyed twice.
        let again = try shelf.write {
            try $0.entomb(fiche, regle: "autre-v1", le: Shelf.start, run: nil, isRegistered: true)
        }
        #expect(again == nil)
        #expect(try shelf.read { try $0.tombstone(slip.id, de: shelf.b) } == tomb)
        #expect(
            try shelf.read { try $0.destroyed([(nil, slip.id), (shelf.c, slip.id)]) } == [tomb])
    }

    @Test("les pas suivants : la clé, puis le contenu ; la tombe dit qu'il n'en reste rien")
    func burying() throws {
        let slip = try shelf.send(1, to: shelf.b).slip
        let other = try shelf.send(2, to: shelf.b).slip
        #expect(try content(slip, .envoi) != nil)
        _ = try entomb(slip)
        let tombs = try openTombs()
        try shelf.store.shred(tombs)
        let error = #expect(throws: StoreError.self) { try content(slip, .envoi) }
        #expect(error?.code == .damaged)
        try shelf.write { transaction in for tomb in tombs { try transaction.bury(tomb) } }
        #expect(try content(slip, .envoi) == nil)
        #expect(try content(other, .envoi) == Array("contenu".utf8))
        #expect(try openTombs().isEmpty)
        #expect(try !shelf.read { try $0.isOpenTomb(slip.id, de: shelf.a) })
        #expect(try shelf.read { try $0.tombstone(slip.id, de: shelf.a) } != nil)
    }

    @Test(
        "un procès-verbal compte ce qui fut détruit, par modèle et par règle, et ce que nul n'a lu")
    func counting() throws {
        let run = try shelf.write { try $0.openPurge(avant: "point", suspendus: 3) }
        let open = try #require(try shelf.read { try $0.openPurge() })
        #expect((open.numero, open.avant, open.suspendus, open.note) == (run, "point", 3, nil))
        let (unread, read) = (
            try shelf.receive(1, from: shelf.b).slip, try shelf.receive(2, from: shelf.b).slip
        )
        let message = try shelf.send(3, to: shelf.b) {
            $0.objet = .anomalie
            $0.modele = nil
            $0.scelle = Shelf.start + -40 * Shelf.day
        }.slip
        try shelf.write { try $0.markOpened(read) }
        _ = try entomb(unread, run: run, regle: "fin-v1")
        _ = try entomb(read, run: run)
        _ = try entomb(message, run: run)
        // One of no run is not among them.
        _ = try entomb(try shelf.receive(4, from: shelf.c).slip)
        let counts = try shelf.read { try $0.purgeCounts(run) }
        #expect((counts.nombre, counts.nonLus) == (3, 1))
        #expect(counts.parModele == ["generique": 2, "anomalie": 1])
        #expect(counts.regles == ["convention-v1", "fin-v1"])
        let (first, last) = (try #require(counts.premier), try #require(counts.dernier))
        #expect(ParisTime.date(at: first).description == "2026-10-09")
        #expect(ParisTime.date(at: last).description == "2026-11-18")
        #expect(try shelf.read { try $0.remains(of: run) } == 3)
        for tomb in try openTombs() { try shelf.write { try $0.bury(tomb) } }
        #expect(try shelf.read { try $0.remains(of: run) } == 0)
        #expect(try shelf.read { try $0.purgeCounts(run + 1) } == PurgeCounts())
    }

    @Test("une purge qui n'a rien détruit rend son numéro ; une autre le garde pour toujours")
    func numbers() throws {
        func open() throws -> Int { try shelf.write { try $0.openPurge(avant: "", suspendus: 0) } }
        let first = try open()
        try shelf.write { try $0.closePurge(first, note: nil) }
        #expect(try open() == first)
        try shelf.write { try $0.closePurge(first, note: [1]) }
        #expect(try shelf.read { try $0.openPurge() } == nil)
        let second = try open()
        #expect(second == first + 1)
        try shelf.write { try $0.closePurge(second, note: [2]) }
        #expect(try shelf.read { try $0.purges(limit: 9) }.map(\.numero) == [second, first])
        #expect(try shelf.read { try $0.purges(limit: 1) }.map(\.note) == [[2]])
        #expect(try shelf.read { try $0.purge(first) }?.note == [1])
        #expect(try shelf.read { try $0.purge(9) } == nil)
        // After a restoration: in a row that no copy gave yet.
        try shelf.write { try $0.beginAnew() }
        #expect(try open() == 1_001)
    }

    @Test("l'attestation d'un pli est celle d'une purge finie")
    func attestation() throws {
        let slip = try shelf.send(1, to: shelf.b).slip
        let run = try shelf.write { try $0.openPurge(avant: "", suspendus: 0) }
        _ = try entomb(slip, run: run)
        func attestation() throws -> Int? {
            try shelf.read { try $0.attestation(of: slip.key) }
        }
        #expect(try attestation() == nil)
        try shelf.write { try $0.closePurge(run, note: [1]) }
        #expect(try attestation() == run)
    }

    @Test("les tombes d'un fichier s'ajoutent une fois, et se lisent par pages")
    func fromFile() throws {
        let own = try #require(try entomb(try shelf.send(2, to: shelf.b).slip))
        func tomb(_ n: Int, _ de: StructureName) -> Tombstone {
            Tombstone(
                de: de, id: Shelf.id(n), sha256: own.sha256, regle: "fin-v1", le: Shelf.start)
        }
        #expect(try shelf.write { try $0.insert(tomb(1, shelf.b)) })
        #expect(try !shelf.write { try $0.insert(tomb(1, shelf.b)) })
        #expect(try shelf.write { try $0.insert(tomb(3, shelf.b)) })
        // What is known stays as it is, the steps that it still needs too.
        #expect(try !shelf.write { try $0.insert(tomb(2, shelf.a)) })
        #expect(try openTombs().map(\.tombstone) == [own])
        func page(after n: Int?) throws -> [PliID] {
            try shelf.read { try $0.tombstones(after: n.map(Shelf.id), limit: 2) }.map(\.id)
        }
        #expect(try page(after: nil) == [1, 2].map(Shelf.id))
        #expect(try page(after: 2) == [Shelf.id(3)])
        #expect(try page(after: 3).isEmpty)
    }

    @Test("détruit ici, revenu d'une sauvegarde : détruit de nouveau, sous sa règle d'alors")
    func again() throws {
        let first = try #require(try entomb(try shelf.receive(1, from: shelf.b).slip, run: nil))
        for tomb in try openTombs() { try shelf.write { try $0.bury(tomb) } }
        let slip = try shelf.receive(1, from: shelf.b).slip
        let second = try #require(try entomb(slip, regle: "fin-v1"))
        #expect(second.regle == "fin-v1" && second.sha256 == first.sha256)
        #expect(try openTombs().map(\.tombstone) == [second])
        #expect(try shelf.count("tombes") == 1)
    }

    @Test("un fait sur le pli s'en va avec lui, sauf ce qui compte pour d'autres")
    func facts() throws {
        let slips = try (1...2).map { try shelf.receive($0, from: shelf.b).slip }
        let day = try #require(CalendarDate("2026-11-18"))
        for slip in slips {
            for fact in [
                RetentionFact.usage(de: slip.de, id: slip.id, jusquA: day),
                .sortie(de: slip.de, id: slip.id, personnes: [her], le: day),
                .droits(de: slip.de, id: slip.id, personnes: [her], demande: .effacement),
            ] {
                _ = try shelf.write { try $0.insert(fact, by: shelf.agent()) }
            }
        }
        // The second request was refused: it counts no more.
        let motif = try shelf.sealed()
        _ = try shelf.write {
            try $0.insert(
                .droitsRefus(de: slips[1].de, id: slips[1].id, motif: motif), by: shelf.agent())
        }
        for slip in slips { _ = try entomb(slip) }
        let left = try shelf.read { try $0.facts() }.map(\.fact.genre)
        #expect(left == [.sortie, .droits, .sortie])
    }

    @Test("une tombe en route dont la boîte est illisible est dite abîmée")
    func damaged() throws {
        _ = try entomb(try shelf.receive(1, from: shelf.b).slip)
        try shelf.tamper("UPDATE tombes SET boite = NULL")
        let error = #expect(throws: StoreError.self) { try openTombs() }
        #expect(error?.code == .damaged)
    }
}
