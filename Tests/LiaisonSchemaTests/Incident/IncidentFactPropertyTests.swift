import LiaisonBase
import LiaisonSchema
import Testing

@Suite("Étapes d'incident au hasard")
struct IncidentFactPropertyTests {
    @Test(
        "toute étape qui se lit s'écrit et se relit la même, et ses octets sont les mêmes",
        arguments: 0..<8 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededRandom(state: seed)
        for _ in 0..<400 {
            let fact = random.fact()
            let text = JSONValue.object(fact.object).text
            let object = try #require(try JSONValue.parse(text.utf8).object)
            let read = try IncidentFact(object)
            #expect(read == fact)
            #expect(JSONValue.object(read.object).text == text)
        }
    }

    @Test(
        "une étape altérée au hasard est refusée, ou se réécrit sans rien d'autre que ce qui se lit",
        arguments: 0..<8 as Range<UInt64>)
    func altered(seed: UInt64) throws {
        var random = SeededRandom(state: seed &+ 100)
        let values: [JSONValue] = [
            .null, .bool(true), .bool(false), .integer(0), .integer(-1), .string(""),
            .string("a.example"), .string("2026-11-23T12:00:00Z"), .array([]),
            .object(JSONObject()),
            .array([.string("integrite")]), .string("cnil"),
        ]
        for _ in 0..<400 {
            var object = random.fact().object
            guard let key = object.keys.randomElement(using: &random) else { continue }
            object[key] = random.one(of: values)
            guard let read = try? IncidentFact(object) else { continue }
            #expect(try IncidentFact(read.object) == read)
            #expect(Set(read.object.keys).isSubset(of: Set(object.keys).union(["portee"])))
        }
    }

    @Test("réunir deux portées au hasard ne perd aucun nom", arguments: 0..<4 as Range<UInt64>)
    func union(seed: UInt64) {
        var random = SeededRandom(state: seed &+ 200)
        for _ in 0..<300 {
            let (one, other) = (random.scope(), random.scope())
            let both = one.union(other)
            for scope in [one, other] {
                #expect(Set(both.partenaires).isSuperset(of: scope.partenaires))
                #expect(Set(both.fiches).isSuperset(of: scope.fiches))
                #expect(Set(both.agents).isSuperset(of: scope.agents))
                #expect(Set(both.cles).isSuperset(of: scope.cles))
                #expect(both.tout || !scope.tout)
            }
            #expect(both.union(other) == both)
        }
    }
}

/// Steps drawn from it.
extension SeededRandom {
    mutating func one<Value>(of values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &self)]
    }

    mutating func maybe<Value>(_ value: (inout SeededRandom) -> Value) -> Value? {
        Bool.random(using: &self) ? value(&self) : nil
    }

    mutating func some<Value>(_ most: Int, _ value: (inout SeededRandom) -> Value) -> [Value] {
        (0..<Int.random(in: 0...most, using: &self)).map { _ in value(&self) }
    }

    mutating func instant() -> Instant {
        Instant(seconds: Int64.random(in: 0...250_000_000_000, using: &self))
    }

    mutating func structure() -> StructureName {
        StructureName("s\(Int.random(in: 0..<20, using: &self)).example")!
    }

    mutating func agent() -> KeyName {
        KeyName(agent: "agir38.example/a\(Int.random(in: 0..<20, using: &self))")!
    }

    mutating func id() -> PliID { one(of: Self.ids) }
    private static let ids = (0..<10).map { _ in PliID.random() }

    mutating func sealed() -> SealedText {
        let bytes = some(60) { UInt8.random(in: 0...255, using: &$0) }
        return try! SealedText(age: Array("age-encryption.org/v1\n".utf8) + bytes)
    }

    mutating func natures() -> [IncidentNature] {
        Array(
            IncidentNature.allCases.shuffled(using: &self).prefix(
                Int.random(in: 0...3, using: &self)))
    }

    mutating func moments() -> IncidentFact.Moments {
        IncidentFact.Moments(
            soupcon: maybe { $0.instant() }, decouverte: maybe { $0.instant() },
            reception: maybe { $0.instant() }, connaissance: maybe { $0.instant() })
    }

    mutating func scope() -> IncidentScope {
        var scope = IncidentScope()
        scope.partenaires = some(3) { $0.structure() }
        scope.fiches = some(3) { PliKey(de: $0.structure(), id: $0.id()) }
        scope.agents = some(2) { $0.agent() }
        scope.cles = some(2) { $0.agent() }
        let (one, other) = (instant(), instant())
        scope.du = maybe { _ in min(one, other) }
        scope.au = maybe { _ in max(one, other) }
        scope.tout = Bool.random(using: &self)
        return scope
    }

    mutating func addressee() -> NoticeAddressee {
        one(of: [.ofii, .cnil, .personnes, .structure(structure())])
    }

    mutating func declaration() -> IncidentFact.Declaration {
        let type = one(of: IncidentKind.allCases)
        var moments = moments()
        if type == .plainte {
            moments.reception = moments.reception ?? instant()
        } else {
            moments.decouverte = moments.decouverte ?? instant()
        }
        return IncidentFact.Declaration(
            type: type, moments: moments, natures: natures(), portee: scope(), textes: sealed(),
            arrets: some(3) { $0.structure() })
    }

    mutating func qualification() -> IncidentFact.Qualification {
        var said = IncidentFact.Qualification()
        said.moments = moments()
        said.natures = maybe { $0.natures() }
        said.portee = scope()
        said.sans = some(2) { $0.structure() }
        said.risque = maybe { $0.one(of: IncidentRisk.allCases) }
        said.ofii = maybe { Bool.random(using: &$0) }
        said.personnes = maybe { Int.random(in: 0...100_000_000, using: &$0) }
        said.enregistrements = maybe { Int.random(in: 0...100_000_000, using: &$0) }
        said.textes = maybe { $0.sealed() }
        said.motif = said.needsReason ? sealed() : maybe { $0.sealed() }
        return said
    }

    mutating func fact() -> IncidentFact {
        switch one(of: IncidentFact.Genre.allCases) {
        case .declaration: .declaration(declaration())
        case .qualification: .qualification(qualification())
        case .avis:
            .avis(pour: structure(), id: id(), phase: Int.random(in: 0...10_000, using: &self))
        case .fichier:
            .fichier(pour: structure(), id: id(), phase: Int.random(in: 0...10_000, using: &self))
        case .accuse:
            .accuse(
                pour: structure(), id: id(), statut: one(of: Accuse.Statut.allCases), le: instant())
        case .notifie:
            .notifie(
                addressee(), le: instant(), moyen: one(of: NoticeMeans.allCases),
                reference: sealed())
        case .retard: .retard(addressee(), motif: sealed())
        case .recu: .recu(de: structure(), id: id())
        case .lu:
            .lu(
                de: structure(), id: id(),
                IncidentFact.Told(
                    type: one(of: IncidentKind.allCases),
                    numero: Int.random(in: 0...9_007_199_254_740_991, using: &self),
                    phase: Int.random(in: 0...9_007_199_254_740_991, using: &self),
                    natures: natures(), plis: some(5) { $0.id() }, textes: sealed()))
        case .envois: .envois(structure(), isStopped: Bool.random(using: &self))
        case .cloture: .cloture(motif: maybe { $0.sealed() })
        }
    }
}
