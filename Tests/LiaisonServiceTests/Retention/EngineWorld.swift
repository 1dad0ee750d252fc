import LiaisonSchema
import LiaisonStore
import Testing

@testable import LiaisonService

/// A fiche and facts about it, as luck has it: few days, partners and persons, so that they meet.
struct World: CustomStringConvertible {
    var own: StructureKind
    var rules = RetentionRules()
    var fiche: HeldFiche
    var original: HeldFiche?
    var facts: [(fact: RetentionFact, effet: CalendarDate?)] = []

    private static let partners = ["ml", "cap", "pic", "ofii", "agir69"].map(Lexicon.structure)
    private static let persons = ["amina.1", "amina.2", "samir.1"].compactMap(Lexicon.person)
    private static let references = ["C1", "C2", "C3"]
    private static let first = CalendarDate("2026-01-01")!

    var engine: RetentionEngine {
        RetentionEngine(
            rules: rules, facts: RetentionFacts(Lexicon.recorded(facts)), own: own,
            kinds: Lexicon.kinds)
    }

    var withoutExceptions: RetentionEngine.Verdict {
        var world = self
        // In their place, so that no number changes, what says nothing.
        world.facts = facts.map { item in
            if case .exception = item.fact {
                return (.exclusion(99, de: fiche.de, id: fiche.id), nil)
            }
            return item
        }
        return world.engine.verdict(fiche, original: original)
    }

    var description: String { "\(own) \(rules) \(fiche) \(String(describing: original)) \(facts)" }

    init(using random: inout SplitMix) {
        own = Bool.random(using: &random) ? .operateurAGIR : .missionLocale
        if Bool.random(using: &random) { rules.copieEnvoiJours = 30 }
        fiche = Self.fiche("F", using: &random)
        if Int.random(in: 0..<5, using: &random) == 0 {
            original = Self.fiche("O", using: &random)
            fiche = HeldFiche(
                box: .reception, de: Lexicon.own, id: fiche.id, objet: .partage,
                partners: [Lexicon.own], scelle: fiche.scelle, recu: fiche.scelle,
                conserverJusquA: fiche.conserverJusquA, persons: original?.persons ?? [],
                original: original?.key)
        }
        for reference in Self.references.shuffled(using: &random).prefix(2) {
            facts.append((convention(reference, using: &random), nil))
        }
        for _ in 0..<Int.random(in: 0...8, using: &random) { addAny(using: &random) }
    }

    private static func day(using random: inout SplitMix) -> CalendarDate {
        first.adding(days: Int.random(in: 0..<1_500, using: &random))
    }

    func day(using random: inout SplitMix) -> CalendarDate { Self.day(using: &random) }

    private static func some(_ persons: [PersonIndex], using random: inout SplitMix)
        -> [PersonIndex]
    {
        // Amina under one or both keys, or Samir.
        switch Int.random(in: 0..<4, using: &random) {
        case 0: [persons[0]]
        case 1: [persons[1]]
        case 2: [persons[0], persons[1]]
        default: [persons[2]]
        }
    }

    private static func fiche(_ letter: String, using random: inout SplitMix) -> HeldFiche {
        let box: Boite = Bool.random(using: &random) ? .envoi : .reception
        let others = partners.shuffled(using: &random)
            .prefix(box == .envoi ? Int.random(in: 1...3, using: &random) : 1)
        let scelle = day(using: &random)
        let opened = Bool.random(using: &random)
        return HeldFiche(
            box: box, de: box == .envoi ? Lexicon.own : others[0], id: Lexicon.ids[letter]!,
            modele: FicheModele.allCases.randomElement(using: &random), partners: Array(others),
            scelle: scelle, recu: box == .reception ? scelle.adding(days: 1) : nil,
            isOpened: opened,
            conserverJusquA: scelle.adding(
                days: Int.random(in: 1...3_000, using: &random)),
            persons: Bool.random(using: &random) ? some(persons, using: &random) : [],
            openedByAll: opened && box == .envoi ? scelle.adding(days: 9) : nil)
    }

    private func convention(_ reference: String, using random: inout SplitMix) -> RetentionFact {
        let start = Self.first.adding(days: Int.random(in: -300..<900, using: &random))
        let end = start.adding(days: Int.random(in: 0..<900, using: &random))
        let terms: [Terme] = [.date(end), .date(end), .commun(.accordCadre), .commun(.programme)]
        return .convention(
            Convention(
                reference: reference, type: Convention.Kind.allCases.randomElement(using: &random)!,
                avec: Array(Self.partners.shuffled(using: &random).prefix(3)), debut: start,
                echeance: terms.randomElement(using: &random)!))
    }

    func portee(using random: inout SplitMix) -> RetentionFact.Portee {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .fiche(de: fiche.de, id: fiche.id)
        case 1: .fiche(de: (original ?? fiche).de, id: (original ?? fiche).id)
        case 2: .personne(Self.some(Self.persons, using: &random))
        default: .convention(Self.references.randomElement(using: &random)!)
        }
    }

    private mutating func addAny(using random: inout SplitMix) {
        let day = Self.day(using: &random)
        let persons = Self.some(Self.persons, using: &random)
        let reference = Self.references.randomElement(using: &random)!
        let fact: RetentionFact
        switch Int.random(in: 0..<9, using: &random) {
        case 0: fact = .avenant(reference: reference, signe: day, echeance: .date(day))
        case 1: fact = .terme(.allCases.randomElement(using: &random)!, le: day)
        case 2: fact = .reprise(personnes: persons, le: day, motif: Lexicon.motif)
        case 3: fact = .fin(personnes: persons, le: day)
        case 4:
            fact = .exception(
                portee(using: &random), jusquA: day.adding(months: 40), motif: Lexicon.motif)
        case 5: fact = .contentieux(portee(using: &random), revue: day, motif: Lexicon.motif)
        case 6: fact = .levee(Int.random(in: 1...10, using: &random))
        case 7: fact = .usage(de: fiche.de, id: fiche.id, jusquA: day)
        default: return facts.append(sortie(using: &random))
        }
        facts.append((fact, nil))
    }

    private func sortie(
        using random: inout SplitMix
    ) -> (fact: RetentionFact, effet: CalendarDate?) {
        let day = Self.day(using: &random)
        return (
            .sortie(
                de: Self.partners.randomElement(using: &random)!, id: Lexicon.ids["S"]!,
                personnes: Self.some(Self.persons, using: &random), le: day),
            Bool.random(using: &random) ? day.adding(days: 40) : nil
        )
    }

    /// Adds a fact of a kind that has no right to make anything later.
    mutating func shorten(using random: inout SplitMix) {
        let day = Self.day(using: &random)
        let persons = Self.some(Self.persons, using: &random)
        let target = original ?? fiche
        switch Int.random(in: 0..<7, using: &random) {
        case 0:
            // Conventions are told apart by their reference; this one is new. In force at the reception, it
            // takes the place of one that had ended.
            guard target.box == .envoi,
                let reference = Self.references.first(where: { name in
                    !facts.contains { $0.fact.reference == name }
                })
            else { return }
            facts.append((convention(reference, using: &random), nil))
        case 1:
            let reference = Self.references.randomElement(using: &random)!
            let isSaid = facts.contains {
                if case .resiliation(reference, _, _) = $0.fact { return true }
                return false
            }
            // One with effect before the sealing is a case of its own («lateTermination»).
            guard !isSaid, target.recu ?? target.scelle <= day.adding(months: 1) else { return }
            facts.append((.resiliation(reference: reference, courrierRecu: day, effet: nil), nil))
        case 2:
            let isSaid = facts.contains {
                guard case .fin(let known, _) = $0.fact else { return false }
                return known.contains(where: target.persons.contains)
            }
            if !isSaid { facts.append((.fin(personnes: persons, le: day), nil)) }
        case 3: facts.append(sortie(using: &random))
        case 4:
            let isSaid = facts.contains {
                if case .usage(target.de, target.id, _) = $0.fact { return true }
                return false
            }
            if !isSaid { facts.append((.usage(de: target.de, id: target.id, jusquA: day), nil)) }
        case 5:
            facts.append(
                (.contentieux(portee(using: &random), revue: day, motif: Lexicon.motif), nil))
        default:
            // Of no hold that is open: an exclusion has no other effect.
            facts.append((.exclusion(99, de: fiche.de, id: fiche.id), nil))
        }
    }
}

extension RetentionFact {
    func shufflingPersons(using random: inout SplitMix) -> RetentionFact {
        switch self {
        case .fin(let persons, let le):
            .fin(personnes: persons.shuffled(using: &random), le: le)
        case .reprise(let persons, let le, let motif):
            .reprise(personnes: persons.shuffled(using: &random), le: le, motif: motif)
        case .sortie(let de, let id, let persons, let le):
            .sortie(de: de, id: id, personnes: persons.shuffled(using: &random), le: le)
        case .contentieux(.personne(let persons), let revue, let motif):
            .contentieux(.personne(persons.shuffled(using: &random)), revue: revue, motif: motif)
        case .exception(.personne(let persons), let jusquA, let motif):
            .exception(.personne(persons.shuffled(using: &random)), jusquA: jusquA, motif: motif)
        default: self
        }
    }
}

/// Sebastiano Vigna's SplitMix64: the same world for the same seed.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(state: UInt64) { self.state = state }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
