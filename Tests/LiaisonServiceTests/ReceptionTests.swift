import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Dépôt et réception")
struct ReceptionTests {
    let a: House
    let b: House

    init() throws {
        (a, b) = try House.pair(TestClock())
    }

    func received(_ pli: Pli) throws -> Pli {
        try pli.countersigned(by: a.desks.office.keys.service)
    }

    @Test("le même pli deux fois : une ligne, un enregistrement, les mêmes octets d'accusé")
    func idempotence() throws {
        let pli = try received(a.pli(to: b))
        let peer = try a.card().carte
        let first = try b.desks.mail.receive(pli: pli.bytes, id: pli.slip.id, from: peer)
        b.horloge.advance(3_600)
        let logged = try b.logged {
            let second = try b.desks.mail.receive(pli: pli.bytes, id: pli.slip.id, from: peer)
            #expect(first.outcome == .new && second.outcome == .known)
            #expect(first.receipt == second.receipt)
        }
        #expect(logged.isEmpty)
        #expect(try b.inbox().map(\.slip) == [pli.slip])
        let receipt = try Accuse(first.receipt, addressee: b.card().carte)
        #expect(receipt.statut == .remis && receipt.sha256 == pli.slip.sha256)
    }

    @Test("la ligne déjà reçue répond aussi quand le bordereau est signé de nouveau")
    func resigned() throws {
        let pli = try received(a.pli(to: b))
        let peer = try a.card().carte
        let first = try b.desks.mail.receive(pli: pli.bytes, id: pli.slip.id, from: peer)
        var twice = pli.acte.note
        try twice.sign(a.desks.office.keys.service, as: a.structure.key(.service).description)
        let other = twice.bytes + [0x0A] + pli.age
        #expect(other != pli.bytes)
        let second = try b.desks.mail.receive(pli: other, id: pli.slip.id, from: peer)
        #expect(first.receipt == second.receipt && second.outcome == .known)
    }

    /// What must be refused: the bytes, the path's id, the code, the log's detail.
    private func refusals() throws -> [(String, [UInt8], PliID, Refusal.Code, String)] {
        let pli = try received(a.pli(to: b))
        let (bytes, id) = (pli.bytes, pli.slip.id)
        var altered = bytes
        altered[altered.count - 1] ^= 1
        let stranger = try SigningKey.generate()
        let referent = try #require(a.identities["referent"]).signing
        let dpo = try #require(a.identities["dpo"]).signing
        func signed(_ author: SigningKey, _ service: SigningKey?, _ slip: Slip) throws -> [UInt8] {
            let acte = try slip.signed(by: author)
            let unsigned = try Pli(acte: acte, age: pli.age)
            return try (service.map { try unsigned.countersigned(by: $0) } ?? unsigned).bytes
        }
        var elsewhere = pli.slip
        elsewhere.pour = StructureName("c.example")!
        var larger = pli.slip
        larger.taille += 1
        var unknown = pli.slip
        unknown.auteur = KeyName(agent: "a.example/inconnue")!
        let service = a.desks.office.keys.service
        let largerNote = try larger.signed(by: referent).note
        return [
            ("empreinte", altered, id, .invalide, "empreinte"),
            ("taille", largerNote.bytes + [0x0A] + pli.age, id, .invalide, "empreinte"),
            ("sans service", try signed(referent, nil, pli.slip), id, .interdit, "signature"),
            ("faux service", try signed(referent, stranger, pli.slip), id, .interdit, "signature"),
            ("faux auteur", try signed(stranger, service, pli.slip), id, .interdit, "signature"),
            ("clé d'un autre", try signed(dpo, service, pli.slip), id, .interdit, "signature"),
            ("auteur inconnu", try signed(referent, service, unknown), id, .interdit, "signature"),
            (
                "destinataire", try signed(referent, service, elsewhere), id, .interdit,
                "destinataire"
            ),
            ("autre adresse", bytes, .random(), .invalide, "format-invalide"),
            ("coupé", Array(bytes.prefix(40)), id, .invalide, "format-invalide"),
            ("vide", [], id, .invalide, "format-invalide"),
        ]
    }

    @Test("un pli faux laisse un enregistrement, aucune ligne et aucun contenu")
    func wrong() throws {
        for (what, bytes, id, code, detail) in try refusals() {
            let logged = try b.logged {
                let refusal = #expect(throws: Refusal.self) {
                    try b.desks.mail.receive(pli: bytes, id: id, from: a.card().carte)
                }
                #expect(refusal?.code == code, "\(what)")
            }
            #expect(logged == ["reception:refuse:\(detail)"], "\(what)")
        }
        #expect(try b.inbox().isEmpty)
    }

    @Test("le pli d'un autre expéditeur que celui qui signe la demande est refusé")
    func otherSender() throws {
        let c = try House("c.example", a.horloge)
        let pli = try received(a.pli(to: b))
        #expect(throws: Refusal.self) {
            try b.desks.mail.receive(pli: pli.bytes, id: pli.slip.id, from: c.card().carte)
        }
        #expect(try b.inbox().isEmpty)
    }

    @Test("un autre contenu sous la même identité : conflit, l'ancien reste")
    func conflict() throws {
        let pli = try received(a.pli(to: b))
        let peer = try a.card().carte
        _ = try b.desks.mail.receive(pli: pli.bytes, id: pli.slip.id, from: peer)
        let other = try received(a.pli(to: b, id: pli.slip.id, content: "autre"))
        let logged = try b.logged {
            let refusal = #expect(throws: Refusal.self) {
                try b.desks.mail.receive(pli: other.bytes, id: pli.slip.id, from: peer)
            }
            #expect(refusal?.code == .conflit)
        }
        #expect(logged == ["reception:refuse:conflit"])
        #expect(try b.inbox().map(\.slip.sha256) == [pli.slip.sha256])
        let handed = try b.desks.mail.handOut(
            pli.slip.id, de: a.structure, to: b.agent("referent"))
        #expect(handed == pli.bytes)
    }

    @Test("un dépôt : le service signe, la ligne est due, recommencer ne change rien")
    func deposit() throws {
        let pli = try a.pli(to: b)
        let (stored, isNew) = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
        guard case .outgoing(let row) = stored else { throw Refusal(.interne, "pas un envoi") }
        #expect(isNew && row.statut == "en-attente" && row.essais == 0)
        try Acte(.pli, row.slipNote).verify(
            a.desks.office.keys.verifierKeys(of: a.structure).service)
        #expect(try !a.desks.mail.deposit(pli.bytes, by: a.agent("referent")).isNew)
        let other = try a.pli(to: b, id: pli.slip.id, content: "autre")
        let logged = try a.logged {
            #expect(throws: Refusal.self) {
                try a.desks.mail.deposit(other.bytes, by: a.agent("referent"))
            }
        }
        #expect(logged == ["depot:refuse:conflit"])
    }

    @Test("un dépôt au nom d'un autre, sans rôle, ou vers une structure inconnue est refusé")
    func wrongDeposit() throws {
        let c = try House("c.example", a.horloge)
        let pli = try a.pli(to: b)
        for (bytes, agent) in [
            (pli.bytes, "dpo"), (pli.bytes, "admin"), (try a.pli(to: c).bytes, "referent"),
            (try b.pli(to: a).bytes, "referent"),
        ] {
            #expect(throws: Refusal.self) { try a.desks.mail.deposit(bytes, by: a.agent(agent)) }
        }
        #expect(try a.desks.office.store.read { try $0.outbox() }.isEmpty)
    }

    @Test(
        "poste restante : ses plis à lui, par pages, tant qu'ils attendent, et à personne d'autre")
    func posteRestante() throws {
        let plis = try (0..<3).map { _ in try a.pli(to: b) }
        for pli in plis { _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent")) }
        let (peer, name) = (try b.card().carte, b.structure.text)
        let ids = plis.map(\.slip.id)
        #expect(try a.desks.mail.waiting(pour: name, after: nil, for: peer) == ids)
        #expect(try a.desks.mail.waiting(pour: name, after: ids[0], for: peer) == [ids[1], ids[2]])
        #expect(try a.desks.mail.waiting(pour: name, after: ids[2], for: peer) == [])
        let fetched = try a.desks.mail.waitingPli(ids[0], for: peer)
        #expect(
            try b.desks.mail.receive(pli: fetched, id: ids[0], from: a.card().carte).outcome == .new
        )
        // Another structure, with its own key and name, or with the right name.
        let c = try House("c.example", a.horloge)
        #expect(try a.desks.mail.waiting(pour: "c.example", after: nil, for: c.card().carte) == [])
        #expect(throws: Refusal.self) {
            try a.desks.mail.waiting(pour: name, after: nil, for: c.card().carte)
        }
        #expect(throws: Refusal.self) { try a.desks.mail.waitingPli(ids[0], for: c.card().carte) }
        // Delivered, it waits no more.
        let receipt = try b.desks.mail.receive(pli: fetched, id: ids[0], from: a.card().carte)
            .receipt
        _ = try a.desks.mail.receive(receipt: receipt, from: peer)
        #expect(try a.desks.mail.waiting(pour: name, after: nil, for: peer) == [ids[1], ids[2]])
        #expect(throws: Refusal.self) { try a.desks.mail.waitingPli(ids[0], for: peer) }
    }

    @Test("ce que l'auteur déclare est au journal, une ligne chacune, une seule fois")
    func declarations() throws {
        let pli = try a.pli(to: b)
        let referent = try a.agent("referent")
        let logged = try a.logged {
            for _ in 0..<2 {
                _ = try a.desks.mail.deposit(
                    pli.bytes, by: referent, declarations: [.cirSigne, .piecePreDiagnostic])
            }
        }
        #expect(
            logged == [
                "depot:fait:classique", "declaration:fait:cir-signe",
                "declaration:fait:piece-pre-diagnostic",
            ])
    }

    @Test("l'accès est au journal avant que le pli ne sorte, et un dpo n'en reçoit pas")
    func handOut() throws {
        let pli = try received(a.pli(to: b))
        _ = try b.desks.mail.receive(pli: pli.bytes, id: pli.slip.id, from: a.card().carte)
        let logged = try b.logged {
            _ = try b.desks.mail.handOut(pli.slip.id, de: a.structure, to: b.agent("referent"))
            let refusal = #expect(throws: Refusal.self) {
                try b.desks.mail.handOut(pli.slip.id, de: a.structure, to: b.agent("dpo"))
            }
            #expect(refusal?.roles == [.referent])
        }
        #expect(logged == ["lecture:fait", "refus:refuse:role"])
        #expect(throws: Refusal.self) {
            try b.desks.mail.handOut(.random(), de: a.structure, to: b.agent("referent"))
        }
    }

    @Test("l'ouverture se note une fois par agent, par lui seul, pour un pli reçu seulement")
    func opening() throws {
        let pli = try received(a.pli(to: b))
        let agent = try b.agent("referent")
        let early = try b.opening(of: pli.slip)
        #expect(throws: Refusal.self) { try b.desks.mail.recordOpening(early, by: agent) }
        _ = try b.desks.mail.receive(pli: pli.bytes, id: pli.slip.id, from: a.card().carte)
        let logged = try b.logged {
            try b.desks.mail.recordOpening(b.opening(of: pli.slip), by: agent)
            b.horloge.advance(60)
            try b.desks.mail.recordOpening(b.opening(of: pli.slip), by: agent)
        }
        #expect(logged == ["ouverture:fait"])
        #expect(try b.inbox().map(\.statut) == ["ouvert"])
        #expect(throws: Refusal.self) {
            try b.desks.mail.recordOpening(b.opening(of: pli.slip, by: "admin"), by: agent)
        }
        var forged = pli.slip
        forged.sha256 = String(repeating: "0", count: 64)
        #expect(throws: Refusal.self) {
            try b.desks.mail.recordOpening(b.opening(of: forged), by: agent)
        }
    }
}
