import LiaisonBase
import LiaisonCrypto
import Testing

@testable import LiaisonSchema

private typealias Acts = ActeFixture

@Suite("Cartes")
struct CarteTests {
    private static let name = "agir38.example/structure"
    private static let journal = "agir38.example/journal/1"

    @Test("une carte signée se relit telle quelle, et garde ses octets")
    func roundTrip() throws {
        let signed = try Acts.signed()
        #expect(signed.carte == Acts.carte().announcing)
        #expect(signed.bytes.starts(with: "agir-liaison/carte/v2\n".utf8))
        #expect(try SignedCarte(signed.bytes) == signed)
        let short = try Acts.signed {
            ($0.daemon, $0.adresse, $0.courriel, $0.dpo) = (nil, nil, nil, nil)
        }
        #expect(try SignedCarte(short.bytes) == short)
        #expect(!String(decoding: short.bytes, as: UTF8.self).contains("null"))
        // What is kept is what came, spaces included.
        let loose = try Acts.note(
            String(decoding: signed.bytes, as: UTF8.self).prefix { $0 != "\n" }
                + "\n " + JSONValue.object(try Self.acte(signed).object).text + "\n",
            by: (Self.name, 1))
        #expect(try SignedCarte(loose).bytes == loose)
    }

    @Test("les révocations et l'ancienne clé se relisent ; un agent révoqué ne compte plus")
    func revocations() throws {
        let key = Acts.vkey(Acts.claire.description)
        let bytes = try Acts.altered(
            Self.acte(Acts.signed()),
            [
                Change("revocations", "[{}]"), Change("revocations.0.cle", text: key),
                Change("revocations.0.depuis", text: Acts.now),
                Change("revocations.0.motif", text: "perte"),
                Change("remplace", text: Acts.vkey(Self.name, 20)),
            ], by: Self.name)
        let carte = try SignedCarte(bytes).carte
        #expect(carte.revocations.map(\.motif) == [.perte])
        #expect(carte.revocations.map(\.depuis) == [Acts.now])
        #expect(carte.remplace == Acts.vkey(Self.name, 20))
        #expect(
            carte.agents.count == 3 && carte.activeAgents.map(\.nom) == [Acts.denis, Acts.anne])
        #expect(carte.agent(Acts.claire) == nil && carte.agent(keyID: key.keyID) == nil)
        #expect(carte.agents(with: .referent).isEmpty)
        #expect(carte.agents(with: .dpo).map(\.nom) == [Acts.denis])
    }

    @Test("ce qui n'est pas une carte selon la page est refusé", arguments: refusals)
    func refused(_ change: [Change], code: SchemaError.Code) throws {
        let bytes = try Acts.altered(Self.acte(Acts.signed()), change, by: Self.name)
        #expect(throws: SchemaError(code, "")) { try SignedCarte(bytes) }
    }

    private static let refusals: [([Change], SchemaError.Code)] =
        members.map { ([Change($0, "null")], .value) } + forms + lives + people + keys

    private static let members = [
        "structure", "libelle", "type", "serie", "emise", "expire", "adresse", "courriel",
        "cleStructure", "cleService", "cleJournal", "cleTemoin", "agents", "dpo", "revocations",
        "remplace", "agents.0.nom", "agents.1.roles", "dpo.telephone",
    ]

    private static let forms: [([Change], SchemaError.Code)] = [
        ([Change("revocations", #"[{"secret":1}]"#)], .value), ([Change("capacites", nil)], .value),
        ([Change("capacites", #"["A"]"#)], .value), ([Change("capacites", #"[""]"#)], .value),
        ([Change("capacites", #"[1]"#)], .value), ([Change("capacites", #"["a b"]"#)], .value),
        (
            [Change("capacites", "[\((0...200).map { "\"c\($0)\"" }.joined(separator: ","))]")],
            .value
        ),
        ([Change("bureauHeberge", #""hier""#)], .value),
        ([Change("type", "\"\(String(repeating: "a", count: 101))\"")], .value),
        ([Change("type", #""""#)], .value), ([Change("type", #""a\u001b[2J""#)], .value),
        ([Change("structure", nil)], .value), ([Change("libelle", #""""#)], .value),
        ([Change("libelle", #""a\u000ab""#)], .value), ([Change("agents", nil)], .value),
        ([Change("revocations", nil)], .value), ([Change("serie", "-1")], .value),
        ([Change("serie", "3.0")], .value), ([Change("serie", "9007199254740992")], .value),
        ([Change("serie", #""3""#)], .value),
        ([Change("adresse", #""http://agir38.example""#)], .value),
        ([Change("agents.0.roles", "[]")], .value),
        ([Change("agents.0.roles", #"["referent","referent"]"#)], .value),
        ([Change("agents.0.roles", #"["Directeur"]"#)], .value),
        ([Change("agents.0.roles", #"["directeur","directeur"]"#)], .value),
        ([Change("agents.0.nom", #""agir38.example/service""#)], .value),
        ([Change("agents.0.destinataire", #""age1""#)], .form),
        ([Change("revocations", #"[{"cle":1,"depuis":1,"motif":1}]"#)], .value),
    ]

    private static let lives: [([Change], SchemaError.Code)] = [
        ([Change("expire", text: Acts.now + (400 * 86_400 + 1))], .value),
        ([Change("expire", text: Acts.now)], .value),
        ([Change("expire", text: Acts.now + -1)], .value),
        ([Change("expire", #""2027-11-23""#)], .value),
    ]

    private static let people: [([Change], SchemaError.Code)] = [
        ([Change("dpo", nil), Change("agents.1.roles", #"["admin"]"#)], .value),
        (named(1, Acts.claire.description, 6), .value),
        (named(0, "ml-grenoble.example/jean", 15), .mismatch),
        ([Change("agents.0.cle", text: Acts.vkey(Acts.denis.description))], .mismatch),
    ]

    private static func named(_ agent: Int, _ name: String, _ key: Int) -> [Change] {
        [
            Change("agents.\(agent).nom", text: name),
            Change("agents.\(agent).cle", text: Acts.vkey(name, key)),
        ]
    }

    private static let keys: [([Change], SchemaError.Code)] = [
        ([Change("cleService", nil)], .value), ([Change("cleJournal", nil)], .value),
        ([Change("cleTemoin", nil)], .value),
        ([Change("cleService", nil), Change("cleJournal", nil)], .value),
        ([Change("cleStructure", text: Acts.vkey("ml-grenoble.example/structure"))], .mismatch),
        ([Change("cleStructure", text: Acts.vkey("agir38.example/service"))], .mismatch),
        ([Change("cleService", text: Acts.vkey("agir38.example/structure"))], .mismatch),
        ([Change("cleTemoin", text: Acts.vkey("agir38.example/temoin"))], .mismatch),
        ([Change("cleJournal", text: Acts.vkey("agir38.example/journal", 3))], .value),
        ([Change("cleJournal", text: Acts.vkey("ml-grenoble.example/journal/1", 3))], .value),
        ([Change("cleJournal", text: Acts.vkey(journal, type: .cosignature))], .value),
        // The id of another name: the reader recomputes it.
        (
            [
                Change(
                    "cleService",
                    text: "\(Acts.vkey("x.example/service", 2))".replacing("x.", with: "agir38."))
            ], .form
        ),
    ]

    @Test("une clé donnée deux fois est refusée, à toute profondeur")
    func duplicateKeys() throws {
        let text = try Self.acte(Acts.signed()).note.text
        for (old, new) in [
            (#""serie":3"#, #""serie":3,"serie":3"#),
            (#""roles":["dpo"]"#, #""roles":["dpo"],"roles":["dpo"]"#),
        ] {
            #expect(throws: SchemaError(.form, "")) {
                try SignedCarte(Acts.note(text.replacing(old, with: new), by: (Self.name, 1)))
            }
            #expect(text.contains(old))
        }
    }

    @Test("une carte est signée par la clé de structure qu'elle nomme, et par celle-là seule")
    func signature() throws {
        let text = try Self.acte(Acts.signed()).note.text
        #expect(throws: SchemaError(.signature, "")) {
            try SignedCarte(Acts.note(text, by: (Self.name, 2)))
        }
        #expect(throws: SchemaError(.signature, "")) {
            try SignedCarte(Acts.note(text, by: ("agir38.example/service", 1)))
        }
        _ = try SignedCarte(
            Acts.note(text, by: ("x.example/inconnu", 30), (Self.name, 2), (Self.name, 1)))
        #expect(throws: SchemaError(.signature, "")) {
            try SignedCarte(Acts.carte(), key: Acts.key(2))
        }
        #expect(throws: SchemaError(.value, "")) {
            try Acts.signed { ($0.dpo, $0.agents) = (nil, []) }
        }
    }

    @Test("la série ne recule pas, et le même numéro veut les mêmes octets")
    func succession() throws {
        let held = try Acts.signed()
        try held.checkSuccession(of: held)
        try Acts.signed { $0.serie = 4 }.checkSuccession(of: held)
        for card in [try Acts.signed { $0.serie = 2 }, try Acts.signed { $0.libelle = "Autre" }] {
            #expect(throws: SchemaError(.rollback, "")) { try card.checkSuccession(of: held) }
        }
    }

    private static func acte(_ signed: SignedCarte) throws -> Acte {
        try Acte(.carte, signed.bytes)
    }
}
