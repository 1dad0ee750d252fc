import LiaisonBase
import LiaisonCrypto
import Testing

@testable import LiaisonSchema

private typealias A = ActeFixture

/// Bounds that a first review found missing.
@Suite("Bornes des actes")
struct BoundTests {
    @Test("aucun instant lu ne sort du calendrier, en heure de Paris non plus")
    func lastInstants() throws {
        #expect(Instant("9999-01-01T00:00:00Z") == nil)
        let last = try #require(Instant("9998-12-31T23:59:59Z"))
        #expect(ParisTime.french(last) == "01/01/9999 à 00:59")
        #expect(CalendarDate(dayNumber: .max).description == "9999-12-31")
        #expect(CalendarDate(dayNumber: .min).description == "0001-01-01")
        let end = try #require(CalendarDate("9999-12-31"))
        #expect(end.adding(months: 2) == end && end.adding(days: 1) == end)
        #expect(try #require(CalendarDate("9999-11-30")).adding(months: 2) == end)
    }

    @Test("un point sous un accent commence encore un fichier caché")
    func hiddenName() {
        #expect(!Manifest.Part.isName(".\u{301}profile"))
        #expect(!Manifest.Part.isName(".profile"))
        #expect(Manifest.Part.isName("é.pdf"))
        let hidden = [
            "fdp\u{202E}.exe", "a\u{200B}.pdf", "a\u{200D}b.pdf", "a\tb", "a\u{7F}", "\u{FEFF}a",
        ]
        for hidden in hidden {
            #expect(!Manifest.Part.isName(hidden), "\(VisibleText.line(hidden))")
        }
        // As Dari is written, and as a telephone names a picture.
        #expect(Manifest.Part.isName("می\u{200C}خواهم.pdf"))
        #expect(Manifest.Part.isName("\u{26A0}\u{FE0F} urgent.pdf"))
    }

    @Test("un bordereau nomme des rôles ou des agents, chacun une fois, de l'autre côté")
    func addressees() throws {
        let written = Slip(
            manifest: PayloadFixture.manifest(), pour: A.partner, addressees: .roles([.referent]),
            age: [1], postQuantique: true)
        func slip(roles: [String]?, agents: [String]?) throws -> Slip {
            var object = written.object
            object["roles"] = roles.map { .array($0.map { .string($0) }) }
            object["agents"] = agents.map { .array($0.map { .string($0) }) }
            return try Slip(object)
        }
        let agent = "\(A.partner)/jean"
        _ = try slip(roles: ["referent", "dpo"], agents: nil)
        _ = try slip(roles: nil, agents: [agent, "\(A.partner)/anne"])
        let wrong: [([String]?, [String]?)] = [
            (["admin"], nil), ([], nil), (["dpo", "dpo"], nil), (nil, []), (nil, [agent, agent]),
            (nil, ["ailleurs.example/jean"]), (["dpo"], [agent]), (nil, nil),
        ]
        for (roles, agents) in wrong {
            #expect(throws: SchemaError.self) { try slip(roles: roles, agents: agents) }
        }
    }

    @Test("un bordereau, un accusé de plus de 8 Kio sont refusés, à l'écriture et à la lecture")
    func lengths() throws {
        let pour = try #require(StructureName("\(String(repeating: "a", count: 63)).example"))
        var slip = Slip(
            manifest: PayloadFixture.manifest(), pour: pour, addressees: .roles([.referent]),
            age: [1], postQuantique: true)
        for (count, fits) in [(10, true), (100, false)] {
            slip.addressees = .agents(
                try (0..<count).map {
                    try #require(KeyName(agent: "\(pour)/un-agent-au-nom-long-\(1_000 + $0)"))
                })
            let acte = try Acte(.pli, slip.object, key: A.key(1), name: slip.auteur)
            #expect((acte.note.text.utf8.count <= 8_192) == fits)
            if fits {
                _ = try slip.signed(by: A.key(1))
                _ = try Pli(acte: acte, age: [1])
            } else {
                #expect(throws: SchemaError(.tooLarge, "")) { try slip.signed(by: A.key(1)) }
                #expect(throws: SchemaError(.tooLarge, "")) { try Pli(acte: acte, age: [1]) }
            }
        }
        let receipt = try Accuse(
            de: A.partner, id: A.id, pour: A.structure, sha256: Hex.encode(Hash.sha256([1])),
            statut: .remis, le: A.now, par: A.structure.key(.service)
        ).signed(by: A.key(2))
        let room = 8_192 - receipt.note.text.utf8.count - #","inconnu":"""#.utf8.count
        for (count, fits) in [(room, true), (room + 1, false)] {
            let long = String(repeating: "a", count: count)
            let bytes = try A.altered(
                receipt, [Change("inconnu", text: long)], by: "\(A.structure)/service")
            if fits {
                _ = try Accuse(bytes, addressee: A.carte())
            } else {
                #expect(throws: SchemaError(.tooLarge, "")) {
                    try Accuse(bytes, addressee: A.carte())
                }
            }
        }
    }

    @Test("le point de contrôle d'un accusé est un texte, et se relit", arguments: ["null", "3"])
    func checkpoint(value: String) throws {
        let receipt = try Accuse(
            de: A.partner, id: A.id, pour: A.structure, sha256: Hex.encode(Hash.sha256([1])),
            statut: .remis, le: A.now, par: A.structure.key(.service)
        ).signed(by: A.key(2))
        let service = "\(A.structure)/service"
        #expect(throws: SchemaError.self) {
            try Accuse(
                A.altered(receipt, [Change("pointDeControle", value)], by: service),
                addressee: A.carte())
        }
        let read = try Accuse(
            A.altered(receipt, [Change("pointDeControle", #""a\n1\nb\n""#)], by: service),
            addressee: A.carte())
        #expect(read.pointDeControle == "a\n1\nb\n")
    }

    @Test("une carte ne donne que ses propres clés, et chacune à un seul usage")
    func keys() throws {
        let acte = try Acte(.carte, A.signed().bytes)
        let own = "\(A.structure)/structure"
        let wrong: [[Change]] = [
            [Change("remplace", text: A.vkey("ml-grenoble.example/structure"))],
            [Change("remplace", text: A.vkey(own, 20, type: .cosignature))],
            [Change("remplace", text: A.vkey("\(A.structure)/service"))],
            [Change("remplace", text: A.vkey(own, 1))],
            [Change("cleService", text: A.vkey("\(A.structure)/service", 1))],
            [
                Change("revocations", "[{}]"),
                Change("revocations.0.cle", text: A.vkey("ml-grenoble.example/jean")),
                Change("revocations.0.depuis", text: A.now),
                Change("revocations.0.motif", text: "depart"),
            ],
        ]
        for changes in wrong {
            let bytes = try A.altered(acte, changes, by: own)
            #expect(throws: SchemaError.self, "\(changes)") { try SignedCarte(bytes) }
        }
        _ = try SignedCarte(
            A.altered(acte, [Change("remplace", text: A.vkey(own, 20))], by: own))
    }

    @Test("une carte qui ne se relirait pas n'est pas signée")
    func writtenCards() throws {
        let wrong = [
            A.carte { $0.libelle = String(repeating: "a", count: 201) },
            A.carte { $0.libelle = "" }, A.carte { $0.serie = -1 },
            A.carte {
                $0.agents[0] = .init(
                    nom: A.claire, fonction: "", roles: [], cle: A.vkey(A.claire.description),
                    destinataire: A.recipient(5))
            },
        ]
        for card in wrong {
            #expect(throws: SchemaError.self) { try SignedCarte(card, key: A.key(1)) }
        }
    }

    @Test("un contenu qui ne se relirait pas n'est pas signé")
    func writtenPayloads() throws {
        for count in [0, 99, 100] {
            let parts =
                count == 0 ? [] : [.fiche([1])] + (1..<count).map { Self.part("p\($0)") }
            if count == 99 {
                _ = try PayloadFixture.written(parts)
            } else {
                #expect(throws: SchemaError.self) { try PayloadFixture.written(parts) }
            }
        }
        #expect(throws: SchemaError.self) {
            try PayloadFixture.written([.fiche([1]), Self.part("a", type: "")])
        }
        #expect(throws: SchemaError.self) {
            try PayloadFixture.written([.fiche([1])]) { $0.convention = "a\nb" }
        }
        #expect(throws: SchemaError.self) { try PayloadFixture.written([Self.part("autre.json")]) }
    }

    private static func part(_ nom: String, type: String = "a/b") -> Payload.Part {
        Payload.Part(nom: nom, type: type, content: [])
    }

    @Test(
        "un contenu dont la forme n'est pas celle de la page est refusé",
        arguments: [
            Change("parties.2.type", #""text/plain""#), Change("pour", #"["a.b","a.b"]"#),
            Change("parties.0.nom", #""autre.json""#), Change("parties.0.type", #""text/plain""#),
        ])
    func payloads(change: Change) throws {
        #expect(throws: SchemaError.self) { try Payload(PayloadFixture.plaintext(change)) }
    }

    @Test("un signataire inconnu sous le nom d'un agent n'empêche pas une vérification")
    func unknownSigner() throws {
        let verification = Verification(
            structure: A.partner, cle: A.vkey("ml-grenoble.example/structure"), serie: 2,
            moyen: .sms, le: A.now)
        var note = try verification.signed(by: A.key(7), name: A.anne).note
        try note.sign(A.key(40), as: A.claire.description)
        #expect(try Verification(note.bytes, own: A.carte()) == verification)
    }

    @Test(
        "une adresse qui n'en est pas une est refusée",
        arguments: [
            "https://[]", "https://.", "https://-", "https://a..b", "https://[::::]",
            "https://[:::]", "http://127...", "http://127.999.1.1", "https://a.example:00443",
            "https://a.example:+443", "https://[g::1]", "https://[12345::]",
        ])
    func addresses(text: String) {
        #expect(PeerAddress(text) == nil)
    }
}
