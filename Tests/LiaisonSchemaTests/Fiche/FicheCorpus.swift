import Foundation
import LiaisonBase
import LiaisonSchema
import Testing

/// Fiches made from good ones by changing one thing, or a few.
enum FicheCorpus {
    struct Variant {
        let name: String
        let fiche: JSONObject
    }

    /// The whole fiche of a model: `docs/exemple-MODELE.json`.
    static func example(_ modele: FicheModele) throws -> JSONObject {
        let docs = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/exemple-\(modele.rawValue).json")
        return try #require(try JSONValue.parse(Array(Data(contentsOf: docs))).object)
    }

    static func variants(of modele: FicheModele) throws -> [Variant] {
        var variants: [Variant] = []
        // A statement each: as one expression they take the compiler nine seconds.
        for base in try bases(modele) {
            variants.append(base)
            variants += removed(base)
            variants += emptied(base)
            variants += mistyped(base)
            variants += added(base)
            for value in values {
                if let changed = change(base, value.path, value.json) { variants.append(changed) }
            }
        }
        return variants
    }

    /// As it is, the other way round, without what each consent hangs on.
    private static func bases(_ modele: FicheModele) throws -> [Variant] {
        let whole = Variant(name: modele.rawValue, fiche: try example(modele))
        let ways = Sens.allCases.compactMap { change(whole, "sens", "\"\($0.rawValue)\"") }
        let bare = ways.compactMap { change($0, "beneficiaire.dateContratAGIR", nil) }
        let agreed = bare.compactMap { change($0, "consentementOrientation", "true") }
        let followed = ways.compactMap {
            change($0, "beneficiaire.dateContratAGIR", #""2026-10-02""#)
        }
        .compactMap { change($0, "consentementOrientation", nil) }
        return [whole] + ways + bare + agreed + followed
    }

    private static let values: [(path: String, json: String?)] = [
        ("version", "2"), ("version", #""1""#), ("modele", #""spe""#), ("modele", #""autre""#),
        ("sens", #""ailleurs""#), ("beneficiaire.numeroAGDREF", #""380301234""#),
        ("beneficiaire.numeroAGDREF", #""38 03 01 23 45""#),
        ("beneficiaire.numeroAGDREF", #""38\u201103-01.23\u202f45""#),
        ("beneficiaire.numeroAGDREF", #""38030123456""#), ("beneficiaire.numeroAGDREF", #""12A""#),
        ("beneficiaire.dateNaissance", #""1990""#), ("beneficiaire.dateNaissance", #""1990-04""#),
        ("beneficiaire.dateNaissance", #""1990-13""#), ("beneficiaire.dateNaissance", #""1900""#),
        ("beneficiaire.dateNaissance", #""2000-02-29""#),
        ("beneficiaire.dateNaissance", #""1901-02-29""#),
        ("beneficiaire.dateNaissance", #""1990-04-31""#),
        ("beneficiaire.dateNaissance", #""14/03/2002""#),
        ("beneficiaire.dateNaissance", #""2002-03-14\n""#),
        ("beneficiaire.dateContratAGIR", #""2026-02-29""#),
        ("beneficiaire.dateContratAGIR", #""2024-02-29""#),
        ("beneficiaire.dateContratAGIR", #""2026-1-2""#), ("faitLe", #""2026-11-31""#),
        ("faitLe", #""0000-01-01""#), ("beneficiaire.nom", #""A\nB""#),
        ("beneficiaire.nom", #""A\u0007B""#), ("beneficiaire.nom", #""   ""#),
        ("beneficiaire.nom", "\"\(String(repeating: "é", count: 200))\""),
        ("beneficiaire.nom", "\"\(String(repeating: "é", count: 201))\""),
        ("beneficiaire.adressePostale", #""a\nb\tc""#),
        ("beneficiaire.adressePostale", #""a\u001bb""#),
        ("beneficiaire.courriel", #""a@b.example""#),
        ("beneficiaire.consentementDematerialise", "false"),
        ("beneficiaire.positionnementLinguistique", #""A3""#),
        ("beneficiaire.positionnementLinguistique", #""infra-A1""#),
        ("beneficiaire.heuresFLE.nombre", "1.5"), ("beneficiaire.heuresFLE.nombre", "-3"),
        ("beneficiaire.heuresFLE.etat", #""realisees""#),
        ("beneficiaire.enfantsACharge", #"{"nombre":3}"#),
        ("beneficiaire.enfantsACharge", #"{"mineurs":1,"majeurs":31}"#),
        ("beneficiaire.dateProtection", #""2025-02-30""#),
        ("freins.difficultes", #"["logement","logement"]"#),
        ("freins.difficultes", #"["logement","autre"]"#), ("freins.prendreEnCompte", #"["sante"]"#),
        ("freins.gardeEnfants", "true"), ("orientation.vers", #"["france-travail"]"#),
        ("orientation.vers", #"["france-travail","pole-emploi"]"#),
        ("orientation.vers", #"["autres"]"#), ("orientation.autres", #""PLIE""#),
        ("orientation", #"{"vers":["autres"],"autres":"PLIE"}"#),
        ("demandes.creerEntreprise", "[]"), ("demandes.creerEntreprise", #""""#),
        ("demandes.creerEntreprise", #"["elaborer"]"#), ("demandes.autresLangues", #""dari""#),
        ("demandes", #"{"ameliorerCompetences":["autres-langues"],"autresLangues":"dari"}"#),
        ("besoinsEtMotifs", nil), ("ofii", #"{"emploi":true}"#), ("ofii", #"{"nir":"1"}"#),
        ("ofii.departement", #""2A""#), ("ofii.departement", #""974""#),
        ("ofii.departement", #""20""#), ("ofii.departement", #""Isère""#),
        ("ofii.departement", "38"),
    ]

    private static func removed(_ base: Variant) -> [Variant] {
        paths(base.fiche).compactMap { change(base, $0, nil) }
    }

    private static func emptied(_ base: Variant) -> [Variant] {
        paths(base.fiche).enumerated().compactMap { index, path in
            change(base, path, [#""""#, "[]", "{}", #"" \n ""#][index % 4])
        }
    }

    private static func mistyped(_ base: Variant) -> [Variant] {
        paths(base.fiche).enumerated().compactMap { index, path in
            change(base, path, ["7", "null", "true", #"["x"]"#, #"{"x":1}"#, #""x""#][index % 6])
        }
    }

    private static func added(_ base: Variant) -> [Variant] {
        let objects =
            [""]
            + paths(base.fiche).filter { base.fiche[path: .init(stringLiteral: $0)]?.object != nil }
        return objects.compactMap { change(base, $0.isEmpty ? "inconnue" : "\($0).inconnue", "1") }
    }

    /// Every key, the objects' included.
    private static func paths(_ object: JSONObject, prefix: String = "") -> [String] {
        object.members.flatMap { member in
            let path = prefix + member.key
            return [path] + (member.value.object.map { paths($0, prefix: path + ".") } ?? [])
        }
    }

    private static func change(_ base: Variant, _ path: String, _ json: String?) -> Variant? {
        guard let value = try? json.map({ try JSONValue.parse(Array($0.utf8)) }) else { return nil }
        return Variant(
            name: "\(base.name), \(path) = \(json?.prefix(40) ?? "absent")",
            fiche: FicheFixture.setting(
                value, at: path.split(separator: ".").map(String.init)[...], in: base.fiche))
    }
}
