import Foundation
import LiaisonSchema
import Testing

@testable import agir_liaison

/// The one table of roles: in the code, in the manual, and in what the programs do.
@Suite("Rôles")
struct RoleTests {
    /// Arguments with which each command gets as far as its role; `ID` is a fiche of the outbox.
    private static let arguments = [
        "agent creer": "agir38.example/autre --sans-phrase", "agent montrer": "",
        "agent deverrouiller": "", "agent verrouiller": "", "agent phrase": "",
        "agent recuperer": "--code-fichier absent", "agent renouveler": "",
        "structure creer": "autre.example --libelle Autre --type autre --agent x",
        "structure rejoindre":
            "agir38.carte --empreinte 00000.00000.00000.00000.00000.00000",
        "structure accueillir": "", "structure documents": "-o essai/documents",
        "structure agent ajouter": "ml.carte --role referent",
        "structure agent revoquer": "inconnu --motif depart", "structure renouveler": "",
        "structure confier": "inconnu -o cle.age", "structure recevoir": "absent.age",
        "structure cle remplacer": "",
        "carte exporter": "", "empreinte": "",
        // Refused before anything is served.
        "bureau": "--minutes 1",
        "contact ajouter": "declare.example --libelle Libelle --type autre",
        "contact rattacher": "inconnue.example ml-grenoble.example",
        "contact importer": "ml.carte", "contact lister": "",
        "contact verifier":
            "ml-grenoble.example --empreinte 000000000000000000000000000000 --moyen sms",
        "contact retirer": "inconnue.example",
        "contact suspendre": "inconnue.example --motif autre",
        "contact reprendre": "inconnue.example",
        "nouvelle": "--modele spe", "valider": "exemple-spe.json",
        "afficher": "exemple-spe.json", "schema": "--modele spe",
        "repondre": "ID", "corriger": "ID",
        "sceller": "exemple-spe.json --a ml-grenoble.example -o essai/f.age",
        "ouvrir": "ID", "envoyer": "exemple-spe.json --a ml-grenoble.example",
        "retirer": "ID --motif doublon",
        "recevoir": "absent.pdf --de ml-grenoble.example --voie papier",
        "guichet inviter": "--a ml-grenoble.example --modele generique", "guichet lister": "",
        "guichet prolonger": "ID --jusqua 2030-01-01", "guichet refaire": "ID",
        "guichet fermer": "ID", "guichet verifier": "http://127.0.0.1:9/guichet",
        "boite": "", "suivi": "ID", "partager": "ID --avec seul.referent",
        "ofii tableau": "--mois 2026-11 --departement Isère --capacite libre",
        "ofii completer": "ID",
        "ofii corriger": "ID --demande 99",
        "copies lister": "", "copies detruire": "999",
        "pli exporter": "ID -o essai/f.pli", "pli importer": "absent.pli", "service etat": "",
        "accompagnement clore": "- --le 2026-11-20",
        "accompagnement rouvrir": "- --le 2026-11-20 --motif Retour",
        "sortie confirmer": "ID", "fiche rattacher": "ID", "fiche exclure": "ID --contentieux 1",
        "fiche usage": "ID --jusqua 2030-12-31",
        "convention ajouter":
            "--avec ml-grenoble.example --type spe --reference R1 --debut 2026-01-01 --echeance programme",
        "convention lister": "",
        "convention contacts": "R1 --de ml-grenoble.example --dpo Essai",
        "convention avenant": "R1 --signe 2026-02-01 --echeance 2030-12-31",
        "convention resilier": "R1 --courrier-recu 2026-02-01",
        "convention echeance": "programme 2030-12-31",
        "contentieux ouvrir": "--convention R1 --motif Recours", "contentieux clore": "99",
        "contentieux lister": "",
        "hebergement decider": "--depuis 2000-01-01 --motif Essai",
        "hebergement cesser": "--motif Essai", "hebergement publier": "",
        "exception ajouter":
            "--convention R1 --base FAMI --document Justificatif --jusqua 2031-12-31",
        "personne demande ouvrir": "- --droit acces --recue 2026-11-20",
        "personne demande identite": "99 --moyen piece",
        "personne demande prolonger": "99 --motif Complexe",
        "personne demande executer": "99", "personne demande clore": "99",
        "personne demande refuser": "99 --motif Abus", "personne demande lister": "",
        "personne demande montrer": "99", "personne repondre": "99",
        "personne acces": "99 -o essai/acces", "droits confirmer": "ID",
        "droits refuser": "ID --motif Recours",
        "purge apercu": "", "purge executer": "", "purge reprendre": "--confirmer",
        "purge attestations": "",
        "violation declarer":
            "--decouverte maintenant --nature confidentialite --faits Constat",
        "plainte enregistrer":
            "--recue maintenant --partenaire ml-grenoble.example --faits Constat",
        "violation qualifier": "99 --risque limite", "violation notifier": "99",
        "violation notifie":
            "99 --a cnil --le maintenant --moyen teleservice --reference Dossier",
        "violation retard": "99 --a cnil --motif Panne", "violation clore": "99",
        "violation lister": "", "violation montrer": "99",
        "violation registre": "-o essai/registre.json",
        "anomalie envoyer": "--a ml-grenoble.example --texte Doublon",
        "journal lister": "", "journal actes": "", "journal verifier": "",
        "journal preuve": "0 -o essai/preuve", "journal racine": "1",
        "journal exporter": "-o essai/export",
        "journal resume": "",
        "journal reprendre": "--motif inconnue",
        "journal reconnaitre": "0 --motif inconnue",
    ]

    @Test("chaque commande a une ligne dans la table, une seule, et la table n'en a pas d'autres")
    func complete() {
        let rows = RoleTable.rows.map(\.command)
        #expect(Set(rows).count == rows.count)
        #expect(RoleTable.commands.sorted() == rows.sorted())
        #expect(Self.arguments.keys.sorted() == rows.sorted())
    }

    @Test("une heure affichée est celle de Paris, quel que soit le fuseau du poste")
    func time() {
        #expect(Output.local(Instant("2026-07-01T22:30:00Z")) == "02/07/2026 00:30")
        #expect(Output.local(nil) == "")
    }

    @Test("la table du manuel est celle du code")
    func manual() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let page = try String(
            contentsOf: root.appending(path: "docs/roles.md"), encoding: .utf8)
        #expect(page.hasSuffix("\n\n" + RoleTable.markdown), "\(RoleTable.markdown)")
    }

    @Test("les modèles du manuel sont ceux que la structure remplit")
    func documents() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        for (name, page) in [
            ("securite-partenaires.md", CarteDocuments.blank.security),
            ("information-personnes.md", CarteDocuments.blank.notice),
        ] {
            let held = try String(
                contentsOf: root.appending(path: "docs/\(name)"), encoding: .utf8)
            #expect(held == page, "\(page)")
        }
    }

    /// What a script is given is cut in so many, which run beside each other.
    private static let shares = 0..<3

    private static func rows(of share: Int) -> [(command: String, permission: Permission?)] {
        RoleTable.rows.enumerated().filter { $0.offset % shares.count == share }.map(\.element)
    }

    @Test(
        "chaque commande, avec chaque rôle seul, passe ou nomme le rôle qu'il faut",
        arguments: shares)
    func everyCommand(share: Int) async throws {
        let rows = Self.rows(of: share)
        let lines = try rows.map { row in
            let roles = row.permission?.roles.map(\.rawValue).sorted().joined(separator: " ")
            let words = "\(row.command) \(try #require(Self.arguments[row.command]))"
            return "\(roles.flatMap { $0 == "admin dpo referent" ? nil : $0 } ?? "-")\t\(words)\n"
        }
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "roles.sh")
        let (status, output) = try await ScenarioTests.run(script.path(), input: lines.joined())
        #expect(status == 0, "\(output)")
        #expect(output.contains("\(rows.count * Role.allCases.count) essais"))
    }

    @Test(
        "aucun champ personnel n'arrive au journal ni aux diagnostics, quoi que l'on lance",
        arguments: shares)
    func marks(share: Int) async throws {
        let lines = try Self.rows(of: share).map { row in
            "\(row.command) \(try #require(Self.arguments[row.command]))\n"
        }
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "marqueurs.sh")
        let (status, output) = try await ScenarioTests.run(script.path(), input: lines.joined())
        #expect(status == 0, "\(output)")
        #expect(output.contains(" essais"))
    }
}

/// The threat model names a test for every row (docs/menaces.md).
@Suite("Modèle de menaces")
struct ThreatModelTests {
    @Test("chaque menace nomme des essais qui existent")
    func everyRow() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let page = try String(contentsOf: root.appending(path: "docs/menaces.md"), encoding: .utf8)
        // The one table of threats: others say other things.
        let rows = page.split(separator: "\n").drop { !$0.hasPrefix("| menace |") }
            .prefix { $0.hasPrefix("|") }.dropFirst(2)
        #expect(rows.count >= 13)
        for row in rows {
            let tests = try #require(row.split(separator: "|").last)
            let named = tests.matches(of: /`(Tests\/[^`]+)`(?: « ([^»]+) »)?/)
            #expect(!named.isEmpty, "\(row)")
            for test in named {
                let path = root.appending(path: String(test.1))
                let content = try? String(contentsOf: path, encoding: .utf8)
                #expect(content != nil, "\(test.1) n'existe pas")
                if let title = test.2 {
                    #expect(content?.contains("\"\(title)\"") == true, "\(title)")
                } else {
                    #expect(
                        test.1.hasSuffix(".sh") || test.1.hasSuffix(".txt"),
                        "\(test.1) : quel essai ?")
                }
            }
        }
    }
}
