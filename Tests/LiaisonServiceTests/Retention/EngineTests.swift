import LiaisonSchema
import LiaisonStore
import Testing

@testable import LiaisonService

/// `cas.tsv`: what the pages want of each, worked out by hand.
@Suite("Jusqu'à quand une fiche est gardée")
struct EngineTests {
    @Test("la table a au moins 60 cas, et chaque règle que le moteur applique")
    func size() throws {
        let table = try RetentionCase.table()
        #expect(table.count >= 60)
        let rules = Set(RetentionRule.allCases).subtracting([.partage, .restauration])
        #expect(Set(table.map(\.expected.regle)) == rules)
        #expect(table.allSatisfy { !$0.source.isEmpty })
    }

    @Test("chaque cas de la table a la règle, le jour et les contentieux que veulent les pages")
    func cases() throws {
        for cas in try RetentionCase.table() {
            #expect(cas.verdict == cas.expected, "\(cas.testDescription)")
        }
    }

    @Test("la purge passe le lendemain du dernier jour, sauf contentieux")
    func purgeDay() throws {
        for cas in try RetentionCase.table() {
            let (verdict, last) = (cas.verdict, cas.verdict.echeance)
            #expect(!verdict.isDue(on: last), "\(cas.testDescription)")
            #expect(!verdict.isDue(on: last.adding(days: -1)), "\(cas.testDescription)")
            for days in [1, 400] {
                #expect(
                    verdict.isDue(on: last.adding(days: days)) == !verdict.isSuspended,
                    "\(cas.testDescription)")
            }
        }
    }

    @Test(
        "gardée jusqu'à la fin d'un mois, elle part le premier du suivant",
        arguments: [
            ("2027-02-28", "2027-03-01"), ("2028-02-28", "2028-02-29"),
            ("2028-02-29", "2028-03-01"), ("2026-12-31", "2027-01-01"),
        ])
    func dayAfter(last: String, purge: String) throws {
        let verdict = RetentionEngine.Verdict(
            regle: .convention, echeance: try #require(CalendarDate(last)), holds: [])
        #expect(!verdict.isDue(on: verdict.echeance))
        #expect(verdict.isDue(on: try #require(CalendarDate(purge))))
    }

    @Test("les durées réglées remplacent celles des pages")
    func configured() throws {
        let fiche = try Lexicon.pli(
            "envoi spe à ml scellé 2026-11-23 personnes amina.1", id: Lexicon.ids["F"])
        func day(_ rules: RetentionRules, _ facts: String...) throws -> String {
            let facts = try facts.map { try Lexicon.fact($0, ["F": fiche]) }
            return RetentionEngine(
                rules: rules, facts: RetentionFacts(Lexicon.recorded(facts)), own: .operateurAGIR,
                kinds: Lexicon.kinds
            ).verdict(fiche).echeance.description
        }
        let rules = RetentionRules(conventionMois: 1, personneMois: 24, inconnuMois: 48)
        #expect(try day(rules) == "2030-11-23")
        #expect(try day(rules, "fin amina.1 2028-02-29") == "2030-02-28")
        #expect(try day(rules, "convention C1 spe ml 2026-01-01 2027-01-31") == "2027-02-28")
        #expect(RetentionRules(rules.text) == rules)
        let copies = RetentionRules(copieEnvoiJours: 30)
        #expect(RetentionRules(copies.text) == copies)
        #expect(RetentionRules().text == "convention=2m personne=36m inconnu=60m copie-envoi=non")
    }

    /// Guide AGIR 2022, annexe 6.1, art. 3: «au plus tard dans un délai de deux mois à compter de
    /// l'échéance de la convention». A fact entered late is no reason to keep for five years.
    @Test("une résiliation saisie après un envoi qu'elle précède ne rallonge pas sa garde")
    func lateTermination() throws {
        let fiche = try Lexicon.pli("envoi spe à ml scellé 2027-06-15", id: Lexicon.ids["F"])
        let facts = try ["convention C1 spe ml 2026-01-01 2027-12-31", "resiliation C1 2027-03-01"]
            .map { try Lexicon.fact($0, ["F": fiche]) }
        // Entered before the fiche was sealed, and three months after.
        let entered = try ["2026-01-02", "2027-09-15"].map {
            ParisTime.start(of: try #require(CalendarDate($0)))
        }
        let rows = zip(Lexicon.recorded(facts), entered).map { row, le in
            RecordedFact(n: row.n, le: le, par: row.par, fact: row.fact, effet: row.effet)
        }
        let days = (1...2).map { count in
            RetentionEngine(
                rules: RetentionRules(), facts: RetentionFacts(Array(rows.prefix(count))),
                own: .operateurAGIR, kinds: Lexicon.kinds
            ).verdict(fiche).echeance
        }
        #expect(days[0].description == "2028-02-29")
        #expect(days[1] <= days[0], "\(days[1])")
    }
}
