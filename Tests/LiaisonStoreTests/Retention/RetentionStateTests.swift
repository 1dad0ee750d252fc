import LiaisonSchema
import LiaisonStore
import Testing

@Suite("L'état de la conservation")
struct RetentionStateTests {
    let shelf: Shelf

    init() throws { shelf = try Shelf() }

    @Test("les durées, de la plus récente ; vues d'un DPO, ou pas encore")
    func rules() throws {
        try shelf.write { try $0.insertRules("{}", isSeen: true) }
        try shelf.write(10) { try $0.insertRules(#"{"a":1}"#, isSeen: false) }
        try shelf.write(20) { try $0.insertRules(#"{"a":2}"#, isSeen: false) }
        func rules() throws -> [RecordedRules] { try shelf.read { try $0.rules() } }
        #expect(try rules().map(\.version) == [3, 2, 1])
        #expect(try rules().map(\.texte) == [#"{"a":2}"#, #"{"a":1}"#, "{}"])
        #expect(try rules().map(\.vue) == [nil, nil, Shelf.start])
        try shelf.write(30) { try $0.markRulesSeen() }
        #expect(try rules().map(\.vue) == [Shelf.start + 30, Shelf.start + 30, Shelf.start])
        #expect(try rules().map { $0.le - Shelf.start } == [20, 10, 0])
    }

    @Test("le repère de l'horloge, la taille du fichier des tombes, les lieux de sauvegarde")
    func marks() throws {
        #expect(try shelf.read { try $0.clockMark() } == nil)
        #expect(try shelf.read { try $0.tombFileSize() } == 0)
        try shelf.write {
            try $0.updateClock(Shelf.start + 7, doubt: "drifted")
            try $0.updateTombFileSize(1_234)
        }
        #expect(try shelf.read { try $0.clockMark() } == Shelf.start + 7)
        #expect(try shelf.read { try $0.tombFileSize() } == 1_234)
        let day = try #require(CalendarDate("2026-12-01"))
        let places = ["/mnt/b", "/mnt/a"].map { BackupPlace(dossier: $0, cles: day) }
        for place in places { try shelf.write { try $0.insertBackup(place) } }
        let later = BackupPlace(dossier: "/mnt/a", cles: day.adding(months: 1))
        try shelf.write { try $0.insertBackup(later) }
        #expect(try shelf.read { try $0.backupPlaces() } == [later, places[0]])
    }

    @Test(
        "après une restauration, rien ne part avant un DPO, et chaque partenaire est à interroger")
    func restored() throws {
        try shelf.accept(shelf.a)
        for structure in [shelf.b, shelf.c] { try shelf.accept(structure) }
        #expect(try !shelf.read { try $0.isRestored() })
        try shelf.write { try $0.beginAnew() }
        #expect(try shelf.read { try $0.isRestored() })
        func asked() throws -> Set<StructureName> {
            Set(try shelf.read { try $0.partnersToAsk() })
        }
        #expect(try asked() == [shelf.b, shelf.c])
        try shelf.write { try $0.markAsked(shelf.b) }
        #expect(try asked() == [shelf.c])
        try shelf.write { try $0.markRestored(false) }
        #expect(try !shelf.read { try $0.isRestored() })
    }
}
