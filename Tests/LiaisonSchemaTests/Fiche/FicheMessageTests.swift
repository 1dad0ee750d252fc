import Foundation
import Testing

@testable import LiaisonSchema

/// `fiches-refusees.tsv`: bad fiches, and every word that is said of them.
@Suite("Ce qui est dit d'une fiche refusée")
struct FicheMessageTests {
    struct Refused: Sendable, CustomTestStringConvertible {
        let modele: FicheModele
        let changes: [Change]
        var findings: [Finding]

        var testDescription: String {
            "\(modele.rawValue), " + changes.map(\.testDescription).joined(separator: " ; ")
        }
    }

    @Test("la table a au moins 120 fiches des trois modèles")
    func size() throws {
        let table = try Self.table()
        #expect(table.count >= 120)
        #expect(Set(table.map(\.modele)) == Set(FicheModele.allCases))
    }

    @Test("chaque fiche de la table est refusée avec ces pointeurs et ces mots")
    func words() throws {
        for refused in try Self.table() {
            let fiche = try FicheFixture.changed(
                refused.changes, in: FicheCorpus.example(refused.modele))
            let report = try FicheFixture.validate(fiche)
            // What people read is below.
            let said = report.erreurs.map {
                Finding(champ: $0.champ, pointeur: $0.pointeur, message: $0.message)
            }
            #expect(said == refused.findings, "\(refused.testDescription)")
            #expect(report.fiche == nil)
        }
    }

    @Test("ce que les gens en lisent n'a ni pointeur, ni clé, ni valeur du fichier")
    func people() throws {
        for refused in try Self.table() {
            let fiche = try FicheFixture.changed(
                refused.changes, in: FicheCorpus.example(refused.modele))
            let form = FormDescription.form(for: refused.modele)
            for finding in try FicheFixture.validate(fiche).erreurs {
                let words = finding.description
                #expect(!words.contains(finding.pointeur) || finding.pointeur.isEmpty, "\(words)")
                for file in ["AAAA-MM-JJ", "true", "false", "null", "JSON", "guillemets"] {
                    #expect(!words.contains(file), "\(words)")
                }
                guard finding.champ != "Clé inconnue" else { continue }
                for leaf in form.tree.leaves {
                    let last = leaf.field.path.keys.last ?? ""
                    // A key in one word may be a word of the language.
                    guard last.contains(where: \.isUppercase) || last.contains("-") else {
                        continue
                    }
                    #expect(!words.contains(last), "\(words)")
                    for option in leaf.field.kind.options
                    where option.value.contains("-") && option.label != option.value {
                        #expect(!words.contains("«\(option.value)»"), "\(words)")
                    }
                }
            }
        }
    }

    @Test(
        "les mots suivent le formulaire",
        arguments: [
            (
                "beneficiaire.dateNaissance", "\"1990-13\"",
                "Date de naissance (JJ/MM/AAAA) : Trouvé : une date qui n'existe pas. Attendu : une "
                    + "date, écrite JJ/MM/AAAA, avec des zéros pour le jour ou le mois que les papiers "
                    + "ne donnent pas."
            ),
            (
                "beneficiaire.dateContratAGIR", "\"02/10/2026\"",
                "Date du contrat d'engagement AGIR : Trouvé : une date écrite JJ/MM/AAAA. Attendu : "
                    + "dans un fichier, l'année d'abord, comme 2002-03-14."
            ),
            (
                "beneficiaire.situationFamille", "\"veuf\"",
                "Situation de famille : Trouvé : une valeur qui n'est pas dans la liste. Attendu : une "
                    + "réponse parmi «Seul(e)», «En couple»."
            ),
            (
                "beneficiaire.courriel", "\"a@b.example\"",
                "@mail (uniquement si consentement aux échanges dématérialisés) : Trouvé : une adresse "
                    + "sans le consentement de la personne. Attendu : «oui» au consentement aux "
                    + "échanges dématérialisés, ou pas d'adresse."
            ),
            (
                "beneficiaire.consentementDematerialise", "\"oui\"",
                "Consentement aux échanges dématérialisés : Trouvé : un texte. Attendu : oui ou non."
            ),
            (
                "beneficiaire.dateProtection", "\"2025-01-01\"",
                "Clé inconnue : Trouvé : «Date d'obtention du bénéfice de la protection "
                    + "internationale», de la fiche générique (hors service public de l'emploi) ou de "
                    + "la fiche PIC IPR. Attendu : seulement les champs du formulaire, car rien "
                    + "d'autre ne peut être transmis."
            ),
            (
                "beneficiaire.pronom", "\"x\"",
                "Clé inconnue : Trouvé : «pronom», qui n'est pas un champ de ce formulaire. Attendu : "
                    + "«Nom et prénom» si c'est ce qui était voulu ; seulement les champs du "
                    + "formulaire, car rien d'autre ne peut être transmis."
            ),
        ])
    func french(path: String, json: String, words: String) throws {
        #expect(try FicheFixture.report([Change(path, json)]).erreurs.map(\.description) == [words])
    }

    @Test(
        "ce qui n'est pas une fiche est dit en français, avec ce qu'il faut faire",
        arguments: [
            ("", "vide"), ("{", "JSON"), ("[1]", "un objet JSON"), ("bonjour", "JSON"),
            ("\u{FEFF}{}", "BOM"), (#"{"a":1,"a":2}"#, "deux fois"),
            (String(repeating: "[", count: 5_000), "imbriqué"),
        ])
    func notAFiche(text: String, word: String) throws {
        let report = try FicheFixture.validate(text)
        let message = try #require(report.erreurs.first?.message)
        #expect(message.contains(word), "\(message)")
        #expect(report.erreurs.count == 1)
    }

    @Test("un autre codage que l'UTF-8 est nommé")
    func encodings() throws {
        let latin1 = Array("{\"modele\":\"".utf8) + [0xE9] + Array("\"}".utf8)
        let utf16 = Array("{}".utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
        for bytes in [latin1, [0xFF, 0xFE] + utf16, utf16] {
            let report = Fiche.validate(bytes, today: try FicheFixture.today())
            #expect(report.erreurs.first?.message.contains("UTF-8") == true)
        }
    }

    private static func table() throws -> [Refused] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "fiches-refusees.tsv")
        var table: [Refused] = []
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        where !line.hasPrefix("#") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map(String.init)
            try #require(cells.count == 5)
            let finding = Finding(champ: cells[3], pointeur: cells[2], message: cells[4])
            if let modele = FicheModele(rawValue: cells[0]) {
                table.append(
                    Refused(modele: modele, changes: changes(cells[1]), findings: [finding]))
            } else {
                try #require(!table.isEmpty)
                table[table.count - 1].findings.append(finding)
            }
        }
        return table
    }

    /// `chemin = JSON ; chemin = JSON`; `"x"×201` is that letter 201 times.
    private static func changes(_ text: String) -> [Change] {
        text.split(separator: " ; ").map { change in
            let halves = change.split(separator: " = ", maxSplits: 1).map(String.init)
            let value = halves[1].split(separator: "×").map(String.init)
            guard value.count == 2, let count = Int(value[1]) else {
                return Change(halves[0], halves[1] == "-" ? nil : halves[1])
            }
            let letters = String(repeating: String(value[0].dropFirst().dropLast()), count: count)
            return Change(halves[0], "\"\(letters)\"")
        }
    }
}
