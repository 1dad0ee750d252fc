import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

private typealias A = ActeFixture

@Suite("Notification de violation")
struct ViolationActeTests {
    static let acte = ViolationActe(
        numero: 3, phase: 2, type: .violation, decouverte: A.now, reception: A.now + -60,
        connaissance: A.now + 3_600, natures: [.confidentialite, .disponibilite],
        faits: "Un ordinateur volé.\n\tLe disque n'était pas chiffré.", plis: [A.id],
        personnes: 12, enregistrements: 30, consequences: "Usurpation possible.",
        mesures: "Plainte déposée.", inconnu: ["qui l'a pris", "quand"],
        contact: .init(
            nom: "Denis Exemple", telephone: "04 76 00 00 09", courriel: "dpo@a.example"),
        motifRetard: "Découvert pendant la fermeture.")

    private static let smallest = ViolationActe(
        numero: 1, phase: 1, type: .plainte, decouverte: nil, reception: A.now, connaissance: nil,
        natures: [], faits: "x", plis: [], personnes: 0, enregistrements: 0, consequences: nil,
        mesures: nil, inconnu: [],
        contact: .init(nom: "", telephone: "", courriel: ""), motifRetard: nil)

    private var key: VerifierKey { A.vkey(A.denis.description) }

    private static func signed(_ acte: ViolationActe = acte) throws -> [UInt8] {
        try acte.part(signedBy: A.key(A.denis), name: A.denis).content
    }

    private func code(_ body: () throws -> Void) -> SchemaError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? SchemaError)?.code
        }
    }

    @Test("une notification signée se relit, entière ou réduite à ce qu'il faut")
    func roundTrip() throws {
        for acte in [Self.acte, Self.smallest] {
            let part = try acte.part(signedBy: A.key(A.denis), name: A.denis)
            #expect(part.nom == "violation.note" && part.type == "text/plain")
            #expect(try ViolationActe(part.content, signedBy: key) == acte)
            let read = try ViolationActe(try Acte(.violation, part.content))
            #expect(try read.part(signedBy: A.key(A.denis), name: A.denis).content == part.content)
        }
    }

    @Test("d'une autre clé, ou de la même sous un autre nom, elle est refusée")
    func wrongSigners() throws {
        let bytes = try Self.signed()
        for key in [
            A.vkey(A.claire.description), A.vkey(A.denis.description, 5),
            A.vkey(A.claire.description, 6), A.vkey("agir38.example/service"),
        ] {
            #expect(throws: SchemaError(.signature, "")) { try ViolationActe(bytes, signedBy: key) }
        }
        var changed = bytes
        let index = try #require(bytes.firstIndex(of: UInt8(ascii: "3")))
        changed[index] = UInt8(ascii: "4")
        #expect(throws: SchemaError.self) { try ViolationActe(changed, signedBy: key) }
    }

    @Test("un acte d'un autre type n'en est pas une")
    func wrongType() throws {
        let acte = try Acte(.anomalieLike, Self.acte.object, key: A.key(A.denis), name: A.denis)
        #expect(throws: SchemaError(.type, "")) {
            try ViolationActe(acte.bytes, signedBy: key)
        }
    }

    @Test("une clé obligatoire ne manque pas")
    func keys() throws {
        let acte = try Acte(.violation, try Self.signed())
        func read(_ change: Change) -> SchemaError.Code? {
            code {
                let bytes = try A.altered(acte, [change], by: A.denis.description)
                _ = try ViolationActe(bytes, signedBy: key)
            }
        }
        let optional: Set = [
            "decouverte", "reception", "connaissance", "consequences", "mesures", "inconnu",
            "motifRetard",
        ]
        for key in acte.object.keys {
            #expect(read(Change(key, nil)) == (optional.contains(key) ? nil : .value), "\(key)")
        }
        for key in ["nom", "telephone", "courriel"] {
            #expect(read(Change("contact.\(key)", nil)) == .value)
        }
    }

    @Test(
        "une valeur hors de ses bornes ou de sa liste est refusée",
        arguments: [
            Change("numero", "-1"), Change("numero", "1.5"), Change("numero", #""3""#),
            Change("phase", "-1"), Change("phase", "null"), Change("type", #""Fuite""#),
            Change("decouverte", #""2026-11-23""#), Change("reception", "null"),
            Change("connaissance", #""2026-11-23T12:00:00+01:00""#), Change("natures", "null"),
            Change("natures", #"["integrite","integrite"]"#), Change("natures", #"["un vol"]"#),
            Change("faits", #""""#), Change("faits", #"" \n\t""#), Change("faits", "1"),
            Change("plis", #"["1"]"#), Change("plis", "null"), Change("personnes", "-1"),
            Change("enregistrements", "null"), Change("consequences", #""""#),
            Change("mesures", "null"), Change("inconnu", #"[""]"#), Change("inconnu", "null"),
            Change("inconnu", "[1]"), Change("contact", "[]"), Change("contact", "null"),
            Change("contact.nom", "1"), Change("contact.nom", #""a\nb""#),
            Change("contact.telephone", #""\u001b[2J""#), Change("motifRetard", #""""#),
        ])
    func wrong(change: Change) throws {
        let acte = try Acte(.violation, try Self.signed())
        let bytes = try A.altered(acte, [change], by: A.denis.description)
        #expect(throws: SchemaError(.value, "")) { try ViolationActe(bytes, signedBy: key) }
    }

    @Test("les signes de commande sont refusés, les fins de ligne et tabulations gardées")
    func characters() throws {
        for scalar in ["\u{0}", "\u{7}", "\u{1B}[2J", "\u{7F}", "\u{9B}"] {
            for path in [\ViolationActe.faits] {
                var acte = Self.acte
                acte[keyPath: path] = "a\(scalar)b"
                #expect(throws: SchemaError(.value, "")) { try Self.signed(acte) }
            }
            for path in [\ViolationActe.consequences, \.mesures, \.motifRetard] {
                var acte = Self.acte
                acte[keyPath: path] = "a\(scalar)b"
                #expect(throws: SchemaError(.value, "")) { try Self.signed(acte) }
            }
            var acte = Self.acte
            acte.inconnu = ["a\(scalar)b"]
            #expect(throws: SchemaError(.value, "")) { try Self.signed(acte) }
        }
        var acte = Self.acte
        acte.faits = "\tpremière\n\nseconde ligne : « é », 漢字\n"
        #expect(try ViolationActe(try Self.signed(acte), signedBy: key).faits == acte.faits)
    }

    @Test("un texte a soixante-quatre Kio au plus, un contact cinq cents octets")
    func bounds() throws {
        let largest = String(repeating: "a", count: 64 * 1_024)
        var acte = Self.acte
        acte.faits = largest
        #expect(try ViolationActe(try Self.signed(acte), signedBy: key) == acte)
        acte.faits = largest + "a"
        #expect(throws: SchemaError(.value, "")) { try Self.signed(acte) }
        acte.faits = String(repeating: "é", count: 32 * 1_024)
        #expect(try ViolationActe(try Self.signed(acte), signedBy: key) == acte)
        acte = Self.acte
        acte.inconnu = (1...500).map { "point \($0)" }
        #expect(try ViolationActe(try Self.signed(acte), signedBy: key) == acte)
        acte.inconnu.append("un de plus")
        #expect(throws: SchemaError(.value, "")) { try Self.signed(acte) }
        acte = Self.acte
        acte.contact = .init(nom: String(repeating: "a", count: 500), telephone: "", courriel: "")
        #expect(try ViolationActe(try Self.signed(acte), signedBy: key) == acte)
        acte.contact = .init(nom: String(repeating: "a", count: 501), telephone: "", courriel: "")
        #expect(throws: SchemaError(.value, "")) { try Self.signed(acte) }
    }

    @Test(
        "trois mille plis tiennent avec les plus longs textes ; au-delà de 256 Kio, rien n'est signé"
    )
    func size() throws {
        var acte = Self.acte
        acte.plis = (0..<ViolationActe.pliLimit).map { _ in .random() }
        let longest = String(repeating: "\"", count: 16 * 1_024)
        acte.faits = longest
        acte.consequences = longest
        acte.mesures = longest
        acte.motifRetard = longest
        let bytes = try Self.signed(acte)
        #expect(bytes.count <= Acte.limit)
        #expect(try ViolationActe(bytes, signedBy: key) == acte)
        acte.inconnu = Array(repeating: String(repeating: "a", count: 16 * 1_024), count: 9)
        #expect(throws: SchemaError(.tooLarge, "")) { try Self.signed(acte) }
    }

    @Test("ce qui n'est pas un acte est refusé sans rien faire tomber")
    func garbage() throws {
        let bytes = try Self.signed()
        for count in stride(from: 0, to: bytes.count, by: 11) {
            #expect(throws: SchemaError.self) {
                try ViolationActe(Array(bytes.prefix(count)), signedBy: key)
            }
        }
    }
}

extension Acte.Kind {
    fileprivate static var anomalieLike: Acte.Kind { .epoque }
}
