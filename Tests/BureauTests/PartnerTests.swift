import AgentTestSupport
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Partenaires » : vérifiés ou non, et la comparaison de vive voix")
struct PartnerTests {
    private let partnership: Partnership

    init() throws { partnership = try Partnership() }

    private func browser(isVerified: Bool) async throws -> Browser {
        if !isVerified {
            let machine = try Machine("claire", of: partnership.operateur)
            try machine.knows(partnership.ml.card(), isVerified: false)
            return try await .inside(machine)
        }
        return try await .inside(partnership.claire)
    }

    private var groups: [String] {
        get throws {
            try Fingerprint(structure: partnership.ml.card().carte.cleStructure).groups
        }
    }

    private func values(_ groups: [String]) -> [(String, String)] {
        groups.enumerated().map { ("groupe-\($0.offset + 1)", $0.element) }
    }

    private func page(_ browser: Browser) -> String {
        "partenaires/"
            + browser.desk.handles.handle(of: .structure(partnership.ml.structure))
    }

    @Test("qui est vérifié, qui ne l'est pas ; les bons chiffres ne sont montrés nulle part")
    func lists() async throws {
        let verified = try await browser(isVerified: true).get("partenaires")
        #expect(verified.status == 200)
        #expect(verified.text.contains("Mission locale de Grenoble"))
        #expect(verified.text.contains("Vérifié") && !verified.text.contains("Comparer"))

        let browser = try await browser(isVerified: false)
        let page = page(browser)
        let listed = try await browser.get("partenaires")
        #expect(listed.text.contains("À vérifier"))
        #expect(listed.text.contains(browser.path(page)))
        let form = try await browser.get(page)
        #expect(form.status == 200)
        for group in try groups {
            #expect(!listed.text.contains(group) && !form.text.contains(group))
        }
    }

    @Test("les bons chiffres vérifient, puis on lit les siens")
    func verifies() async throws {
        let browser = try await browser(isVerified: false)
        let done = try await browser.send(
            page(browser), values(groups) + [("canal", "telephone")])
        #expect(done.status == 200)
        let own = try Fingerprint(
            structure: partnership.operateur.card().carte.cleStructure)
        #expect(done.text.contains(own.description))
        #expect(try await browser.get("partenaires").text.contains("Vérifié"))
    }

    @Test("« Mon compte » donne les chiffres qu'on lit ; « Aide » est là sans phrase")
    func account() async throws {
        let browser = try await browser(isVerified: true)
        let own = try Fingerprint(structure: partnership.operateur.card().carte.cleStructure)
        let page = try await browser.get("compte")
        #expect(page.status == 200 && page.text.contains(own.description))
        #expect(page.text.contains("agir38.example/claire"))
        browser.desk.vault.lock()
        #expect(!(try await browser.get("compte").text.contains(own.description)))
        #expect(try await browser.get("aide").text.contains("Relever le courrier"))
    }

    @Test("un chiffre faux ne vérifie rien : le groupe est dit, corrigé, et alors cela passe")
    func wrong() async throws {
        let browser = try await browser(isVerified: false)
        var heard = try groups
        heard[2] = heard[2] == "00000" ? "11111" : "00000"
        let answer = try await browser.send(
            page(browser), values(heard) + [("canal", "telephone")])
        #expect(answer.status == 422)
        #expect(answer.text.contains("Groupes qui diffèrent : 3."))
        #expect(answer.text.contains(#"id="groupe-3-faute""#))
        #expect(!answer.text.contains(#"id="groupe-4-faute""#))
        #expect(try await browser.get("partenaires").text.contains("À vérifier"))
        let right = try await browser.send(
            page(browser), values(groups) + [("canal", "telephone")])
        #expect(right.status == 200)
    }

    @Test("un groupe mal tapé se dit à côté de lui ; le canal se dit toujours")
    func malformed() async throws {
        let browser = try await browser(isVerified: false)
        var heard = try groups
        heard[4] = "12a45"
        let answer = try await browser.send(
            page(browser), values(heard) + [("canal", "telephone")])
        #expect(answer.status == 422)
        #expect(answer.text.contains(#"id="groupe-5-faute""#))
        #expect(!answer.text.contains(#"id="groupe-4-faute""#))
        #expect(answer.text.contains(#"value="12a45""#))
        let silent = try await browser.send(page(browser), values(groups))
        #expect(silent.status == 422 && silent.text.contains("par quel canal"))
        #expect(try await browser.get("partenaires/inconnu").status == 404)
    }

    @Test("les conventions et leur fin ; qui n'en a aucune en vigueur est dit")
    func conventions() async throws {
        let browser = try await browser(isVerified: true)
        let none = try await browser.get("partenaires")
        #expect(none.text.contains("aucune convention en vigueur"))
        let convention = Convention(
            reference: "CPH-38", type: .autre, avec: [partnership.ml.structure],
            debut: CalendarDate("2026-01-01")!, echeance: .commun(.accordCadre),
            contacts: [partnership.ml.structure: .init(ssi: "RSSI, 04 76 00 00 03")])
        var state = ConventionState(convention)
        let end = CalendarDate("2028-12-31")!
        state.settle([.accordCadre: end], enteredOn: convention.debut)
        let list = ConventionList(states: [state], termes: [.accordCadre: end])
        partnership.operateur.daemon.on("GET", Routes.localConventions, json: list.value)
        let shown = try await browser.get("partenaires")
        #expect(shown.text.contains("CPH-38") && shown.text.contains("31/12/2028"))
        #expect(shown.text.contains("En vigueur"))
        #expect(shown.text.contains("sécurité : RSSI, 04 76 00 00 03"))
        #expect(!shown.text.contains("aucune convention en vigueur"))
    }

    @Test("un partenaire sans clé se déclare, puis se dit autrement ; un numéro a sa source")
    func declares() async throws {
        let browser = try await browser(isVerified: true)
        let page = "partenaire/declarer"
        let empty = try await browser.send(page, [("telephone", "04 76 00 00 00")])
        #expect(empty.status == 422)
        for field in ["structure", "libelle", "telephone"] {
            #expect(empty.text.contains(#"id="\#(field)-faute""#), "\(field)")
        }
        let said = [
            ("structure", "voiron.france-travail.example"), ("libelle", "France Travail Voiron"),
            ("type", "pole-emploi"), ("voie", "archive"),
        ]
        #expect(try await browser.send(page, said).status == 200)
        let list = try await browser.get("partenaires")
        #expect(list.text.contains("France Travail Voiron") && list.text.contains("Sans clé"))
        let name = try #require(StructureName("voiron.france-travail.example"))
        let word = browser.desk.handles.handle(of: .structure(name))
        let form = try await browser.get("partenaire/modifier/\(word)")
        #expect(form.text.contains(#"value="France Travail Voiron""#))
        #expect(form.text.contains(#"value="archive" checked"#))
        let other = browser.desk.handles.handle(of: .structure(partnership.ml.structure))
        #expect(try await browser.get("partenaire/modifier/\(other)").status == 404)
    }
}
