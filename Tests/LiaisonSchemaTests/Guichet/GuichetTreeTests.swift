import Foundation
import LiaisonBase
import Testing

@testable import LiaisonSchema

/// The trees that the guichet carries, made of the one description of each form.
@Suite("Guichet : les arbres")
struct GuichetTreeTests {
    /// What `Tests/Guichet` gives its browser.
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Guichet/arbres")

    private static func reply(
        _ modele: FicheModele, content: JSONObject = JSONObject(), isReply: Bool = true
    ) throws -> [GuichetNode] {
        FormDescription.form(for: modele).fieldTree(
            sens: .partenaireVersAGIR, isReply: isReply, content: content,
            today: try FicheFixture.today())
    }

    @Test("les fichiers que le navigateur des essais reçoit sont ceux que le programme fait")
    func golden() throws {
        let fiche = try FicheFixture.fiche()
        let trees: [(String, [GuichetNode])] = [
            ("spe", FicheTree.render(fiche, signature: "Signé par …", information: nil)),
            ("reponse-spe", try Self.reply(.spe, content: fiche.content)),
            ("invitation", try Self.reply(.generique, isReply: false)),
        ]
        for (name, tree) in trees {
            let made = tree.json.indentedText
            let file = Self.folder.appending(path: name + ".json")
            let found = try? String(contentsOf: file, encoding: .utf8)
            guard found != made else { continue }
            let proposed = FileManager.default.temporaryDirectory.appending(path: "\(name).json")
            try Data(made.utf8).write(to: proposed)
            Issue.record("\(file.path) diffère ; celui du programme est dans \(proposed.path)")
        }
    }

    @Test("chaque champ du formulaire est demandé une fois, et ce qui ne l'est pas est donné")
    func everyField() throws {
        for modele in FicheModele.allCases {
            let tree = try Self.reply(modele)
            let asked = tree.compactMap { node in
                if case .field(let field) = node { field.path } else { nil }
            }
            let given = tree.compactMap { node in
                if case .fixed(let path, _) = node { path } else { nil }
            }
            #expect(given == [.version, .modele, .sens])
            let all = FormDescription.form(for: modele).tree.leaves.map(\.field.path)
            #expect(Set(asked + given) == Set(all))
            #expect(asked.count + given.count == all.count)
            // What belongs to the direction from the operator is not asked of a partner.
            #expect(
                tree.contains { node in
                    if case .field(let field) = node {
                        field.path == .dateContratAGIR
                    } else {
                        false
                    }
                })
        }
    }

    @Test(
        "les messages d'un champ sont ceux de la saisie guidée, pour d'autres valeurs aussi",
        arguments: FicheModele.allCases)
    func messages(modele: FicheModele) throws {
        let today = try FicheFixture.today()
        let form = FormDescription.form(for: modele)
        func said(_ typed: String, _ field: GuichetField) throws -> String? {
            let leaf = try #require(form.tree.leaf(field.path))
            guard case .failure(let refusal) = TypedAnswer.read(typed, for: leaf, today: today)
            else { return nil }
            return refusal.message
        }
        var checked = 0
        for case .field(let field) in try Self.reply(modele) {
            func template(_ fault: GuichetField.Fault, _ n: String = "") -> String? {
                field.messages[fault]?.replacing("{n}", with: n)
            }
            switch field.kind {
            case .line, .text:
                let length = try #require(field.range).upperBound + 57
                let long = String(repeating: "é", count: Int(length))
                #expect(try said(long, field) == template(.tooLong, "\(length)"))
                #expect(try said("fini", field) == nil)
            case .date:
                #expect(try said("31/02/2026", field) == template(.refused))
            case .partialDate:
                #expect(try said("31/02/2026", field) == template(.refused))
                #expect(try said("12/12/1899", field) == template(.tooOld))
                #expect(try said("00/00/2031", field) == template(.future))
            case .agdref:
                #expect(try said("123 45", field) == template(.refused, "5"))
            case .integer:
                #expect(try said("beaucoup", field) == template(.refused))
                if try #require(field.range).upperBound < 1_000 {
                    #expect(try said("777", field) == template(.outside, "777"))
                }
            case .choice, .choices, .group: continue
            }
            checked += 1
        }
        #expect(checked > 15)
    }

    @Test("ce qui manque et ce qui se contredit est dit dans les mots de la validation")
    func rules() throws {
        let tree = try Self.reply(.generique, isReply: false)
        let missing = tree.compactMap { node -> FormPath? in
            if case .field(let field) = node, field.messages[.missing] != nil {
                field.path
            } else {
                nil
            }
        }
        #expect(
            missing == [
                "operateurAGIR.structure", "partenaire.structure", "partenaire.nom",
                "partenaire.prenom", .nom, .prenom, .dateNaissance, .besoinsEtMotifs, .faitA,
                .faitLe,
            ])
        let rules = tree.compactMap { node in
            if case .rule(let rule) = node { rule } else { nil }
        }
        let today = try FicheFixture.today()
        var orders = 0
        for rule in rules {
            guard case .order(let before, let after, _, let place, let message) = rule else {
                continue
            }
            orders += 1
            // The same breach, with other dates, in a whole fiche.
            guard case .field(let path) = before else { continue }
            let late = today.adding(days: 5)
            var object: JSONObject = [
                "version": 1, "modele": "generique", "sens": "partenaire-vers-agir",
            ]
            var end = today
            if path == .dateNaissance {
                guard case .field(let other) = after else { continue }
                let day: CalendarDate = try #require(CalendarDate("2001-02-03"))
                object.set(.string(day.description), at: path.keys[...])
                object.set(.string(day.description), at: other.keys[...])
                end = day
            } else {
                object.set(.string(late.description), at: path.keys[...])
                if case .field(let other) = after {
                    end = today.adding(days: -40)
                    object.set(.string(end.description), at: other.keys[...])
                }
            }
            let report = Fiche.validate(Array(JSONValue.object(object).text.utf8), today: today)
            let found = report.erreurs.filter { $0.pointeur == place.pointer }.map(\.words)
            let filled = message.replacing("{avant}", with: late.french)
                .replacing("{apres}", with: end.french)
                .replacing("{aujourdhui}", with: today.french)
            #expect(found.contains(filled), "\(path.pointer) : \(filled) ; \(found)")
        }
        #expect(orders == 8)
        #expect(rules.count == 10)
        // A lauréat's form demands the contract's date: no other consent stands for it.
        let laureat = try Self.reply(.picIPR).filter { node in
            if case .rule(.requires(_, .dateContratAGIR, _, _, _)) = node { true } else { false }
        }
        #expect(laureat.isEmpty)
    }

    @Test("la fiche qu'un partenaire remplit dans la page suit son formulaire, sans rien changer")
    func filled() throws {
        let file = Self.folder.deletingLastPathComponent().appending(path: "fiche-remplie.json")
        let bytes = Array(try Data(contentsOf: file))
        let report = Fiche.validate(bytes, today: try FicheFixture.today())
        #expect(report.erreurs == [])
        #expect(try report.fiche.map { .object($0.content) } == JSONValue.parse(bytes))
    }

    @Test("un arbre ne porte ni balise ni commande : des textes rendus visibles")
    func escaped() throws {
        let fiche = try FicheFixture.fiche([
            .init("beneficiaire.nom", #""<b>A\u202eB</b>""#),
            .init("informationsComplementaires", #""a\tb""#),
        ])
        let text = FicheTree.render(fiche, signature: nil, information: nil).json.text
        #expect(text.contains("<b>A‹U+202E›B</b>"))
        #expect(!text.unicodeScalars.contains("\u{202E}"))
        #expect(text.contains("a    b"))
    }
}
