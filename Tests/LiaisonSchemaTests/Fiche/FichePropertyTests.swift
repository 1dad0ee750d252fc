import LiaisonBase
import LiaisonSchema
import Testing

@Suite("Propriétés de la validation")
struct FichePropertyTests {
    @Test(
        "une fiche mutée donne des erreurs ou une fiche stable, jamais un arrêt", arguments: 0..<8)
    func mutations(seed: UInt64) throws {
        var random = SeededRandom(state: seed)
        let today = try FicheFixture.today()
        let example = Array(FicheFixture.example.utf8)
        var valid = 0
        var refused = 0
        for _ in 0..<150 {
            var bytes = example
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                mutate(&bytes, using: &random)
            }
            let report = Fiche.validate(bytes, today: today)
            #expect((report.fiche == nil) == !report.erreurs.isEmpty)
            if let object = try? JSONValue.parse(bytes).object {
                let text = FicheText.render(
                    unvalidated: object, findings: report.erreurs, signature: nil)
                #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
            }
            guard let fiche = report.fiche else {
                refused += 1
                continue
            }
            valid += 1
            #expect(Fiche.validate(fiche.json, today: today).fiche == fiche)
        }
        #expect(valid > 0)
        #expect(refused > 0)
    }

    @Test("une valeur remplacée par une autre donne des erreurs ou une fiche stable")
    func replacements() throws {
        let today = try FicheFixture.today()
        let values = [
            "null", "true", "0", "-1", "1.5", #""""#, #"" ""#, "[]", "{}", #"["x"]"#, #"[""]"#,
            #"{"x":1}"#, #""x""#, #""2020-01-01""#, #""\u0000""#, #""e\u0301\r""#, "[[[]]]",
        ]
        var paths: [String] = []
        for member in try FicheFixture.object().members {
            paths.append(member.key)
            paths += (member.value.object?.keys ?? []).map { "\(member.key).\($0)" }
        }
        var valid = 0
        for path in paths {
            for value in values {
                let report = try FicheFixture.report([Change(path, value)])
                #expect((report.fiche == nil) == !report.erreurs.isEmpty)
                guard let fiche = report.fiche else { continue }
                valid += 1
                #expect(Fiche.validate(fiche.json, today: today).fiche == fiche)
            }
        }
        #expect(valid > 0)
    }

    private func mutate(_ bytes: inout [UInt8], using random: inout SeededRandom) {
        guard let index = bytes.indices.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.remove(at: index)
        case 1: bytes.insert(bytes[index], at: index)
        case 2: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 3: bytes[index] ^= 1
        case 4: bytes.insert(contentsOf: Array("\\u000d".utf8), at: index)
        default: bytes.insert(contentsOf: Array("e\u{301}".utf8), at: index)
        }
    }
}
