import LiaisonBase
import LiaisonSchema
import Testing

/// The example of fiches.md, and ways to change one thing in it.
enum FicheFixture {
    static let example = #"""
        {"version":1,"modele":"spe","sens":"agir-vers-partenaire",
         "operateurAGIR":{"structure":"Opérateur AGIR de l'Isère","nom":"Exemple","prenom":"Claire","fonction":"Référente emploi-formation","telephone":"04 76 00 00 01","courriel":"referente@agir38.example"},
         "partenaire":{"structure":"Mission locale de Grenoble","nom":"Modèle","prenom":"Jean","fonction":"Conseiller en insertion","telephone":"04 76 00 00 02","courriel":"conseiller@ml-grenoble.example"},
         "beneficiaire":{"numeroAGDREF":"3803012345","nom":"SPECIMEN","prenom":"Amina","nationalite":"afghane","dateNaissance":"2002-03-14","adressePostale":"1 rue de l'Exemple\n38000 Grenoble","telephone":"06 00 00 00 01","consentementDematerialise":false,
           "positionnementLinguistique":"A2","heuresFLE":{"nombre":200,"etat":"realisees"},"dateContratAGIR":"2026-10-02","situationFamille":"seul","enfantsACharge":{"nombre":1}},
         "freins":{"difficultes":["logement"],"prendreEnCompte":["contraintes-familiales"],"gardeEnfants":true,"developper":["transport"]},
         "orientation":{"vers":["mission-locale"]},
         "demandes":{"choisirMetier":["atouts","projet-professionnel"],"seFormer":["trouver-formation"],"ameliorerCompetences":["fle"]},
         "informationsComplementaires":"Deux ans d'études de comptabilité à Hérat, non sanctionnées.",
         "faitA":"Grenoble","faitLe":"2026-11-23"}
        """#

    static func today() throws -> CalendarDate { try #require(CalendarDate("2026-11-23")) }

    static func object() throws -> JSONObject {
        try #require(try JSONValue.parse(Array(example.utf8)).object)
    }

    static func validate(_ text: String) throws -> ValidationReport {
        Fiche.validate(Array(text.utf8), today: try today())
    }

    static func validate(_ object: JSONObject) throws -> ValidationReport {
        try validate(JSONValue.object(object).text)
    }

    static func fiche(_ changes: [Change] = []) throws -> Fiche {
        let report = try report(changes)
        #expect(report.erreurs == [])
        return try #require(report.fiche)
    }

    static func report(_ changes: [Change]) throws -> ValidationReport {
        try validate(changed(changes))
    }

    static func changed(_ changes: [Change], in base: JSONObject? = nil) throws -> JSONObject {
        var object = try base ?? object()
        for change in changes {
            let value = try change.json.map { try JSONValue.parse(Array($0.utf8)) }
            object = setting(
                value, at: change.path.split(separator: ".").map(String.init)[...],
                in: object)
        }
        return object
    }

    static func setting(
        _ value: JSONValue?, at keys: ArraySlice<String>, in object: JSONObject
    ) -> JSONObject {
        guard let key = keys.first else { return object }
        var object = object
        if keys.count == 1 {
            object[key] = value
        } else {
            let inner = object[key]?.object ?? JSONObject()
            object[key] = .object(setting(value, at: keys.dropFirst(), in: inner))
        }
        return object
    }
}

/// One value put in the example, as JSON; nil takes the key out.
struct Change: Sendable, CustomTestStringConvertible {
    let path: String
    let json: String?

    init(_ path: String, _ json: String?) {
        self.path = path
        self.json = json
    }

    var testDescription: String { "\(path) = \(json?.prefix(60).description ?? "absent")" }
}

/// Changes to the example, and the pointers of the findings they cause, in order.
struct Case: Sendable, CustomTestStringConvertible {
    let changes: [Change]
    let pointers: [String]

    init(_ changes: Change..., at pointers: String...) {
        self.changes = changes
        self.pointers = pointers
    }

    var testDescription: String {
        changes.map(\.testDescription).joined(separator: " ; ")
    }
}
