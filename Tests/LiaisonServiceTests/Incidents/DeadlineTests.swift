import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Testing

@testable import LiaisonService

private let discovery = Instant("2026-11-23T12:00:00Z")!
private let hour: Int64 = 3_600
private let own = StructureName("a.example")!
private let partner = StructureName("b.example")!
private let office = StructureName("c.example")!
private let kinds: [StructureName: StructureKind] = [partner: .missionLocale, office: .dtOFII]

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

private func incident(_ steps: [(Int64, IncidentFact, IncidentReach?)]) throws -> Incident {
    try Incident(
        steps.map {
            CaseStep(
                n: 1, le: discovery + $0.0 * hour, par: KeyName(agent: "a.example/dpo")!,
                content: $0.1.object, effect: $0.2?.object)
        })
}

private func touched(_ names: StructureName..., personnes: Int = 1) -> IncidentReach {
    var reach = IncidentReach()
    (reach.personnes, reach.enregistrements) = (personnes, personnes)
    for name in names {
        var found = IncidentReach.Partner()
        (found.personnes, found.enregistrements) = (personnes, personnes)
        reach.partners[name] = found
    }
    return reach
}

private func declared(
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

private func said(_ change: (inout IncidentFact.Qualification) -> Void) -> IncidentFact {
    Crisis.qualification(change)
}

private let noticeID = PliID.random()
private let received = IncidentFact.recu(de: partner, id: noticeID)
private func read(_ type: IncidentKind = .violation) -> IncidentFact {
    .lu(
        de: partner, id: noticeID,
        .init(type: type, numero: 1, phase: 1, natures: [], plis: [], textes: Crisis.sealed))
}

@Suite("Délais d'un incident")
struct DeadlineTests {
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

    @Test("qui est à prévenir, depuis quand, en combien de temps", arguments: cases)
    func table(row: DeadlineCase) throws {
        let found = try incident(row.steps).deadlines(IncidentDelays(), own: row.own, kinds: kinds)
            .map { deadline in
                let start = (deadline.depart - discovery) / hour
                let hours = deadline.heures.map(String.init) ?? "-"
                let statut = deadline.statut(at: discovery + hour).rawValue
                return "\(deadline.destinataire) \(start) \(hours) \(statut)"
            }
        #expect(found == row.expected)
    }

    @Test("des délais plus courts, réglés par l'administrateur, s'appliquent à tous")
    func settings() throws {
        let found = try incident([(1, declared(), touched(partner))])
            .deadlines(
                IncidentDelays(ofii: 1, partenaire: 24, cnil: 48), own: .operateurAGIR,
                kinds: kinds)
        #expect(found.map(\.heures) == [1, 24, 48, nil])
    }

    private static func deadline(
        heures: Int? = 36, told: Int64? = nil, isSent: Bool = false,
        exempt: IncidentDeadline.Statut? = nil
    ) -> IncidentDeadline {
        IncidentDeadline(
            destinataire: .structure(partner), heures: heures, depart: discovery,
            told: told.map { discovery + $0 }, isSent: isSent, exempt: exempt)
    }

    private static let end = 36 * hour

    @Test(
        "avant, à et après l'échéance, prévenu ou non",
        arguments: [
            (deadline(), 0, .aNotifier), (deadline(), end - 1, .aNotifier),
            (deadline(), end, .aNotifier), (deadline(), end + 1, .enRetard),
            (deadline(isSent: true), end, .envoye), (deadline(isSent: true), end + 1, .enRetard),
            (deadline(told: 0), end + 1, .notifie), (deadline(told: end), end + 9, .notifie),
            (deadline(told: end + 1), end + 9, .notifieEnRetard),
            (deadline(told: end + 1, isSent: true), end + 9, .notifieEnRetard),
            (deadline(exempt: .sansObjet), end + 9, .sansObjet),
            (deadline(isSent: true, exempt: .sansObjet), 0, .sansObjet),
            (deadline(told: 5, exempt: .sansObjet), 9, .notifie),
            (deadline(told: end + 1, exempt: .aEvaluer), end + 9, .notifieEnRetard),
            (deadline(heures: nil), 9_000 * hour, .aNotifier),
            (deadline(heures: nil, isSent: true), 0, .envoye),
            (deadline(heures: nil, told: 9_000 * hour), 0, .notifie),
            (deadline(heures: nil, exempt: .aEvaluer), 0, .aEvaluer),
        ] as [(IncidentDeadline, Int64, IncidentDeadline.Statut)])
    func statuses(deadline: IncidentDeadline, now: Int64, expected: IncidentDeadline.Statut) {
        #expect(deadline.statut(at: discovery + now) == expected)
        #expect(
            deadline.isRunning(at: discovery + now)
                == [.aNotifier, .envoye, .enRetard].contains(expected))
    }

    @Test("les parts d'un délai se comptent en heures écoulées, aussi au changement d'heure")
    func marks() throws {
        let start = try #require(Instant(typed: "28/03/2026 20:00"))
        let deadline = IncidentDeadline(
            destinataire: .cnil, heures: 36, depart: start, told: nil, isSent: false, exempt: nil)
        let marks = IncidentDeadline.parts.map { deadline.mark($0).map(ParisTime.french) }
        #expect(marks == ["29/03/2026 à 15:00", "30/03/2026 à 01:48", "30/03/2026 à 09:00"])
        #expect(deadline.mark(100) == deadline.echeance)
        let four = IncidentDeadline(
            destinataire: .ofii, heures: 4, depart: start, told: nil, isSent: false, exempt: nil)
        #expect(four.mark(80) == start + 11_520)
        #expect(Self.deadline(heures: nil).mark(50) == nil)
    }

    private static let id = PliID.random()

    @Test("ce qui arrête un délai : un accusé ou ce qui est fait ailleurs, le plus tôt")
    func told() throws {
        let sent = IncidentFact.avis(pour: partner, id: Self.id, phase: 1)
        func clock(_ facts: [IncidentFact], _ pour: NoticeAddressee = .structure(partner)) throws
            -> IncidentDeadline
        {
            let steps: [(Int64, IncidentFact, IncidentReach?)] =
                [(0, declared(), touched(partner, office))] + facts.map { (1, $0, nil) }
            let found = try incident(steps).deadlines(
                IncidentDelays(), own: .operateurAGIR, kinds: kinds)
            return try #require(found.first { $0.destinataire == pour })
        }
        func receipt(_ statut: Accuse.Statut, _ hours: Int64, pour: StructureName = partner)
            -> IncidentFact
        {
            .accuse(pour: pour, id: Self.id, statut: statut, le: discovery + hours * hour)
        }
        func outside(_ a: NoticeAddressee, _ hours: Int64) -> IncidentFact {
            .notifie(
                a, le: discovery + hours * hour, moyen: .telephone, reference: Crisis.sealed)
        }
        #expect(try clock([sent]).told == nil && clock([sent]).isSent)
        #expect(try clock([sent, receipt(.remis, 3)]).told == discovery + 3 * hour)
        // Opened is delivered, even when that receipt was lost.
        #expect(try clock([sent, receipt(.ouvert, 5)]).told == discovery + 5 * hour)
        #expect(
            try clock([sent, receipt(.ouvert, 5), receipt(.remis, 3)]).told == discovery + 3 * hour)
        #expect(
            try clock([sent, receipt(.remis, 3), outside(.structure(partner), 2)]).told
                == discovery + 2 * hour)
        // Not of a notice of ours, not to that one.
        #expect(try clock([receipt(.remis, 3)]).told == nil)
        #expect(try clock([sent, receipt(.remis, 3, pour: office)]).told == nil)
        #expect(try clock([sent, outside(.cnil, 2)]).told == nil)
        #expect(try clock([sent, outside(.cnil, 2)], .cnil).told == discovery + 2 * hour)
        // A file has no receipt of its own.
        let file = IncidentFact.fichier(pour: partner, id: Self.id, phase: 1)
        #expect(try !clock([file]).isSent)
        // The direction of the OFII is the OFII.
        #expect(
            try clock([outside(.structure(office), 2)], .ofii).told == discovery + 2 * hour)
        #expect(try clock([outside(.ofii, 3)], .ofii).told == discovery + 3 * hour)
        let there = IncidentFact.avis(pour: office, id: Self.id, phase: 1)
        #expect(
            try clock([there, receipt(.remis, 3, pour: office)], .ofii).told
                == discovery + 3 * hour)
    }

    @Test("un incident ne commence que par une déclaration ou une notification reçue")
    func firstStep() {
        #expect(throws: SchemaError.self) { try Incident([]) }
        for fact in [said { $0.risque = .eleve }, .cloture(motif: nil), read()] {
            #expect(throws: SchemaError.self) { try incident([(0, fact, nil)]) }
        }
    }

    @Test("l'état d'un incident suit ses étapes")
    func state() throws {
        func statut(_ facts: [IncidentFact]) throws -> Incident.Statut {
            try incident(facts.map { (0, $0, nil) }).statut
        }
        #expect(try statut([declared()]) == .aQualifier)
        #expect(try statut([declared(), said { $0.risque = .limite }]) == .qualifiee)
        #expect(try statut([received]) == .aLire)
        #expect(try statut([received, read()]) == .aQualifier)
        #expect(try statut([received, .cloture(motif: Crisis.sealed)]) == .close)
    }

    @Test("ce qu'un incident touche s'écrit et se relit")
    func reach() throws {
        var reach = touched(partner, office, personnes: 3)
        reach.aPreciser = 2
        reach.partners[partner]?.plis = [Self.id, .random()]
        #expect(try IncidentReach(reach.object) == reach)
        #expect(try IncidentReach(IncidentReach().object) == IncidentReach())
    }
}
