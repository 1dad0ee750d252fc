import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

/// A partner of a later version sends what this one does not know (formats.md, «Evolution»).
@Suite("Plis d'une version suivante")
struct UnknownPliTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    private func receive(
        _ pli: (id: PliID, bytes: [UInt8]), isFetched: Bool = false
    ) throws -> MailDesk.Received {
        try b.desks.mail.receive(
            pli: pli.bytes, id: pli.id, from: a.card().carte, isFetched: isFetched)
    }

    private func nothingKept(_ id: PliID) throws -> Bool {
        try b.inbox().isEmpty
            && b.desks.office.store.blob(in: .reception, de: "a.example", id: id.text) == nil
            && b.desks.office.store.read {
                try $0.heldFiche(PliKey(de: a.structure, id: id)) == nil
                    // The receipt that says so, no more.
                    && $0.occupied(by: a.structure)
                        == $0.receipts(id, de: a.structure).reduce(0) {
                            $0 + Int64($1.note.count) + Incoming.rowPlace
                        }
            }
    }

    /// What a later slip may look like: its version, its members, the motive of the refusal.
    private static let later:
        [(
            what: String, version: Int, motif: Accuse.Motif,
            change: @Sendable (inout JSONObject) -> Void
        )] = [
            ("objet", 1, .objetInconnu, { $0["objet"] = .string("visite") }),
            (
                "objet et clés de plus", 1, .objetInconnu,
                {
                    $0["objet"] = .string("reponse-guichet")
                    $0["partirApres"] = .string("2027-01-01T00:00:00Z")
                    $0["roles"] = .array([.string("archiviste")])
                    $0["taille"] = nil
                }
            ),
            ("version", 2, .versionInconnue, { _ in }),
            ("version lointaine", 9_999, .versionInconnue, { $0["objet"] = nil }),
            (
                "version qui ne dit que l'essentiel", 2, .versionInconnue,
                { object in
                    object = JSONObject(
                        object.members.filter { ["id", "de", "pour", "sha256"].contains($0.key) }
                            .map { ($0.key, $0.value) })
                }
            ),
        ]

    @Test(
        "un accusé « refuse » signé, le même à chaque fois ; un enregistrement, rien de gardé",
        arguments: later.indices)
    func refused(index: Int) throws {
        let (what, version, motif, change) = Self.later[index]
        let pli = try a.laterPli(to: b, version: version, change: change)
        let logged = try b.logged {
            let answers = try (0..<3).map { _ in
                horloge.advance(60)
                return try receive(pli)
            }
            #expect(answers.allSatisfy { $0 == answers[0] && $0.outcome == .refused }, "\(what)")
            let receipt = try Accuse(answers[0].receipt, addressee: b.card().carte)
            #expect(receipt.statut == .refuse && receipt.motif == motif, "\(what)")
            #expect(receipt.id == pli.id && receipt.de == a.structure, "\(what)")
        }
        #expect(logged == ["reception:refuse:\(motif.rawValue)"], "\(what)")
        let record = try b.desks.office.store.read { try $0.leaves(from: 0, count: 10_000) }
            .compactMap(\.line).map { try LogRecord(line: $0) }.last
        #expect(record?.acteur == "a.example/service" && record?.ref == pli.id.text, "\(what)")
        #expect(try nothingKept(pli.id), "\(what)")
        // Its identity is taken: another content under it is a conflict.
        let other = try a.laterPli(to: b, version: version) {
            $0["id"] = .string(pli.id.text)
            change(&$0)
        }
        let refusal = #expect(throws: Refusal.self) { try receive((pli.id, other.bytes)) }
        #expect(refusal?.code == .conflit, "\(what)")
    }

    /// What is wrong with one, the code of the problem, the log's detail.
    private func wrong() throws -> [(String, (PliID, [UInt8]), Refusal.Code, String)] {
        let referent = try #require(a.identities["referent"]).signing
        let service = a.desks.office.keys.service
        let stranger = try SigningKey.generate()
        func put(_ key: String, _ value: JSONValue?, version: Int = 1) throws -> (PliID, [UInt8]) {
            try a.laterPli(to: b, version: version) {
                $0["objet"] = .string("visite")
                $0[key] = value
            }
        }
        func signed(
            _ author: SigningKey?, _ service: SigningKey?, version: Int = 1
        ) throws -> (PliID, [UInt8]) {
            try a.laterPli(to: b, version: version, author: author, service: service)
        }
        var altered = try a.laterPli(to: b)
        altered.bytes[altered.bytes.count - 1] ^= 1
        let text = "format-invalide"
        return [
            ("sans service", try signed(referent, nil), .interdit, "signature"),
            ("faux service", try signed(referent, stranger), .interdit, "signature"),
            ("sans auteur", try signed(nil, service), .interdit, "signature"),
            ("faux auteur", try signed(stranger, service), .interdit, "signature"),
            (
                "version, sans service", try signed(referent, nil, version: 2), .interdit,
                "signature"
            ),
            ("faux service", try signed(nil, stranger, version: 2), .interdit, "signature"),
            ("auteur inconnu", try put("auteur", .string("a.example/x")), .interdit, "signature"),
            ("auteur d'ailleurs", try put("auteur", .string("b.example/x")), .invalide, text),
            ("autre adresse", (.random(), try a.laterPli(to: b).bytes), .invalide, text),
            (
                "autre expéditeur", try put("de", .string("c.example"), version: 2), .interdit,
                "destinataire"
            ),
            (
                "autre destinataire", try put("pour", .string("c.example")), .interdit,
                "destinataire"
            ),
            ("autre contenu", (altered.id, altered.bytes), .invalide, text),
            ("empreinte mal écrite", try put("sha256", .string("AB"), version: 2), .invalide, text),
            ("sans identifiant", try put("id", nil, version: 2), .invalide, text),
            ("identifiant nul", try put("id", .null), .invalide, text),
            ("pour qui n'en est pas un", try put("pour", .integer(1), version: 2), .invalide, text),
            ("objet qui n'est pas un code", try put("objet", .string("Visite !")), .invalide, text),
            ("objet qui n'est pas un texte", try put("objet", .array([])), .invalide, text),
            ("version zéro", try put("id", nil, version: 0), .invalide, text),
            ("version trop longue", try a.laterPli(to: b, version: 10_000), .invalide, text),
        ]
    }

    @Test("un service qui en envoie sans fin ne laisse pas plus d'accusés que d'enregistrements")
    func bounded() throws {
        var refusals = 0
        for _ in 0..<70 {
            do {
                _ = try receive(
                    a.laterPli(to: b))
            } catch let refusal as Refusal where refusal.code == .tropDeDemandes {
                refusals += 1
            }
        }
        #expect(refusals == 10)
    }

    @Test("un pli de plus tard qui est faux laisse un enregistrement, aucun accusé, rien de gardé")
    func malformed() throws {
        for (what, (id, bytes), code, detail) in try wrong() {
            let logged = try b.logged {
                let refusal = #expect(throws: Refusal.self, "\(what)") { try receive((id, bytes)) }
                #expect(refusal?.code == code, "\(what)")
            }
            #expect(logged == ["reception:refuse:\(detail)"], "\(what)")
            #expect(try nothingKept(id), "\(what)")
            #expect(
                try b.desks.office.store.read { try $0.receipts(id, de: a.structure) }.isEmpty,
                "\(what)")
        }
    }

    @Test("porté à la main, il est refusé à l'agent, et l'expéditeur l'apprend")
    func carried() async throws {
        let pli = try a.laterPli(to: b, version: 2) { _ in }
        let logged = try b.logged {
            let refusal = #expect(throws: Refusal.self) {
                try b.desks.mail.receive(carried: pli.bytes, by: b.agent("referent"))
            }
            #expect(refusal?.code == .interdit && refusal?.hint.contains("à jour") == true)
        }
        #expect(logged == ["reception:refuse:version-inconnue"])
        #expect(try nothingKept(pli.id))
        let due = try b.desks.office.store.read {
            try $0.dueReceipts(to: a.structure, at: horloge.now, limit: 10)
        }
        #expect(due.map(\.statut) == ["refuse"])
        // From a structure that nobody knows here, nothing is answered.
        let c = try House("c.example", horloge)
        let strange = try c.laterPli(to: b)
        let refusal = #expect(throws: Refusal.self) {
            try b.desks.mail.receive(carried: strange.bytes, by: b.agent("referent"))
        }
        #expect(refusal?.code == .introuvable)
    }

    @Test("relevé en poste restante, son accusé part de lui-même")
    func fetched() throws {
        let pli = try a.laterPli(to: b)
        #expect(try receive(pli, isFetched: true).outcome == .refused)
        let due = try b.desks.office.store.read {
            try $0.dueReceipts(to: a.structure, at: horloge.now, limit: 10)
        }
        #expect(due.map(\.id) == [pli.id])
    }

    @Test(
        "l'expéditeur finit sa remise, et son journal dit pourquoi",
        arguments: [Accuse.Motif.objetInconnu, .versionInconnue])
    func sender(motif: Accuse.Motif) async throws {
        let pli = try a.pli(to: b)
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
        let receipt = try Accuse(
            de: a.structure, id: pli.slip.id, pour: b.structure, sha256: pli.slip.sha256,
            statut: .refuse, le: horloge.now, par: b.structure.key(.service), motif: motif
        ).signed(by: b.desks.office.keys.service).bytes
        let before = try a.log().count
        let wire = Wire { _, _ in .refused(.content(receipt)) }
        let delivery = Delivery(
            desks: a.desks, transport: wire,
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }, jitter: { 1 })
        try await delivery.deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "refuse")
        #expect(try Array(a.log().dropFirst(before)) == ["accuse:fait:\(motif.rawValue)"])
        #expect(LogDetail(rawValue: motif.rawValue)?.french.isEmpty == false)
        horloge.advance(86_400)
        try await delivery.deliverDue()
        #expect(wire.sent.count == 1)
    }
}
