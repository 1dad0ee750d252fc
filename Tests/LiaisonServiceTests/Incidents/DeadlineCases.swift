import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Testing

@testable import LiaisonService

/// An incident and who is to be told of it, in hours after the discovery.
struct DeadlineCase: Sendable, CustomTestStringConvertible {
    let name: String
    var own = StructureKind.operateurAGIR
    /// The steps, each that many hours after the discovery.
    let steps: [(Int64, IncidentFact, IncidentReach?)]
    /// Addressee, start and deadline in hours, what stands an hour after the discovery.
    let expected: [String]

    var testDescription: String { name }

    init(
        _ name: String, own: StructureKind = .operateurAGIR,
        _ steps: [(Int64, IncidentFact, IncidentReach?)], _ expected: [String]
    ) {
        self.name = name
        self.own = own
        self.steps = steps
        self.expected = expected
    }
}

extension DeadlineTests {
    static let discovery = Instant("2026-11-23T12:00:00Z")!
    static let hour: Int64 = 3_600
    static let partner = StructureName("b.example")!
    static let office = StructureName("c.example")!
    static let kinds: [StructureName: StructureKind] = [partner: .missionLocale, office: .dtOFII]

    static func incident(_ steps: [(Int64, IncidentFact, IncidentReach?)]) throws -> Incident {
        try Incident(
            steps.map {
                CaseStep(
                    n: 1, le: discovery + $0.0 * hour, par: KeyName(agent: "a.example/dpo")!,
                    content: $0.1.object, effect: $0.2?.object)
            })
    }

    static func touched(_ names: StructureName..., personnes: Int = 1) -> IncidentReach {
        var reach = IncidentReach()
        (reach.personnes, reach.enregistrements) = (personnes, personnes)
        for name in names {
            var found = IncidentReach.Partner()
            (found.personnes, found.enregistrements) = (personnes, personnes)
            reach.partners[name] = found
        }
        return reach
    }

    static func declared(
        _ type: IncidentKind = .violation, soupcon: Int64? = nil, connaissance: Int64? = nil,
        partenaires: [StructureName] = []
    ) -> IncidentFact {
        func at(_ hours: Int64?) -> Instant? { hours.map { discovery + $0 * hour } }
        return .declaration(
            IncidentFact.Declaration(
                type: type,
                moments: .init(
                    soupcon: at(soupcon), decouverte: type == .violation ? discovery : nil,
                    reception: type == .plainte ? discovery : nil, connaissance: at(connaissance)),
                natures: [], portee: Crisis.scope { $0.partenaires = partenaires },
                textes: Crisis.sealed))
    }

    static func said(_ change: (inout IncidentFact.Qualification) -> Void) -> IncidentFact {
        Crisis.qualification(change)
    }

    static let noticeID = PliID.random()
    static let received = IncidentFact.recu(de: partner, id: noticeID)
    static func read(_ type: IncidentKind = .violation) -> IncidentFact {
        .lu(
            de: partner, id: noticeID,
            .init(type: type, numero: 1, phase: 1, natures: [], plis: [], textes: Crisis.sealed))
    }

    static let cases = [
        DeadlineCase(
            "un partenaire touché chez un opérateur : les trois délais, et les personnes à évaluer",
            [(1, declared(), touched(partner))],
            [
                "ofii 0 4 a-notifier", "b.example 0 36 a-notifier", "cnil 0 72 a-notifier",
                "personnes 0 - a-evaluer",
            ]),
        DeadlineCase(
            "qui n'est pas opérateur ne doit rien à l'OFII", own: .missionLocale,
            [(1, declared(), touched(partner))],
            ["b.example 0 36 a-notifier", "cnil 0 72 a-notifier", "personnes 0 - a-evaluer"]),
        DeadlineCase(
            "chez un opérateur, la direction de l'OFII n'a qu'un délai, celui de quatre heures",
            [(1, declared(), touched(partner, office))],
            [
                "ofii 0 4 a-notifier", "b.example 0 36 a-notifier", "cnil 0 72 a-notifier",
                "personnes 0 - a-evaluer",
            ]),
        DeadlineCase(
            "ailleurs, la direction de l'OFII est un partenaire comme un autre",
            own: .missionLocale, [(1, declared(), touched(partner, office))],
            [
                "b.example 0 36 a-notifier", "c.example 0 36 a-notifier", "cnil 0 72 a-notifier",
                "personnes 0 - a-evaluer",
            ]),
        DeadlineCase(
            "le premier soupçon fait partir les quatre heures, la connaissance les soixante-douze",
            [(1, declared(soupcon: -3, connaissance: 6), touched(partner))],
            [
                "ofii -3 4 a-notifier", "b.example 0 36 a-notifier", "cnil 6 72 a-notifier",
                "personnes 6 - a-evaluer",
            ]),
        DeadlineCase(
            "une connaissance avant la découverte fait partir les quatre heures aussi",
            [(1, declared(connaissance: -2), touched(partner))],
            [
                "ofii -2 4 a-notifier", "b.example 0 36 a-notifier", "cnil -2 72 a-notifier",
                "personnes -2 - a-evaluer",
            ]),
        DeadlineCase(
            "un partenaire nommé est à prévenir, même si rien n'est trouvé",
            own: .missionLocale, [(1, declared(partenaires: [partner]), IncidentReach())],
            ["b.example 0 36 a-notifier", "cnil 0 72 a-notifier", "personnes 0 - a-evaluer"]),
        DeadlineCase(
            "personne de touché : la CNIL reste à prévenir tant que le DPO n'a rien dit",
            own: .missionLocale, [(1, declared(), IncidentReach())],
            ["cnil 0 72 a-notifier", "personnes 0 - a-evaluer"]),
        DeadlineCase(
            "une plainte ne fait partir que le délai des partenaires, de sa réception",
            own: .missionLocale, [(1, declared(.plainte, partenaires: [partner]), nil)],
            ["b.example 0 36 a-notifier"]),
        DeadlineCase(
            "une plainte qui concerne la direction de l'OFII lui est dite comme à un partenaire",
            [(1, declared(.plainte, partenaires: [partner, office]), nil)],
            ["b.example 0 36 a-notifier", "c.example 0 36 a-notifier"]),
        DeadlineCase(
            "sans risque : ni la CNIL ni les personnes",
            own: .missionLocale,
            [(0, declared(), touched(partner)), (1, said { $0.risque = .aucun }, nil)],
            ["b.example 0 36 a-notifier", "cnil 0 72 sans-objet", "personnes 0 - sans-objet"]),
        DeadlineCase(
            "un risque limité : la CNIL, pas les personnes",
            own: .missionLocale,
            [(0, declared(), touched(partner)), (1, said { $0.risque = .limite }, nil)],
            ["b.example 0 36 a-notifier", "cnil 0 72 a-notifier", "personnes 0 - sans-objet"]),
        DeadlineCase(
            "un risque élevé : les personnes aussi, dans les meilleurs délais",
            own: .missionLocale,
            [(0, declared(), touched(partner)), (1, said { $0.risque = .eleve }, nil)],
            ["b.example 0 36 a-notifier", "cnil 0 72 a-notifier", "personnes 0 - a-notifier"]),
        DeadlineCase(
            "le DPO revient sur le risque",
            own: .missionLocale,
            [
                (0, declared(), touched(partner)), (0, said { $0.risque = .aucun }, nil),
                (1, said { $0.risque = .eleve }, nil),
            ],
            ["b.example 0 36 a-notifier", "cnil 0 72 a-notifier", "personnes 0 - a-notifier"]),
        DeadlineCase(
            "les données de l'OFII ne sont pas touchées : sans objet, puis si",
            [
                (0, declared(), touched(partner)), (0, said { $0.ofii = false }, nil),
            ],
            [
                "ofii 0 4 sans-objet", "b.example 0 36 a-notifier", "cnil 0 72 a-notifier",
                "personnes 0 - a-evaluer",
            ]),
        DeadlineCase(
            "dites touchées après tout, les quatre heures courent de leur début",
            [
                (0, declared(), touched(partner)), (0, said { $0.ofii = false }, nil),
                (1, said { $0.ofii = true }, nil),
            ],
            [
                "ofii 0 4 a-notifier", "b.example 0 36 a-notifier", "cnil 0 72 a-notifier",
                "personnes 0 - a-evaluer",
            ]),
        DeadlineCase(
            "un partenaire écarté n'a plus de délai, nommé de nouveau il l'a",
            own: .missionLocale,
            [
                (0, declared(), touched(partner, office)),
                (0, said { $0.sans = [partner, office] }, nil),
                (1, said { $0.portee.partenaires = [office] }, nil),
            ],
            ["c.example 0 36 a-notifier", "cnil 0 72 a-notifier", "personnes 0 - a-evaluer"]),
        DeadlineCase(
            "une date corrigée déplace ses délais, et eux seuls",
            [
                (1, declared(), touched(partner)),
                (1, said { $0.moments.connaissance = discovery + hour }, nil),
            ],
            [
                "ofii 0 4 a-notifier", "b.example 0 36 a-notifier", "cnil 1 72 a-notifier",
                "personnes 1 - a-evaluer",
            ]),
        DeadlineCase(
            "une découverte corrigée plus tôt rend tout plus court",
            [
                (1, declared(), touched(partner)),
                (1, said { $0.moments.decouverte = discovery + -40 * hour }, nil),
            ],
            [
                "ofii -40 4 en-retard", "b.example -40 36 en-retard", "cnil -40 72 a-notifier",
                "personnes -40 - a-evaluer",
            ]),
        DeadlineCase(
            "une notification que personne n'a lue ne dit encore rien", [(0, received, nil)], []),
        DeadlineCase(
            "lue, sans rien qui soit à nous : rien à dire",
            [(0, received, nil), (1, read(), IncidentReach())], []),
        DeadlineCase(
            "lue, sans rien à nous, mais de l'OFII dit touché : les quatre heures",
            [
                (0, received, nil), (1, read(), IncidentReach()), (1, said { $0.ofii = true }, nil),
            ], ["ofii 0 4 a-notifier"]),
        DeadlineCase(
            "lue, avec des personnes à nous : tout court de sa réception, sauf pour qui l'a dit",
            [(0, received, nil), (1, read(), touched(partner, office))],
            ["ofii 0 4 a-notifier", "cnil 0 72 a-notifier", "personnes 0 - a-evaluer"]),
        DeadlineCase(
            "lue ailleurs que chez un opérateur, les autres partenaires des mêmes personnes aussi",
            own: .missionLocale, [(0, received, nil), (1, read(), touched(partner, office))],
            ["c.example 0 36 a-notifier", "cnil 0 72 a-notifier", "personnes 0 - a-evaluer"]),
        DeadlineCase(
            "une plainte dite par un partenaire ne va pas plus loin d'elle-même",
            [(0, received, nil), (1, read(.plainte), touched(partner, office))], []),
    ]
}
