import LiaisonCrypto
import LiaisonSchema
import Testing

private typealias Acts = ActeFixture

@Suite("Actes d'agents et de vérification")
struct AgentActTests {
    private static let claire = Acts.claire.description
    private static let verification = Verification(
        structure: Acts.partner, cle: Acts.vkey("ml-grenoble.example/structure"), serie: 2,
        moyen: .mainPropre, le: Acts.now)

    private static func agent() throws -> Acte {
        try AgentActe(
            nom: Acts.claire, fonction: "Référente", cle: Acts.vkey(claire),
            destinataire: Acts.recipient(5)
        ).signed(by: Acts.key(5))
    }

    @Test("un acte d'agent se relit")
    func agentRoundTrip() throws {
        let read = try AgentActe(Self.agent().bytes)
        #expect(read.nom == Acts.claire && read.cle == Acts.vkey(Self.claire))
        #expect(read.fonction == "Référente" && read.destinataire == Acts.recipient(5))
    }

    @Test(
        "un acte d'agent qui n'est pas selon la page est refusé",
        arguments: [
            (Change("nom", "null"), .value), (Change("fonction", "null"), .value),
            (Change("cle", "null"), .value), (Change("destinataire", "null"), .value),
            (Change("nom", #""agir38.example/service""#), .value),
            (Change("nom", #""agir38.example/denis""#), .mismatch),
            (Change("cle", text: Acts.vkey("agir38.example/denis", 5)), .mismatch),
            (Change("cle", text: Acts.vkey(claire, type: .cosignature)), .mismatch),
            (Change("cle", text: Acts.vkey(claire, 6)), .signature),
            (Change("destinataire", #""age1""#), .form), (Change("roles", "[]"), .unknownKey),
        ] as [(Change, SchemaError.Code)])
    func agentRefused(_ change: Change, code: SchemaError.Code) throws {
        let bytes = try Acts.altered(Self.agent(), [change], by: Self.claire)
        #expect(throws: SchemaError(code, "")) { try AgentActe(bytes) }
    }

    @Test(
        "une vérification compte, signée par un référent ou un administrateur",
        arguments: [Acts.claire, Acts.anne])
    func verified(by name: KeyName) throws {
        let acte = try Self.verification.signed(by: Acts.key(name), name: name)
        #expect(try Verification(acte.bytes, own: Acts.carte()) == Self.verification)
        let dpoToo = Acts.carte { $0.agents[1] = Acts.agent(Acts.denis, [.dpo, .admin]) }
        _ = try Verification(
            Self.verification.signed(by: Acts.key(Acts.denis), name: Acts.denis).bytes, own: dpoToo)
    }

    @Test("une vérification d'un autre signataire ne compte pas")
    func unverified() throws {
        let jean = try #require(KeyName(agent: "ml-grenoble.example/jean"))
        let service = Acts.structure.key(.service)
        for name in [Acts.denis, jean, service] {
            let acte = try Self.verification.signed(by: Acts.key(name), name: name)
            #expect(throws: SchemaError(.signature, "")) {
                try Verification(acte.bytes, own: Acts.carte())
            }
        }
        let acte = try Self.verification.signed(by: Acts.key(6), name: Acts.claire)
        let signed = try Self.verification.signed(by: Acts.key(5), name: Acts.claire)
        let gone = Acts.carte { $0.agents.removeFirst() }
        for (bytes, own) in [(acte.bytes, Acts.carte()), (signed.bytes, gone)] {
            #expect(throws: SchemaError(.signature, "")) { try Verification(bytes, own: own) }
        }
        let revoked = try Acts.altered(
            Acte(.carte, Acts.signed().bytes),
            [
                Change("revocations", "[{}]"),
                Change("revocations.0.cle", text: Acts.vkey(Self.claire)),
                Change("revocations.0.depuis", text: Acts.now),
                Change("revocations.0.motif", text: "depart"),
            ], by: "agir38.example/structure")
        #expect(throws: SchemaError(.signature, "")) {
            try Verification(signed.bytes, own: SignedCarte(revoked).carte)
        }
    }

    @Test(
        "une vérification qui n'est pas selon la page est refusée",
        arguments: ["structure", "cle", "serie", "moyen", "le"].map { (Change($0, "null"), .value) }
            + [
                (Change("moyen", #""par courriel""#), .value), (Change("serie", "-1"), .value),
                (Change("structure", #""siao38.example""#), .mismatch),
                (Change("cle", text: Acts.vkey("ml-grenoble.example/service")), .mismatch),
            ] as [(Change, SchemaError.Code)])
    func verificationRefused(_ change: Change, code: SchemaError.Code) throws {
        let acte = try Self.verification.signed(by: Acts.key(5), name: Acts.claire)
        let bytes = try Acts.altered(acte, [change], by: Self.claire)
        #expect(throws: SchemaError(code, "")) { try Verification(bytes, own: Acts.carte()) }
    }
}
