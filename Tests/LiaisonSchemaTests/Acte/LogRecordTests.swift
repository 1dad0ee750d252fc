import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

@Suite("Enregistrements du journal")
struct LogRecordTests {
    private static let salt = [UInt8](0..<32)
    private static let event = LogEvent(
        .envoi, by: ActeFixture.structure.key(.service), ref: ActeFixture.id.text, .refuse,
        detail: .formatInvalide)
    private static let line =
        #"{"acte":"envoi","acteur":"agir38.example/service","detail":"format-invalide","#
        + #""le":"2026-11-23T12:00:00Z","n":7,"ref":"0f8fad5b-d9cb-469f-a165-70867728950e","#
        + #""resultat":"refuse","sel":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","v":1}"#

    @Test("la ligne est celle de la page, en forme canonique RFC 8785, sans fin de ligne")
    func line() throws {
        let line = Self.event.line(n: 7, le: ActeFixture.now, salt: Self.salt)
        #expect(line == Self.line)
        // By Python: sha256(b"\0" + line).
        let leaf = MerkleTree.leafHash(Array(line.utf8))
        #expect(
            Hex.encode(leaf) == "10f3e94664ce4ed0fdf626877641f84b129486c9bf324a9c4dfae98192d35387")
        #expect(leaf == Hash.sha256([0] + Array(line.utf8)))
        let record = try LogRecord(line: line)
        #expect(record.n == 7 && record.le == ActeFixture.now && record.acte == "envoi")
        #expect(record.acteur == "agir38.example/service" && record.ref == ActeFixture.id.text)
        #expect(record.resultat == "refuse" && record.detail == "format-invalide")
        #expect(record.personne == nil)
    }

    @Test(
        "un refus de chaque acte se relit, sans rien de ce que l'acte fait porterait",
        arguments: LogActe.allCases.filter { ![.elagage, .refusGroupes].contains($0) })
    func refusals(acte: LogActe) throws {
        let event = LogEvent(acte, by: ActeFixture.claire, .refuse, detail: .formatInvalide)
        let line = event.line(n: 3, le: ActeFixture.now, salt: Self.salt)
        #expect(try LogRecord(line: line).acte == acte.rawValue)
    }

    @Test("sans référence ni détail les clés manquent ; un autre sel fait une autre feuille")
    func optional() throws {
        let event = LogEvent(.debut, by: ActeFixture.claire)
        let lines = [Self.salt, Self.salt.reversed()].map {
            event.line(n: 0, le: ActeFixture.now, salt: $0)
        }
        #expect(
            lines[0]
                == #"{"acte":"debut","acteur":"agir38.example/claire.exemple","#
                + #""le":"2026-11-23T12:00:00Z","n":0,"resultat":"fait","#
                + #""sel":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","v":1}"#)
        #expect(try lines.map { try LogRecord(line: $0) }.allSatisfy { $0.ref == nil })
        #expect(
            MerkleTree.leafHash(Array(lines[0].utf8)) != MerkleTree.leafHash(Array(lines[1].utf8)))
    }

    private static let contents: [LogActe: LogEvent.Content] = [
        .refusGroupes: .count(12), .epoque: .precedent("a/journal/1\n0\n"),
        .elagage: .pruning(
            .init(
                plages: [0...3, 7...7], avant: CalendarDate("2026-01-01")!, regle: "12-mois",
                point: 9)),
    ]

    @Test("un élagage dit ce qu'il détruit ; des plages en désordre ou à rebours sont refusées")
    func pruning() throws {
        let event = LogEvent(
            .elagage, by: ActeFixture.claire, content: Self.contents[.elagage])
        let line = event.line(n: 9, le: ActeFixture.now, salt: Self.salt)
        #expect(line.contains(#""avant":"2026-01-01""#))
        #expect(line.contains(#""plages":[[0,3],[7,7]],"point":9,"regle":"12-mois""#))
        let pruning = try #require(try LogRecord(line: line).pruning)
        #expect(pruning.plages == [0...3, 7...7] && pruning.point == 9)
        for wrong in ["[[7,7],[0,3]]", "[[3,0]]", "[[0,3],[3,7]]", "[]", "[[0]]", "[[-1,3]]", "7"] {
            let changed = line.replacing("[[0,3],[7,7]]", with: wrong)
            #expect(throws: SchemaError.self, "\(wrong)") { try LogRecord(line: changed) }
        }
        // What one act holds, another may not.
        #expect(throws: SchemaError.self) {
            try LogRecord(line: line.replacing("elagage", with: "envoi"))
        }
    }

    @Test("tout acte, tout résultat et tout détail se relisent, jusqu'à n = 2^53 - 1")
    func everyCode() throws {
        let largest: UInt64 = 9_007_199_254_740_991
        for acte in LogActe.allCases {
            for resultat in LogResultat.allCases {
                for detail in LogDetail.allCases {
                    let event = LogEvent(
                        acte, by: ActeFixture.claire, resultat, detail: detail,
                        content: Self.contents[acte])
                    let line = event.line(n: largest, le: ActeFixture.now, salt: Self.salt)
                    let record = try LogRecord(line: line)
                    #expect(record.acte == acte.rawValue && record.n == largest)
                    #expect(record.resultat == resultat.rawValue)
                    #expect(record.detail == detail.rawValue)
                }
            }
        }
    }

    @Test("ce qu'un enregistrement lie de la base se relit, et un sceau aussi")
    func links() throws {
        let event = LogEvent(.convention, by: ActeFixture.claire)
        let line = event.line(
            n: 1, le: ActeFixture.now, salt: Self.salt, links: ["+faits AA==", "-faits AQ=="])
        #expect(line.contains(#""liens":["+faits AA==","-faits AQ=="],"n":1"#))
        #expect(try LogRecord(line: line).acte == "convention")
        let seal = LogEvent(
            .sceau, by: ActeFixture.claire,
            content: .seal(7, ["purges": "0 AA==", "faits": "2 AQ=="]))
        let sealed = seal.line(n: 2, le: ActeFixture.now, salt: Self.salt)
        #expect(
            sealed.contains(#""point":7,"racines":{"faits":"2 AQ==","purges":"0 AA=="},"resultat""#)
        )
        #expect(try LogRecord(line: sealed).acte == "sceau")
    }

    @Test("le pseudonyme d'une personne se relit")
    func personne() throws {
        let line = Self.line.replacing(#""ref""#, with: #""personne":"1:00ff","ref""#)
        #expect(try LogRecord(line: line).personne == "1:00ff")
    }

    @Test(
        "une ligne qui n'est pas exactement celle de la page est refusée",
        arguments: [
            (#""n":7"#, #""n": 7"#), (#""n":7"#, #""n":7.0"#), (#""n":7"#, #""n":-7"#),
            (#""n":7"#, #""n":9007199254740992"#), (#""n":7"#, #""n":"7""#), (#""n":7,"#, ""),
            (#""n":7"#, #""n":7,"n":7"#), (#""v":1"#, #""v":2"#), (#","v":1"#, ""),
            (#""v":1}"#, #""v":1}"# + "\n"), (#""v":1"#, #""v":1,"w":1"#),
            (#""acte":"envoi""#, #""acte":null"#), ("envoi", #"\u0065nvoi"#), ("Hh8=", "Hg=="),
            ("Hh8=", "Hh8A"), ("Hh8=", "Hh9="), ("Hh8=", "Hh8"), (#""detail""#, #""details""#),
            (#""acte":"envoi","acteur""#, #""acteur""#), ("12:00:00Z", "12:00:00+00:00"),
            (
                #""acte":"envoi","acteur":"agir38.example/service""#,
                #""acteur":"agir38.example/service","acte":"envoi""#
            ), (#""refuse""#, #""""#),
        ])
    func refused(old: String, new: String) {
        #expect(Self.line.contains(old))
        #expect(throws: SchemaError.self) {
            try LogRecord(line: Self.line.replacing(old, with: new))
        }
    }
}
