import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Testing

@testable import LiaisonService

@Suite("Délais d'un incident")
struct DeadlineTests {
    @Test("qui est à prévenir, depuis quand, en combien de temps", arguments: cases)
    func table(row: DeadlineCase) throws {
        let found = try Self.incident(row.steps).deadlines(
            IncidentDelays(), own: row.own, kinds: Self.kinds
        )
        .map { deadline in
            let start = (deadline.depart - Self.discovery) / Self.hour
            let hours = deadline.heures.map(String.init) ?? "-"
            let statut = deadline.statut(at: Self.discovery + Self.hour).rawValue
            return "\(deadline.destinataire) \(start) \(hours) \(statut)"
        }
        #expect(found == row.expected)
    }

    @Test("des délais plus courts, réglés par l'administrateur, s'appliquent à tous")
    func settings() throws {
        let found = try Self.incident([(1, Self.declared(), Self.touched(Self.partner))])
            .deadlines(
                IncidentDelays(ofii: 1, partenaire: 24, cnil: 48), own: .operateurAGIR,
                kinds: Self.kinds)
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
        #expect(deadline.statut(at: Self.discovery + now) == expected)
        #expect(
            deadline.isRunning(at: Self.discovery + now)
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
        let sent = IncidentFact.avis(pour: Self.partner, id: Self.id, phase: 1)
        func clock(
            _ facts: [IncidentFact], _ pour: NoticeAddressee = .structure(Self.partner)
        ) throws -> IncidentDeadline {
            let steps: [(Int64, IncidentFact, IncidentReach?)] =
                [(0, Self.declared(), Self.touched(Self.partner, Self.office))]
                + facts.map { (1, $0, nil) }
            let found = try Self.incident(steps).deadlines(
                IncidentDelays(), own: .operateurAGIR, kinds: Self.kinds)
            return try #require(found.first { $0.destinataire == pour })
        }
        func receipt(_ statut: Accuse.Statut, _ hours: Int64, pour: StructureName = Self.partner)
            -> IncidentFact
        {
            .accuse(pour: pour, id: Self.id, statut: statut, le: Self.discovery + hours * Self.hour)
        }
        func outside(_ a: NoticeAddressee, _ hours: Int64) -> IncidentFact {
            .notifie(
                a, le: Self.discovery + hours * Self.hour, moyen: .telephone,
                reference: Crisis.sealed)
        }
        #expect(try clock([sent]).told == nil && clock([sent]).isSent)
        #expect(try clock([sent, receipt(.remis, 3)]).told == Self.discovery + 3 * Self.hour)
        // Opened is delivered, even when that receipt was lost.
        #expect(try clock([sent, receipt(.ouvert, 5)]).told == Self.discovery + 5 * Self.hour)
        #expect(
            try clock([sent, receipt(.ouvert, 5), receipt(.remis, 3)]).told
                == Self.discovery + 3 * Self.hour)
        #expect(
            try clock([sent, receipt(.remis, 3), outside(.structure(Self.partner), 2)]).told
                == Self.discovery + 2 * Self.hour)
        // Not of a notice of ours, not to that one.
        #expect(try clock([receipt(.remis, 3)]).told == nil)
        #expect(try clock([sent, receipt(.remis, 3, pour: Self.office)]).told == nil)
        #expect(try clock([sent, outside(.cnil, 2)]).told == nil)
        #expect(try clock([sent, outside(.cnil, 2)], .cnil).told == Self.discovery + 2 * Self.hour)
        // A file has no receipt of its own.
        let file = IncidentFact.fichier(pour: Self.partner, id: Self.id, phase: 1)
        #expect(try !clock([file]).isSent)
        // The direction of the OFII is the OFII.
        #expect(
            try clock([outside(.structure(Self.office), 2)], .ofii).told
                == Self.discovery + 2 * Self.hour)
        #expect(try clock([outside(.ofii, 3)], .ofii).told == Self.discovery + 3 * Self.hour)
        let there = IncidentFact.avis(pour: Self.office, id: Self.id, phase: 1)
        #expect(
            try clock([there, receipt(.remis, 3, pour: Self.office)], .ofii).told
                == Self.discovery + 3 * Self.hour)
    }

    @Test("un incident ne commence que par une déclaration ou une notification reçue")
    func firstStep() {
        #expect(throws: SchemaError.self) { try Incident([]) }
        for fact in [Self.said { $0.risque = .eleve }, .cloture(motif: nil), Self.read()] {
            #expect(throws: SchemaError.self) { try Self.incident([(0, fact, nil)]) }
        }
    }

    @Test("l'état d'un incident suit ses étapes")
    func state() throws {
        func statut(_ facts: [IncidentFact]) throws -> Incident.Statut {
            try Self.incident(facts.map { (0, $0, nil) }).statut
        }
        #expect(try statut([Self.declared()]) == .aQualifier)
        #expect(try statut([Self.declared(), Self.said { $0.risque = .limite }]) == .qualifiee)
        #expect(try statut([Self.received]) == .aLire)
        #expect(try statut([Self.received, Self.read()]) == .aQualifier)
        #expect(try statut([Self.received, .cloture(motif: Crisis.sealed)]) == .close)
    }

    @Test("ce qu'un incident touche s'écrit et se relit")
    func reach() throws {
        var reach = Self.touched(Self.partner, Self.office, personnes: 3)
        reach.aPreciser = 2
        reach.partners[Self.partner]?.plis = [Self.id, .random()]
        #expect(try IncidentReach(reach.object) == reach)
        #expect(try IncidentReach(IncidentReach().object) == IncidentReach())
    }
}
