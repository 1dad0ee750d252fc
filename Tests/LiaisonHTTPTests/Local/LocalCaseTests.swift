import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import Testing

/// The answers about incidents and persons' requests (docs/openapi.yaml): what the daemon writes, the
/// agent reads; what is missing, or of another type, is no answer.
@Suite struct LocalCaseTests {
    static let sealed = try! SealedText(
        "motif", to: [AgeIdentity.generate(.x25519).recipient])
    static let now = Instant("2026-11-25T09:00:00Z")!
    static let a = StructureName("a.example")!
    static let b = StructureName("b.example")!
    static let agent = KeyName(agent: "a.example/denis")!
    static let id = PliID("00000000-0000-4000-8000-000000000001")!
    static let person = PersonIndex("1:000102030405060708090a0b0c0d0e0f")!

    static let incident: LocalIncident = {
        var reach = IncidentReach()
        (reach.personnes, reach.enregistrements, reach.aPreciser) = (2, 3, 1)
        reach.partners[b] = .init(plis: [id], personnes: 2, enregistrements: 3)
        var scope = IncidentScope()
        scope.partenaires = [b]
        let deadline = NoticeDeadline(
            destinataire: .structure(b), heures: 36, depart: now, echeance: now + 36 * 3_600,
            statut: .notifie, isSent: true, notifie: now)
        return LocalIncident(
            n: 4, type: .violation, statut: .qualifiee,
            moments: .init(
                soupcon: now, decouverte: now, reception: now, connaissance: now),
            declaration: now, par: agent, natures: [.integrite], touche: reach, personnes: 2,
            enregistrements: 3, risque: .eleve, partenaires: [b], arrets: [b],
            echeances: [deadline], cloture: now, heure: now,
            dossier: LocalIncidentFile(
                portee: scope, textes: sealed, isTold: false, origine: [PliKey(de: b, id: id)],
                numeroPartenaire: 7,
                avis: [
                    .init(
                        pour: b, id: id, phase: 1, le: now, par: agent, isFile: true, remis: now,
                        ouvert: now, refuse: now)
                ],
                etapes: [
                    .init(
                        le: now, par: agent,
                        fact: .notifie(.ofii, le: now + -60, moyen: .telephone, reference: sealed)),
                    .init(le: now, par: agent, fact: .cloture(motif: nil)),
                ]))
    }()

    static let request = RightsRequest(
        n: 3,
        steps: [
            .init(
                le: now, par: agent,
                fact: .ouverture(
                    .effacement, recue: CalendarDate("2026-11-20")!, personnes: [person],
                    details: sealed, identite: .verifiee)),
            .init(le: now, par: agent, fact: .envoi(pour: b, id: id)),
        ])!

    static let file = LocalRequestFile(
        request: LocalRequest(request, on: CalendarDate("2026-11-25")!), personnes: [person],
        etapes: request.steps, destinataires: [b],
        fiches: [
            .init(
                key: PliKey(de: a, id: id), boite: .envoi, objet: .partage, modele: .spe,
                partenaires: [b], scelle: CalendarDate("2026-01-02")!,
                recu: CalendarDate("2026-01-03")!, original: PliKey(de: b, id: id),
                keeping: .init(
                    regle: .convention, echeance: CalendarDate("2026-12-31")!, isSuspended: true))
        ],
        tableaux: [
            .init(
                key: PliKey(de: a, id: id), boite: .reception, objet: .tableauOFII, modele: nil,
                partenaires: [b], scelle: CalendarDate("2026-01-02")!, recu: nil, original: nil,
                keeping: nil)
        ],
        transmissions: [
            .init(
                key: PliKey(de: a, id: id), pour: b, objet: .fiche, scelle: now, recu: now,
                ouvert: now)
        ], aExaminer: [PliKey(de: b, id: id)],
        detruits: [
            .init(key: PliKey(de: a, id: id), le: now, regle: .copieEnvoi, procesVerbal: 9)
        ],
        accuses: [
            .init(key: PliKey(de: a, id: id), pour: b, statut: .remis, par: agent, le: now)
        ],
        reponsesRecues: [
            .init(key: PliKey(de: b, id: id), objet: .anomalie, reponseA: id, recu: now)
        ],
        effacement: LocalErasure(
            plis: 4, premier: CalendarDate("2026-01-02")!, dernier: CalendarDate("2026-02-03")!,
            tenus: 2, contentieux: [7], exceptes: 1, aCorriger: [PliKey(de: a, id: id)]))

    static let answers: [any LocalAnswer & Equatable] = [
        incident, file,
        LocalRequestOutcome(
            request: file.request, aExaminer: [PliKey(de: b, id: id)],
            erasure: .init(changees: 3, dues: 2)),
        LocalRequestStep(n: 3, fact: .envoi(pour: b, id: id)),
        LocalRequestStep(n: 3, fact: .execution(contentieux: nil, plis: 4)),
        LocalRequestStep(n: 3, fact: .reponse(id: id, plis: [PliKey(de: b, id: id)])),
        LocalRequestStep(n: 3, fact: .refus(motif: nil)),
        LocalRequestStep(
            n: 3, fact: .recu(de: b, id: id, recue: CalendarDate("2026-01-02")!)),
        KnownPerson(
            destinataires: [b], isKnown: true, nonRattaches: 2, fin: CalendarDate("2026-01-02")!,
            prevenues: [b],
            fiches: [
                LocalHeld(
                    key: PliKey(de: b, id: id), boite: .reception, objet: .fiche, modele: .spe,
                    partenaires: [b], scelle: CalendarDate("2026-01-02")!,
                    recu: CalendarDate("2026-01-02")!, original: nil,
                    keeping: .init(
                        regle: .convention, echeance: CalendarDate("2028-01-02")!,
                        isSuspended: false))
            ]),
        LocalCountdown(n: 1, type: .violation, what: .deadline(incident.echeances[0]), heure: now),
        LocalCountdown(n: 1, type: .violation, what: .unread(b, 2), heure: now),
    ]

    private func again<Answer: LocalAnswer & Equatable>(_ answer: Answer) throws {
        let text = answer.value.text
        let read = try Answer(JSONValue.parse(text.utf8))
        #expect(read == answer)
        #expect(read.value.text == text)
    }

    @Test("ce que l'un écrit, l'autre le lit, aux mêmes octets")
    func roundTrip() throws {
        for answer in Self.answers { try again(answer) }
    }

    /// The members that a route may leave out.
    static let optional: Set<String> = [
        "soupcon", "decouverte", "reception", "connaissance", "risque", "cloture", "textes",
        "numeroPartenaire", "changees", "n", "notifie", "nombre", "delai", "echeance",
        "effacement",
    ]

    private func fails<Answer: LocalAnswer>(_ answer: Answer, without key: String) -> Bool {
        guard var object = answer.value.object else { return false }
        object[key] = nil
        return (try? Answer(.object(object))) == nil
    }

    private func fails<Answer: LocalAnswer>(_ answer: Answer, muddling key: String) -> Bool {
        guard var object = answer.value.object else { return false }
        object[key] = .object(JSONObject([("autre", .bool(true))]))
        return (try? Answer(.object(object))) == nil
    }

    @Test("un membre qui manque, ou d'un autre type, n'est pas lu pour vide")
    func members() throws {
        let whole: [any LocalAnswer & Equatable] = [Self.incident, Self.file]
        for answer in whole {
            let keys = try #require(answer.value.object).keys
            for key in keys where !Self.optional.contains(key) || key == "n" {
                let isRefused = fails(answer, without: key)
                #expect(isRefused, "\(key)")
            }
            // The scope is an object: its own reader refuses a key that it does not know.
            for key in keys {
                let isRefused = fails(answer, muddling: key)
                #expect(isRefused, "\(key)")
            }
        }
    }

    @Test("une clé qu'un service plus récent ajoute est passée")
    func newer() throws {
        var object = try #require(Self.incident.value.object)
        object["nouveau"] = .bool(true)
        #expect(try LocalIncident(.object(object)) == Self.incident)
    }

    @Test("à qui ne traite pas les incidents, il n'y a pas de dossier")
    func outside() throws {
        var object = try #require(Self.incident.value.object)
        for key in [
            "portee", "textes", "textesDuPartenaire", "origine", "numeroPartenaire", "avis",
            "etapes",
        ] { object[key] = nil }
        #expect(try LocalIncident(.object(object)).dossier == nil)
    }

    @Test("d'une fiche conservée, l'échéance ne manque pas")
    func keeping() throws {
        var object = try #require(Self.file.value.object)
        object["fiches"] = Self.file.tableaux.value
        #expect(throws: LocalUnreadable.self) { try LocalRequestFile(.object(object)) }
    }
}
