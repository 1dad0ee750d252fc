import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

/// What a partner answers, and what proves nothing.
extension DeliveryTests {
    @Test("un accusé faux ne prouve rien : le pli reste dû et le refus est au journal")
    func lyingPeer() async throws {
        let pli = try deposit()
        let slip = pli.slip
        func receipt(
            _ statut: Accuse.Statut, sha256: String, id: PliID, key: SigningKey, par: KeyName
        ) throws -> [UInt8] {
            try Accuse(
                de: slip.de, id: id, pour: slip.pour, sha256: sha256, statut: statut,
                le: horloge.now, par: par
            ).signed(by: key).bytes
        }
        let service = b.desks.office.keys.service
        let par = b.structure.key(.service)
        let zeros = String(repeating: "0", count: 64)
        let lies: [[UInt8]] = [
            [], Array("bonjour".utf8),
            try receipt(.remis, sha256: slip.sha256, id: slip.id, key: .generate(), par: par),
            try receipt(.remis, sha256: zeros, id: slip.id, key: service, par: par),
            try receipt(.remis, sha256: slip.sha256, id: .random(), key: service, par: par),
            try receipt(
                .ouvert, sha256: slip.sha256, id: slip.id,
                key: #require(b.identities["referent"]).signing, par: b.name("referent")),
        ]
        for lie in lies {
            horloge.advance(3_600)
            let before = try a.log().count
            try await delivery(a, Wire { _, _ in .taken(lie) }).deliverDue()
            #expect(try a.log().dropFirst(before) == ["accuse:refuse:signature"])
            #expect(try a.statut(slip.id, pour: b) == "en-attente")
        }
    }

    @Test(
        "une réponse sans accusé signé ne finit rien : le pli est réessayé",
        arguments: [
            PeerAnswer.taken([]), .refused(.content([])), .refused(.conflict([])),
            .refused(.request("403")), .absent, .unreachable(.status("507")), .unreachable(.nobody),
        ])
    func answers(answer: PeerAnswer) async throws {
        let pli = try deposit()
        try await delivery(a, Wire { _, _ in answer }).deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "en-attente")
        horloge.advance(7_200)
        try await delivery(a, Wire(from: a, to: b)).deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "remis")
    }

    @Test("un accusé « refuse » signé finit la remise")
    func refusal() async throws {
        let pli = try deposit()
        let receipt = try Accuse(
            de: pli.slip.de, id: pli.slip.id, pour: pli.slip.pour, sha256: pli.slip.sha256,
            statut: .refuse, le: horloge.now, par: b.structure.key(.service), motif: .signature
        ).signed(by: b.desks.office.keys.service).bytes
        try await delivery(a, Wire { _, _ in .refused(.content(receipt)) }).deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "refuse")
        horloge.advance(7_200)
        let again = Wire { _, _ in throw Wire.Cut() }
        try await delivery(a, again).deliverDue()
        #expect(again.sent.isEmpty)
    }

    @Test("un accusé pour un pli inconnu, ou signé d'un autre, est refusé et noté")
    func strayReceipts() async throws {
        let pli = try deposit()
        try await delivery(a, Wire(from: a, to: b)).deliverDue()
        var other = pli.slip
        other.id = .random()
        for bytes in [
            try b.opening(of: other),
            try Accuse(
                de: pli.slip.de, id: pli.slip.id, pour: pli.slip.pour, sha256: pli.slip.sha256,
                statut: .ouvert, le: horloge.now, par: b.name("referent")
            ).signed(by: .generate()).bytes,
        ] {
            let logged = try a.logged {
                #expect(throws: Refusal.self) {
                    try a.desks.mail.receive(receipt: bytes, from: b.card().carte)
                }
            }
            #expect(logged.count == 1 && logged[0].hasPrefix("accuse:refuse:"))
        }
        #expect(try a.statut(pli.slip.id, pour: b) == "remis")
    }
}
