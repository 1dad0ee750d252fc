import Foundation
import LiaisonBase
import LiaisonSchema
import ProgramSupport
import Testing

/// The generated schemas against another implementation of JSON Schema (Debian's python3-jsonschema).
@Suite("Le schéma JSON et le contrôle disent la même chose")
struct FicheSchemaTests {
    @Test(
        "de chaque clé retirée, vidée, ajoutée ou mal typée", arguments: FicheModele.allCases)
    func agreement(modele: FicheModele) throws {
        let corpus = try FicheCorpus.variants(of: modele)
        #expect(corpus.count >= 200)
        let today = try FicheFixture.today()
        let verdicts = try Self.verdicts(
            FormDescription.form(for: modele).jsonSchema, corpus.map(\.fiche))
        try #require(verdicts.count == corpus.count)
        var good = 0
        for (variant, verdict) in zip(corpus, verdicts) {
            let report = Fiche.validate(
                Array(JSONValue.object(variant.fiche).text.utf8), today: today)
            #expect(
                verdict == report.erreurs.isEmpty,
                "\(variant.name) : \(report.erreurs.first?.description ?? "valide")")
            if verdict { good += 1 }
        }
        // Neither side says the same of everything.
        #expect(good >= 60 && corpus.count - good >= 60)
    }

    @Test("le schéma nomme chaque champ par son libellé, et n'admet rien d'autre")
    func titles() throws {
        for modele in FicheModele.allCases {
            let text = JSONValue.object(FormDescription.form(for: modele).jsonSchema).text
            #expect(text.contains(#""title":"Date de naissance (JJ/MM/AAAA)""#))
            #expect(text.contains(#""$schema":"https://json-schema.org/draft/2020-12/schema""#))
        }
    }

    private static let program = """
        import json, sys
        try:
            from jsonschema import Draft202012Validator
        except ImportError:
            sys.exit(3)
        schema, corpus = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        print(json.dumps([validator.is_valid(fiche) for fiche in corpus]))
        """

    private static func verdicts(_ schema: JSONObject, _ corpus: [JSONObject]) throws -> [Bool] {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["schema.json", "corpus.json"].map { folder.appending(path: $0) }
        try Data(JSONValue.object(schema).text.utf8).write(to: files[0])
        try Data(JSONValue.array(corpus.map { .object($0) }).text.utf8).write(to: files[1])
        let words = ["-c", program] + files.map { $0.path() }
        let (ending, output) = try Program.run("/usr/bin/python3", words)
        try #require(
            ending == .exit(0),
            "python3-jsonschema manque, ou refuse le schéma : lancez .ci/setup")
        let values = try JSONValue.parse(output).array ?? []
        return values.compactMap(\.bool)
    }
}
