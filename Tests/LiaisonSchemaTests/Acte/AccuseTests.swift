import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

private typealias Acts = ActeFixture

@Suite("Accusés")
struct AccuseTests {
    private static let service = Acts.structure.key(.service)
    private static let sha256 = Hex.encode(Hash.sha256([1]))

    /// A receipt of a pli that the partner sent to the fixture's structure.
    private static func accuse(
        _ statut: Accuse.Statut, par: KeyName, pour: StructureName = Acts.structure
    ) -> Accuse {
        Accuse(
            de: Acts.partner, id: Acts.id, pour: pour, sha256: sha256, statut: statut, le: Acts.now,
            par: par, motif: statut == .refuse ? .destinataireInconnu : nil)
    }

    @Test("le service accuse la remise, le refus et la purge, un agent l'ouverture")
    func signers() throws {
        for statut in Accuse.Statut.allCases {
            for par in [service, Acts.claire, Acts.denis] {
                let accuse = Self.accuse(statut, par: par)
                let bytes = try accuse.signed(by: Acts.key(par)).bytes
                if (statut == .ouvert) == par.isAgent {
                    #expect(try Accuse(bytes, addressee: Acts.carte()) == accuse)
                } else {
                    #expect(throws: SchemaError(.signature, ""), "\(statut) par \(par)") {
                        try Accuse(bytes, addressee: Acts.carte())
                    }
                }
            }
        }
    }

    private var service: KeyName { Self.service }

    @Test("un accusé signé d'une autre clé, ou d'un agent que la carte ne connaît pas, est refusé")
    func wrongKeys() throws {
        let stranger = try #require(KeyName(agent: "agir38.example/inconnu"))
        for accuse in [
            try Self.accuse(.remis, par: service).signed(by: Acts.key(1)),
            try Self.accuse(.ouvert, par: Acts.claire).signed(by: Acts.key(6)),
            try Self.accuse(.ouvert, par: stranger).signed(by: Acts.key(40)),
            try Self.accuse(.remis, par: Acts.structure.key(.structure)).signed(by: Acts.key(1)),
        ] {
            #expect(throws: SchemaError(.signature, "")) {
                try Accuse(accuse.bytes, addressee: Acts.carte())
            }
        }
        let remis = try Self.accuse(.remis, par: service).signed(by: Acts.key(2))
        #expect(throws: SchemaError(.signature, "")) {
            try Accuse(remis.bytes, addressee: Acts.carte { $0.daemon = nil })
        }
        let ouvert = try Self.accuse(.ouvert, par: Acts.claire).signed(by: Acts.key(5))
        #expect(throws: SchemaError(.signature, "")) {
            try Accuse(ouvert.bytes, addressee: Acts.carte { $0.agents.removeFirst() })
        }
    }

    @Test("un accusé d'une autre structure que l'adressée est refusé")
    func otherStructure() throws {
        let foreign = Acts.partner.key(.service)
        for accuse in [
            try Self.accuse(.remis, par: foreign).signed(by: Acts.key(foreign)),
            try Self.accuse(.remis, par: foreign, pour: Acts.partner).signed(by: Acts.key(foreign)),
            try Self.accuse(.remis, par: service, pour: Acts.partner).signed(by: Acts.key(2)),
        ] {
            #expect(throws: SchemaError(.mismatch, "")) {
                try Accuse(accuse.bytes, addressee: Acts.carte())
            }
        }
    }

    @Test(
        "un accusé qui n'est pas selon la page est refusé",
        arguments: ["de", "id", "pour", "sha256", "statut", "le", "par", "motif"].map {
            (Change($0, "null"), .value)
        } + [
            (Change("statut", #""lu""#), .value), (Change("motif", #""Mauvaise humeur""#), .value),
            (Change("par", #""agir38.example""#), .value),
            (Change("sha256", text: sha256.uppercased()), .value),
            (Change("sha256", text: sha256.dropLast(2)), .value),
            (Change("id", text: Acts.id.text.uppercased()), .value),
        ] as [(Change, SchemaError.Code)])
    func forms(_ change: Change, code: SchemaError.Code) throws {
        let acte = try Self.accuse(.refuse, par: service).signed(by: Acts.key(2))
        let bytes = try Acts.altered(acte, [change], by: service.description)
        #expect(throws: SchemaError(code, "")) { try Accuse(bytes, addressee: Acts.carte()) }
    }
}
