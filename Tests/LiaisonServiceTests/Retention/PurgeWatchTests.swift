import LiaisonBase
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Purge de chaque jour")
struct PurgeWatchTests {
    let two: TwoHouses
    let watch: PurgeWatch

    init() throws {
        two = try TwoHouses()
        watch = try Self.started(two.b.desks, two)
    }

    private static func started(_ desks: Desks, _ two: TwoHouses) throws -> PurgeWatch {
        let watch = PurgeWatch(
            desks: desks, transport: Wire(from: two.b, to: two.a), logger: Logger(label: "essai"),
            boot: { 0 })
        try watch.start()
        return watch
    }

    /// The service of `b` started again on its state, and its watch.
    private func restarted(
        rules: RetentionRules = RetentionRules()
    ) throws -> (desks: Desks, watch: PurgeWatch) {
        let desks = Desks(
            store: two.b.desks.office.store, keys: two.b.desks.office.keys, folder: two.b.folder,
            rules: rules, now: { [two] in two.horloge.now })
        return (desks, try Self.started(desks, two))
    }

    private func held() throws -> Int { try two.b.inbox().count }

    @Test("elle passe une fois par jour, et aussitôt un contentieux levé")
    func daily() async throws {
        await watch.tick(boot: 0)
        let pli = try two.send()
        try two.condemn(pli, at: two.b)
        await watch.tick(boot: 2)
        #expect(try held() == 1)
        two.horloge.advance(86_400)
        await watch.tick(boot: 86_402)
        #expect(try held() == 0)
        let other = try two.send()
        try two.condemn(other, at: two.b)
        let hold = try two.b.desks.retention.enter(
            .contentieux(
                .fiche(de: other.slip.de, id: other.slip.id),
                revue: ParisTime.date(at: two.horloge.now).adding(months: 1), motif: two.sealed()),
            by: two.b.agent("dpo"))
        await watch.tick(boot: 86_404)
        #expect(try held() == 1)
        _ = try two.b.desks.retention.enter(.levee(hold.n), by: two.b.agent("dpo"))
        await watch.tick(boot: 86_406)
        #expect(try held() == 0)
    }

    @Test(
        "une horloge qui saute arrête tout avant de rien décider ; un partenaire ou le DPO la confirme"
    )
    func jump() async throws {
        await watch.tick(boot: 0)
        let pli = try two.send()
        two.horloge.advance(3 * 365 * 86_400)
        try two.condemn(pli, at: two.b)
        await watch.tick(boot: 2)
        #expect(try held() == 1)
        #expect(two.b.desks.retention.clockDoubt == .drifted)
        let refusal = #expect(throws: Refusal.self) { try two.purge(two.b) }
        #expect(refusal?.code == .heureDouteuse)
        // A partner whose clock says something else confirms nothing.
        try two.b.desks.retention.partner(
            two.a.structure, says: two.horloge.now + -2 * 86_400)
        #expect(two.b.desks.retention.clockDoubt == .drifted)
        let slice = try two.b.desks.retention.purge(
            by: two.b.agent("dpo"), limit: 10, confirmsClock: true)
        #expect(slice.destroyed == 1)
        #expect(try two.b.log().contains("heure:fait"))
    }

    @Test("un redémarrage n'ôte pas le doute d'un saut, même de moins de sept jours")
    func doubtOutlasts() async throws {
        await watch.tick(boot: 0)
        let pli = try two.send()
        two.horloge.advance(3 * 86_400)
        try two.condemn(pli, at: two.b)
        await watch.tick(boot: 2)
        let (desks, again) = try restarted()
        await again.tick(boot: 0)
        #expect(desks.retention.clockDoubt == .drifted)
        #expect(try held() == 1)
        _ = try desks.retention.purge(by: two.b.agent("dpo"), limit: 10, confirmsClock: true)
        #expect(try held() == 0)
        try desks.retention.startClock()
        #expect(desks.retention.clockDoubt == nil)
    }

    @Test("l'horloge reculée en marche : ce qui attendait une heure d'avant part aussitôt")
    func setBack() async throws {
        await watch.tick(boot: 0)
        let pli = try two.b.pli(to: two.a)
        _ = try two.b.desks.mail.deposit(pli.bytes, by: two.b.agent("referent"))
        let row = try #require(
            try two.b.store.read { try $0.outgoing(pli.slip.id, pour: two.a.structure) })
        try two.b.desks.mail.postpone(row, 3_600)
        two.horloge.advance(-86_400)
        let now = two.horloge.now
        #expect(try two.b.desks.mail.due(to: two.a.structure, at: now, limit: 10).0.isEmpty)
        await watch.tick(boot: 2)
        #expect(
            try two.b.desks.mail.due(to: two.a.structure, at: now, limit: 10).0.map(\.slip.id)
                == [pli.slip.id])
    }

    @Test("un redémarrage plus de sept jours après la dernière heure vue attend une confirmation")
    func absence() async throws {
        await watch.tick(boot: 0)
        let pli = try two.send()
        two.horloge.advance(8 * 86_400)
        try two.condemn(pli, at: two.b)
        let (desks, again) = try restarted()
        await again.tick(boot: 0)
        #expect(desks.retention.clockDoubt == .jumped)
        #expect(try held() == 1)
        try desks.retention.partner(two.a.structure, says: two.horloge.now + 3_600)
        await again.tick(boot: 2)
        #expect(try held() == 0)
    }

    @Test("une structure neuve n'a pas de durées changées ; d'autres durées le disent")
    func newStructure() throws {
        func isTold(_ desks: Desks, _ dpo: AuthenticatedAgent) throws -> Bool {
            try desks.reminders.lines(for: dpo).contains { $0.contains("durées") }
        }
        // No watch ran there yet: nothing is recorded.
        #expect(try !isTold(two.a.desks, two.a.agent("dpo")))
        #expect(try !isTold(two.b.desks, two.b.agent("dpo")))
        let (desks, _) = try restarted(rules: RetentionRules(inconnuMois: 1))
        #expect(try isTold(desks, two.b.agent("dpo")))
    }

    @Test("des durées plus courtes attendent qu'un DPO ait vu ce qu'elles détruisent")
    func rules() async throws {
        let pli = try two.send()
        let (desks, again) = try restarted(rules: RetentionRules(inconnuMois: 1))
        for day in 1...40 {
            two.horloge.advance(86_400)
            await again.tick(boot: Int64(day) * 86_400)
        }
        #expect(try held() == 1)
        let dpo = try two.b.agent("dpo")
        let refusal = #expect(throws: Refusal.self) {
            try desks.retention.purge(by: dpo, limit: 10, confirmsClock: false)
        }
        #expect(refusal?.code == .conflit)
        let preview = try desks.retention.previewPurge(
            on: ParisTime.date(at: two.horloge.now), after: nil, by: dpo)
        #expect(preview.due.map(\.fiche.id) == [pli.slip.id])
        #expect(preview.next == nil)
        two.horloge.advance(86_400)
        await again.tick(boot: 41 * 86_400)
        #expect(try held() == 0)
        #expect(
            try two.b.log().filter { $0.hasPrefix("regles") } == ["regles:fait", "regles:fait:vu"])
    }

    @Test(
        "après une restauration, les partenaires disent ce qui était détruit, et rien ne part tout seul"
    )
    func restored() async throws {
        let (one, other) = (try two.send(), try two.send())
        let copy = try TemporaryFolder()
        _ = try two.b.desks.office.truncateLogs()
        for name in ["liaison.sqlite", "cles.sqlite"] {
            try PrivateFile.write(
                PrivateFile.read("\(two.b.folder)/\(name)", limit: 1 << 26),
                to: "\(copy.path)/\(name)")
        }
        try two.condemn(one, at: two.b)
        _ = try two.purge(two.b)
        let receipt = try #require(
            try two.b.desks.office.store.read {
                try $0.receipts(one.slip.id, de: two.a.structure)
            }.first { $0.statut == "purge" }?.note)
        _ = try two.a.desks.mail.receive(receipt: receipt, from: two.b.card().carte)

        let desks = Desks(
            store: try LiaisonStore(folder: copy.path), keys: two.b.desks.office.keys,
            folder: copy.path, now: { two.horloge.now })
        try desks.office.store.write(at: two.horloge.now) { try $0.beginAnew() }
        let again = try Self.started(desks, two)
        await again.askPartners()
        let left = try desks.office.store.read { try $0.inbox() }.map(\.slip.id)
        #expect(left == [other.slip.id])
        #expect(try desks.office.store.read { try $0.partnersToAsk() }.isEmpty)
        #expect(desks.retention.tombs.size > 0)
        _ = try desks.retention.enter(
            .usage(
                de: other.slip.de, id: other.slip.id,
                jusquA: ParisTime.date(at: two.horloge.now).adding(days: -1)),
            by: two.b.agent("referent"))
        await again.tick(boot: 0)
        #expect(try desks.office.store.read { try $0.inbox() }.count == 1)
        #expect(
            try desks.reminders.lines(for: two.b.agent("dpo")).contains { $0.contains("restauré") })
        // A purge that somebody runs lifts nothing: what is missing is looked at first.
        let dpo = try two.b.agent("dpo")
        let refusal = #expect(throws: Refusal.self) {
            try desks.retention.purge(by: dpo, limit: 10, confirmsClock: false)
        }
        #expect(refusal?.code == .conflit)
        #expect(try desks.office.store.read { try $0.inbox() }.count == 1)
        let lost = try desks.retention.lost(for: dpo)
        #expect(lost.unasked.isEmpty && lost.contentieux == 0)
        let referent = try two.b.agent("referent")
        #expect(throws: Refusal.self) { try desks.retention.resumePurge(by: referent) }
        try desks.retention.resumePurge(by: dpo)
        let slice = try desks.retention.purge(by: dpo, limit: 10, confirmsClock: false)
        #expect(slice.destroyed == 1)
        #expect(slice.attestation == 1_001)
        let over = #expect(throws: Refusal.self) { try desks.retention.lost(for: dpo) }
        #expect(over?.code == .introuvable)
        withExtendedLifetime(copy) {}
    }

    @Test("une tombe d'un autre contenu, ou d'un inconnu, ne détruit rien")
    func forged() throws {
        let pli = try two.send()
        let other = Tombstone(
            de: pli.slip.de, id: pli.slip.id, sha256: String(repeating: "0", count: 64),
            regle: "usage-v1", le: two.horloge.now)
        let unknown = Tombstone(
            de: pli.slip.de, id: .random(), sha256: pli.slip.sha256, regle: "usage-v1",
            le: two.horloge.now)
        _ = try PrivateFile.append(
            Array("\(other.line)\n\(unknown.line)\nabîmé\n{\"de\":".utf8),
            to: "\(two.b.folder)/tombes")
        #expect(try two.b.desks.retention.settleTombs() == 0)
        #expect(try held() == 1)
    }

    @Test("ce qui ne va pas ensemble se voit ; un contenu sans pli est détruit le lendemain")
    func reconciliation() throws {
        let pli = try two.send()
        #expect(try two.b.desks.retention.reconcile() == 0)
        try two.b.desks.office.store.tamper(
            "INSERT INTO blobs VALUES ('reception', 'a.example', 'perdu', x'00')")
        // A key alone is on its way.
        _ = try two.b.desks.office.store.prepareBlob(
            [1], in: .reception, de: "a.example", id: "bientôt")
        #expect(try two.b.desks.retention.reconcile() == 0)
        #expect(try two.b.desks.retention.reconcile() == 1)
        #expect(try two.b.desks.retention.reconcile() == 0)
        try two.b.desks.office.store.tamper("DELETE FROM blobs WHERE id = '\(pli.slip.id)'")
        let logged = try two.b.logged {
            for _ in 0..<2 {
                let found = try two.b.desks.retention.reconcile()
                #expect(found == 1)
            }
        }
        #expect(logged == ["alarme:echec:contenu-manquant"])
    }

    @Test("une base qui a perdu des lignes ne fait détruire aucun contenu, et le dit une fois")
    func lostRows() throws {
        let pli = try two.send()
        try two.b.desks.office.store.tamper("DELETE FROM gardes")
        let logged = try two.b.logged {
            for expected in [0, 1, 1] {
                let found = try two.b.desks.retention.reconcile()
                #expect(found == expected)
            }
        }
        #expect(logged == ["alarme:echec:base-alteree"])
        let content = try two.b.desks.office.store.blob(
            in: .reception, de: two.a.structure.text, id: pli.slip.id.text)
        #expect(content != nil)
    }
}
