import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Ce qu'un geste lit d'un coup n'est pas de la curiosité")
struct ReadingTests {
    private let horloge = TestClock()
    private let ml: House
    private let operateur: House
    private let other: House

    init() throws {
        ml = try House("ml.example", horloge, type: .missionLocale)
        operateur = try House("agir38.example", horloge, type: .operateurAGIR)
        other = try House("cph.example", horloge, type: .cph)
        for house in [operateur, other] {
            try house.meet(ml)
            try ml.meet(house)
        }
    }

    private func received(_ house: House) throws -> PliID {
        let pli = try ml.pli(to: house).countersigned(by: ml.desks.office.keys.service)
        _ = try house.desks.mail.receive(pli: pli.bytes, id: pli.slip.id, from: ml.card().carte)
        return pli.slip.id
    }

    private func received(_ house: House, _ count: Int) throws -> [PliID] {
        try (0..<count).map { _ in try received(house) }
    }

    /// Each another fiche: who looks again at one reads no other.
    private func read(
        _ ids: some Sequence<PliID>, for purpose: MailDesk.Purpose, _ house: House
    ) throws {
        for id in ids {
            _ = try house.desks.mail.handOut(
                id, de: ml.structure, to: house.agent("referent"), for: purpose)
        }
    }

    private func isAlarmed(_ house: House) throws -> Bool {
        try house.log().contains("alarme:fait:lectures-inhabituelles")
    }

    @Test("le tableau d'un mois : au journal comme tel, et pas une lecture inhabituelle")
    func table() throws {
        let ids = try received(operateur, 120)
        let logged = try operateur.logged { try read(ids.prefix(1), for: .table, operateur) }
        #expect(logged == ["lecture:fait:pour-tableau"])
        try read(ids.dropFirst(), for: .table, operateur)
        #expect(try !isAlarmed(operateur))
        // The month before is the one of the table that is drawn up now.
        horloge.advance(31 * 86_400)
        try read(ids.prefix(60), for: .table, operateur)
        #expect(try !isAlarmed(operateur))
        horloge.advance(31 * 86_400)
        let late = try operateur.logged { try read(ids.prefix(1), for: .table, operateur) }
        #expect(late == ["lecture:fait"])
        try read(ids.prefix(51), for: .table, operateur)
        #expect(try isAlarmed(operateur))
    }

    @Test("qui n'est pas opérateur ne fait pas de tableau : ce sont des lectures")
    func notAnOperator() throws {
        try read(received(other, 51), for: .table, other)
        #expect(try isAlarmed(other))
    }

    @Test("relire la même fiche n'en lit pas une autre")
    func again() throws {
        let id = try received(other)
        try read(repeatElement(id, count: 60), for: .reading, other)
        #expect(try !isAlarmed(other))
    }

    @Test("lire pour partager : rien d'inhabituel tant qu'une fiche sur dix est partagée")
    func share() throws {
        let ids = try received(operateur, 261)
        let referent = try operateur.agent("referent")
        let logged = try operateur.logged { try read(ids.prefix(1), for: .share, operateur) }
        #expect(logged == ["lecture:fait:pour-partage"])
        try operateur.store.write(at: horloge.now) { transaction in
            for _ in 0..<20 {
                try transaction.record(LogEvent(.partage, by: referent.name, ref: ids[0].text))
            }
        }
        try read(ids[1...200], for: .share, operateur)
        #expect(try !isAlarmed(operateur))
        // Of the others a colleague must have had some to be handed.
        try read(ids[201...], for: .share, operateur)
        #expect(try isAlarmed(operateur))
    }

    @Test("lire pour partager sans rien partager se voit, et compte à part des autres lectures")
    func pretended() throws {
        let ids = try received(other, 101)
        try read(ids.prefix(50), for: .reading, other)
        try read(ids[50..<100], for: .share, other)
        #expect(try !isAlarmed(other))
        try read(ids.suffix(1), for: .share, other)
        #expect(try isAlarmed(other))
    }
}
