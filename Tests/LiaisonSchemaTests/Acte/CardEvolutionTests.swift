import LiaisonBase
import LiaisonCrypto
import Testing

@testable import LiaisonSchema

private typealias A = ActeFixture

/// What a later version adds to a card never makes this one refuse it (formats.md, «Evolution»).
@Suite("Cartes d'une version suivante")
struct CardEvolutionTests {
    private static let owner = "agir38.example/structure"

    private static func carte(_ changes: [Change]) throws -> SignedCarte {
        let acte = try Acte(.carte, A.signed().bytes)
        return try SignedCarte(A.altered(acte, changes, by: owner))
    }

    /// What a later version may put anywhere.
    static let additions = [
        "1", "null", #""x""#, "[]", #"{"a":{"b":[{"c":null}]}}"#, "1e400", #""\u001b[2J""#,
    ]

    @Test(
        "une carte garde ses octets et se lit, quelles que soient les clés de plus",
        arguments: [
            "nouvelle", "agents.0.nouvelle", "dpo.nouvelle", "revocations.0.nouvelle", "Serie",
        ])
    func keys(path: String) throws {
        let revoked = [
            Change("revocations", "[{}]"),
            Change("revocations.0.cle", text: A.vkey(A.claire.description, 30)),
            Change("revocations.0.depuis", text: A.now),
            Change("revocations.0.motif", text: "depart"),
        ]
        let plain = try Self.carte(revoked)
        for json in Self.additions {
            let card = try Self.carte(revoked + [Change(path, json)])
            #expect(card.carte == plain.carte, "\(json)")
            #expect(card.bytes != plain.bytes, "\(json)")
        }
    }

    @Test("une clé de plus donnée deux fois, ou trop profonde, est refusée")
    func bounds() throws {
        let text = try Acte(.carte, A.signed().bytes).note.text
        let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        for (members, code) in [
            (#""x":1,"x":2,"#, SchemaError.Code.form), (#""x":{"y":1,"y":1},"#, .form),
            (#""x":\#(deep),"#, .form),
        ] {
            let changed = text.replacing(#""structure":"#, with: members + #""structure":"#)
            #expect(throws: SchemaError(code, "")) {
                try SignedCarte(A.note(changed, by: (Self.owner, 1)))
            }
        }
    }

    @Test("un type de structure inconnu se lit « autre » ; les gens voient son texte, sans danger")
    func kinds() throws {
        let card = try Self.carte([Change("type", #""maison-france-services""#)]).carte
        #expect(card.type == .autre && card.typeInconnu == "maison-france-services")
        #expect(card.typeFrench == "maison-france-services")
        let hostile = try Self.carte([Change("type", #""a\u202Eb\u2066c""#)]).carte
        #expect(hostile.typeFrench == "a‹U+202E›b‹U+2066›c")
        for kind in StructureKind.allCases {
            let card = try Self.carte([Change("type", text: kind.rawValue)]).carte
            #expect(card.type == kind && card.typeInconnu == nil && card.typeFrench == kind.french)
        }
        // Whoever changes the kind of a card by hand no longer means the other.
        var changed = card
        changed.type = .prefecture
        #expect(changed.typeFrench == "Préfecture")
        #expect(try SignedCarte(changed, key: A.key(1)).carte.type == .prefecture)
        #expect(try SignedCarte(card, key: A.key(1)).carte.typeInconnu == card.typeInconnu)
    }

    @Test("un agent garde les rôles connus ; sans aucun, il n'a aucun pouvoir et signe encore")
    func roles() throws {
        let card = try Self.carte([
            Change("agents.0.roles", #"["referent","archiviste"]"#),
            Change("agents.2.roles", #"["archiviste","mediateur","a","b"]"#),
        ]).carte
        #expect(card.agent(A.claire)?.roles == [.referent])
        #expect(card.agent(A.claire)?.autresRoles == ["archiviste"])
        let anne = try #require(card.agent(A.anne))
        #expect(anne.roles.isEmpty && anne.cle == A.vkey(A.anne.description))
        for permission in Permission.allCases {
            #expect(!permission.allows(anne.roles), "\(permission)")
        }
        // An own card of a later version is edited here without losing an agent.
        #expect(try SignedCarte(card, key: A.key(1)).carte.agents == card.agents)
    }

    @Test("une révocation de motif inconnu vaut, et annule ce que la clé avait vérifié")
    func revocations() throws {
        let key = A.vkey(A.claire.description)
        func own(_ motif: String) throws -> Carte {
            try Self.carte([
                Change("revocations", "[{}]"), Change("revocations.0.cle", text: key),
                Change("revocations.0.depuis", text: A.now + 60),
                Change("revocations.0.motif", text: motif),
            ]).carte
        }
        let verification = try Verification(
            structure: A.partner, cle: A.vkey("ml-grenoble.example/structure"), serie: 2,
            moyen: .sms, le: A.now
        ).signed(by: A.key(5), name: A.claire)
        for (motif, stands) in [("depart", true), ("perte", false), ("retraite", false)] {
            let own = try own(motif)
            #expect(own.agent(A.claire) == nil)
            let read = try? Verification(verification.bytes, own: own, earlier: [A.carte()])
            #expect((read != nil) == stands, "\(motif)")
        }
        #expect(try own("retraite").revocations.map(\.codeMotif) == ["retraite"])
        #expect(try own("retraite").revocations.map(\.motif) == [nil])
    }

    @Test(
        "les capacités inconnues sont gardées et n'annoncent rien d'autre ; une carte v1 n'en a pas"
    )
    func capacities() throws {
        let card = try Self.carte([
            Change("capacites", #"["zz-nouvelle","refus-motives","refus-motives","a"]"#),
            Change("bureauHeberge", #""2027-03-01""#),
        ]).carte
        #expect(card.capacites == ["a", "refus-motives", "zz-nouvelle"])
        #expect(card.announces(.refusMotives) && !card.announces(.actesOuverts))
        #expect(card.bureauHeberge == CalendarDate("2027-03-01"))
        // Signed again here: what this version can do, and the date stays.
        let again = try SignedCarte(card, key: A.key(1)).carte
        #expect(again.capacites == ["actes-ouverts", "ofii-departement", "refus-motives"])
        #expect(again.bureauHeberge == card.bureauHeberge)
        let old = try A.note(
            Acte(.carte, A.signed().bytes).note.text.replacing("carte/v2", with: "carte/v1"),
            by: (Self.owner, 1))
        let first = try SignedCarte(old)
        #expect(first.bytes == old && first.carte.capacites.isEmpty)
        for capacite in Capacite.allCases { #expect(!first.carte.announces(capacite)) }
    }

    @Test("les codes des capacités sont de ceux d'une carte, triés, chacun une fois")
    func ownCapacities() throws {
        let codes = try A.signed().carte.capacites
        #expect(codes == Set(codes).sorted())
        #expect(Set(codes) == Set(Capacite.allCases.map(\.rawValue)))
        #expect(codes.allSatisfy { FieldReader.code(.string($0)) != nil })
    }
}
