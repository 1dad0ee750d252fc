import Foundation
import LiaisonSchema
import LiaisonStore
import Testing

@testable import LiaisonService

/// A line of `cas.tsv`, whose first lines say how it is written.
struct RetentionCase: CustomTestStringConvertible {
    let line: Int
    let source: String
    let title: String
    let engine: RetentionEngine
    let fiche: HeldFiche
    let original: HeldFiche?
    let expected: RetentionEngine.Verdict

    var testDescription: String { "ligne \(line), \(source) : \(title)" }

    var verdict: RetentionEngine.Verdict { engine.verdict(fiche, original: original) }

    static func table() throws -> [RetentionCase] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "cas.tsv")
        return try String(contentsOf: file, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.element.isEmpty && !$0.element.hasPrefix("#") }
            .map { try RetentionCase(line: $0.offset + 1, String($0.element)) }
    }

    private init(line: Int, _ text: String) throws {
        let cells = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        try #require(cells.count == 8, "ligne \(line)")
        self.line = line
        (source, title) = (cells[0], cells[1])
        do {
            var words = Words(cells[2])
            let own = try words.next { StructureKind(rawValue: $0) }
            var rules = RetentionRules()
            if words.take("copie-envoi") { rules.copieEnvoiJours = try words.next { Int($0) } }
            try words.end()
            let plis = cells[3].split(separator: " copie-de ").map(String.init)
            let original = try plis.count == 2 ? Lexicon.pli(plis[1], id: Lexicon.ids["O"]) : nil
            fiche = try Lexicon.pli(plis[0], id: Lexicon.ids["F"], original: original?.key)
            self.original = original
            let held = ["F": fiche, "O": original ?? fiche]
            let facts =
                try cells[4] == "-"
                ? [] : cells[4].split(separator: " ; ").map { try Lexicon.fact(String($0), held) }
            engine = RetentionEngine(
                rules: rules, facts: RetentionFacts(Lexicon.recorded(facts)), own: own,
                kinds: Lexicon.kinds)
            let holds = cells[7] == "-" ? [] : cells[7].split(separator: ",")
            expected = RetentionEngine.Verdict(
                regle: try #require(RetentionRule(rawValue: cells[5])),
                echeance: try #require(CalendarDate(cells[6])),
                holds: try holds.filter { $0 != "dpo" }.map { try #require(Int($0)) },
                isCaseOpen: holds.contains("dpo"))
        } catch {
            Issue.record("ligne \(line) : \(error)")
            throw error
        }
    }
}

/// The words of a cell, taken from the left.
private struct Words {
    private var rest: ArraySlice<String>

    init(_ text: String) { rest = text.split(separator: " ").map(String.init)[...] }

    mutating func next() throws -> String {
        let word = rest.popFirst()
        return try #require(word, "il manque un mot")
    }
    mutating func skip(_ word: String) throws {
        let found = try next()
        try #require(found == word)
    }
    mutating func next<Value>(_ read: (String) -> Value?) throws -> Value {
        let word = try next()
        return try #require(read(word), "« \(word) »")
    }
    mutating func take(_ word: String) -> Bool {
        guard rest.first == word else { return false }
        rest.removeFirst()
        return true
    }
    mutating func optional<Value>(_ read: (String) -> Value?) -> Value? {
        guard let value = rest.first.flatMap(read) else { return nil }
        rest.removeFirst()
        return value
    }
    func end() throws { try #require(rest.isEmpty, "« \(rest) »") }
}

/// What the words of the table stand for.
enum Lexicon {
    static let own = structure("nous")
    static let kinds: [StructureName: StructureKind] = [
        structure("ml"): .missionLocale, structure("fr"): .poleEmploi,
        structure("cap"): .capEmploi, structure("pic"): .picIPR, structure("ofii"): .dtOFII,
        structure("cph"): .cph, structure("agir69"): .operateurAGIR,
    ]
    static let ids = ["F": id(1), "O": id(2), "A": id(3), "S": id(4)]
    static let motif = try! SealedText(age: Array("age-encryption.org/v1\n".utf8))

    static func structure(_ word: String) -> StructureName { StructureName("\(word).example")! }

    static func id(_ number: Int) -> PliID {
        PliID("00000000-0000-4000-8000-" + String(String(number + 1_000_000_000_000).suffix(12)))!
    }

    /// `amina.2`
    static func person(_ word: String) -> PersonIndex? {
        let parts = word.split(separator: ".")
        guard parts.count == 2 else { return nil }
        let hex = parts[0].utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return PersonIndex(
            "\(parts[1]):" + (hex + String(repeating: "0", count: 32)).prefix(32))
    }

    static func persons(_ word: String) -> [PersonIndex]? {
        let persons = word.split(separator: "+").map { person(String($0)) }
        return persons.contains(nil) ? nil : persons.compactMap(\.self)
    }

    static func structures(_ word: String) -> [StructureName] {
        word.split(separator: ",").map { structure(String($0)) }
    }

    /// A day, or the day in Paris of an instant.
    static func day(_ word: String) -> CalendarDate? {
        CalendarDate(word) ?? Instant(word).map { ParisTime.date(at: $0) }
    }

    static func recorded(
        _ facts: [(fact: RetentionFact, effet: CalendarDate?)]
    ) -> [RecordedFact] {
        facts.enumerated().map { index, item in
            RecordedFact(
                n: index + 1, le: Instant(seconds: 1_800_000_000 + Int64(index)),
                par: KeyName(agent: "nous.example/dpo")!, fact: item.fact, effet: item.effet)
        }
    }

    static func pli(_ text: String, id: PliID?, original: PliKey? = nil) throws -> HeldFiche {
        var words = Words(text)
        let box = try words.next { Boite(rawValue: $0) }
        let kind = try words.next()
        let modele = FicheModele(rawValue: kind)
        let objet = try #require(modele == nil ? Objet(rawValue: kind) : .fiche)
        try words.skip(box == .envoi ? "à" : "de")
        let partners = structures(try words.next())
        try words.skip("scellé")
        let scelle = try words.next(day)
        let recu = words.take("reçu") ? try words.next(day) : scelle
        let persons = words.take("personnes") ? try words.next(persons) : []
        var listed: Int?
        if words.take("liste") { listed = try words.next { Int($0) } }
        let opened = words.take("ouvert") ? try words.next() : nil
        let conserver = words.take("conserver") ? try words.next(day) : CalendarDate("9999-12-31")
        let isReplaced = words.take("remplacé")
        var dossier: HeldFiche.Dossier?
        if words.take("dossier") {
            dossier =
                words.take("ouvert")
                ? .open : .closed(try #require(CalendarDate(try words.next())))
        }
        try words.end()
        var fiche = HeldFiche(
            box: box, de: box == .envoi ? own : partners[0], id: try #require(id), objet: objet,
            modele: modele, partners: partners, scelle: scelle,
            recu: box == .reception ? recu : nil, isOpened: box == .reception && opened != nil,
            conserverJusquA: try #require(conserver), persons: persons,
            openedByAll: box == .envoi ? opened.flatMap(day) : nil, original: original,
            isReplaced: isReplaced, dossier: dossier)
        fiche.listed = listed
        return fiche
    }

    /// - Parameter held: the plis of the line, by their letter.
    static func fact(
        _ text: String, _ held: [String: HeldFiche]
    ) throws -> (fact: RetentionFact, effet: CalendarDate?) {
        var words = Words(text)
        func pli() throws -> (StructureName, PliID) {
            let letter = try words.next()
            return (held[letter]?.de ?? own, try #require(ids[letter]))
        }
        func portee() throws -> RetentionFact.Portee {
            switch try words.next() {
            case "fiche":
                let (de, id) = try pli()
                return .fiche(de: de, id: id)
            case "personne": return .personne(try words.next(persons))
            default: return .convention(try words.next())
            }
        }
        let fact: RetentionFact
        var effet: CalendarDate?
        switch try words.next({ RetentionFact.Genre(rawValue: $0) }) {
        case .convention:
            fact = .convention(
                Convention(
                    reference: try words.next(),
                    type: try words.next { Convention.Kind(rawValue: $0) },
                    avec: structures(try words.next()), debut: try words.next(day),
                    echeance: try words.next { Terme($0) }))
        case .contacts:
            fact = .contacts(
                reference: try words.next(), structure: structure(try words.next()),
                Convention.Contacts(dpo: try words.next()))
        case .avenant:
            fact = .avenant(
                reference: try words.next(), signe: try words.next(day),
                echeance: try words.next { Terme($0) })
        case .resiliation:
            fact = .resiliation(
                reference: try words.next(), courrierRecu: try words.next(day),
                effet: words.optional(day))
        case .terme:
            fact = .terme(
                try words.next { Terme.Commun(rawValue: $0) }, le: try words.next(day))
        case .fin: fact = .fin(personnes: try words.next(persons), le: try words.next(day))
        case .reprise:
            fact = .reprise(
                personnes: try words.next(persons), le: try words.next(day), motif: motif)
        case .sortie:
            fact = .sortie(
                de: structure(try words.next()), id: ids["S"]!, personnes: try words.next(persons),
                le: try words.next(day))
            effet = words.take("effet") ? try words.next(day) : nil
        case .usage:
            let (de, id) = try pli()
            fact = .usage(de: de, id: id, jusquA: try words.next(day))
        case .contentieux:
            fact = .contentieux(
                try portee(), revue: try #require(CalendarDate("2027-03-01")), motif: motif)
        case .exception:
            fact = .exception(try portee(), jusquA: try words.next(day), motif: motif)
        case .levee: fact = .levee(try words.next { Int($0) })
        case .exclusion:
            let n = try words.next { Int($0) }
            let (de, id) = try pli()
            fact = .exclusion(n, de: de, id: id)
        case .effacement:
            fact = .effacement(demande: 1, personnes: try words.next(persons))
            effet = words.take("effet") ? try words.next(day) : nil
        case .droits:
            fact = .droits(
                de: structure(try words.next()), id: ids["S"]!, personnes: try words.next(persons),
                demande: try words.next { Droit(rawValue: $0) })
            effet = words.take("effet") ? try words.next(day) : nil
        case .droitsRefus:
            fact = .droitsRefus(
                de: structure(try words.next()), id: ids["S"]!,
                motif: try SealedText(age: Array("age-encryption.org/v1\n".utf8)))
        case .hebergement: fact = .hebergement(depuis: words.optional(day), motif: motif)
        case .justification:
            let (de, id) = try pli()
            fact = .justification(de: de, id: id, declaration: .sansCopieOFII, motif: motif)
        }
        try words.end()
        return (fact, effet)
    }
}
