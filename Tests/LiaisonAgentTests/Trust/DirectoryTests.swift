import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// What a daemon's directory may change, and what it may not.
@Suite("Carnet") struct DirectoryTests {
    private let (team, mission): (Team, Team)
    private let machine: Machine

    init() throws {
        (team, mission) = try Team.pair()
        machine = try Machine("claire", of: team)
    }

    private var name: StructureName { mission.structure }

    private func trusts() -> Bool {
        (try? machine.session().trustedCard(name)) != nil
    }

    // MARK: What is not a directory

    @Test(
        "une réponse illisible est une erreur, et rien ne change", arguments: FakeDaemon.unreadable)
    func unreadable(_ text: String) throws {
        try machine.knows(mission.card())
        team.daemon.on("GET", Routes.localDirectory, text: text)
        let before = machine.files.files
        let session = try machine.session()
        #expect(refusal { _ = try session.synchronize() } == .data)
        #expect(refusal { _ = try session.synchronizedIfReachable() } == .data)
        #expect(machine.files.files == before)
    }

    @Test(
        "un membre qui manque ou d'un autre type est une erreur, et rien ne change",
        arguments: [
            "propre", "cartes", "verifications", "retires", "rappels", "echeances", "clesIndex",
            "sansCleIndex",
        ])
    func member(_ key: String) throws {
        try machine.knows(mission.card())
        let before = machine.files.files
        let session = try machine.session()
        for wrong: JSONValue? in [nil, .integer(1), .array([.integer(1)])] {
            try team.shows(own: team.card(serie: 2)) {
                $0["retires"] = .array([.string(name.text)])
                $0[key] = wrong
            }
            #expect(refusal { _ = try session.synchronize() } == .data)
        }
        #expect(machine.files.files == before)
        #expect(machine.notices == [])
    }

    @Test("une carte que sa structure n'a pas signée est une erreur, et rien ne change")
    func forged() throws {
        let card = try mission.card()
        let forged = String(decoding: card.bytes, as: UTF8.self)
            .replacing("\"libelle\":\"Mission", with: "\"libelle\":\"Fausse")
        try team.shows(own: team.card(serie: 2)) {
            $0["cartes"] = .array([.string(Base64.encode(Array(forged.utf8)))])
        }
        let before = machine.files.files
        #expect(refusal { _ = try machine.session().synchronize() } == .data)
        #expect(machine.files.files == before)
    }

    @Test("sans réponse, ce qui est tenu ici suffit, ou pas")
    func down() throws {
        team.daemon.isDown = true
        let session = try machine.session()
        #expect(try session.synchronizedIfReachable().own == session.own)
        #expect(refusal { _ = try session.synchronize() } == .unavailable)
    }

    // MARK: The own card

    @Test("la carte de la structure, plus récente, est prise ; sous une autre clé, jamais")
    func own() throws {
        try team.shows(own: team.card(serie: 2))
        #expect(try machine.session().synchronize().own.serie == 2)
        #expect(try machine.folder.ownCard().carte.serie == 2)
        try team.shows(own: team.card(serie: 3, key: .generate()))
        #expect(try machine.session().synchronize().own.serie == 2)
        #expect(machine.notices == [.trust(.otherOwnKey)])
        #expect(try machine.folder.ownCard().carte.serie == 2)
    }

    @Test("une carte plus récente, épinglée entre-temps par un autre programme, n'est pas défaite")
    func pinnedMeanwhile() throws {
        let session = try machine.session()
        try machine.folder.pin(team.card(serie: 3))
        try team.shows(own: team.card(serie: 2))
        #expect(try session.synchronize().own.serie == 3)
        #expect(try machine.folder.ownCard().carte.serie == 3)
    }

    // MARK: Partners

    @Test("un partenaire inconnu est pris, et n'est pas cru")
    func unknownPartner() throws {
        try team.shows([mission.card()])
        _ = try machine.session().synchronize()
        #expect(try machine.folder.contact(name) != nil)
        #expect(refusal { _ = try machine.session().trustedCard(name) } == .notAllowed)
    }

    @Test("la vérification d'un agent de la structure fait croire ; celle d'un autre, non")
    func verified() throws {
        let card = try mission.card()
        try team.shows([card], verifications: [mission.verification(of: card)])
        _ = try machine.session().synchronize()
        #expect(machine.notices == [.trust(.foreignVerification(name))])
        #expect(!trusts())
        try team.shows([card], verifications: [team.verification(of: card)])
        _ = try machine.session().synchronize()
        #expect(trusts())
    }

    @Test(
        "la vérification de qui est parti compte si elle était tenue ici, pas si elle vient après")
    func departed() throws {
        let (card, alice) = (try mission.card(), try team.agent("alice"))
        let act = try team.verification(of: card, le: team.horloge.now + -60)
        let own = try team.card(serie: 2) { own in
            own.agents.removeAll { $0.nom == alice.nom }
            own.revocations = [
                .init(cle: alice.cle, depuis: team.horloge.now, motif: .depart)
            ]
        }
        try team.shows(own: own, [card], verifications: [act])
        _ = try machine.session().synchronize()
        #expect(machine.notices == [.trust(.foreignVerification(name))])
        #expect(try machine.folder.verification(of: name) == nil)
        #expect(!trusts())
        try machine.folder.save(verification: act, of: name)
        _ = try machine.session().synchronize()
        #expect(machine.notices == [])
        #expect(trusts())
    }

    @Test("une vérification d'une autre clé, ou d'une structure sans carte ici, ne se garde pas")
    func verifiedElsewhere() throws {
        let held = try mission.card()
        let other = try mission.card(key: .generate())
        try team.shows([held], verifications: [team.verification(of: other)])
        _ = try machine.session().synchronize()
        #expect(try machine.folder.verification(of: name) == nil)
        try machine.folder.removeContact(name)
        try team.shows(verifications: [team.verification(of: held)])
        _ = try machine.session().synchronize()
        #expect(try machine.folder.verification(of: name) == nil)
        #expect(machine.notices == [])
    }

    @Test("une carte plus ancienne n'est pas prise, ni une autre du même numéro")
    func older() throws {
        let held = try mission.card(serie: 2)
        try machine.knows(held)
        try team.shows([mission.card(serie: 1)])
        _ = try machine.session().synchronize()
        #expect(machine.notices == [.trust(.olderCard(name))])
        try team.shows([mission.card(serie: 2) { $0.libelle = "Autre" }])
        _ = try machine.session().synchronize()
        #expect(machine.notices == [.trust(.sameSerie(name))])
        #expect(try machine.folder.contact(name) == held)
        #expect(trusts())
    }

    @Test("ce qu'un partenaire dit de ses bureaux hébergés se dit quand cela change, une fois")
    func hosting() throws {
        let day = try #require(CalendarDate("2027-01-04"))
        try machine.knows(mission.card())
        for (serie, since) in [(2, day), (3, day), (4, nil), (5, nil)] as [(Int, CalendarDate?)] {
            try team.shows([mission.card(serie: serie) { $0.bureauHeberge = since }])
            _ = try machine.session().synchronize()
            let isNews = serie == 2 || serie == 4
            #expect(
                machine.notices == (isNews ? [.trust(.partnerHosting(name, since: since))] : []))
            _ = try machine.session().synchronize()
            #expect(machine.notices == [])
        }
    }

    @Test("une carte plus récente de la même clé est prise, et reste vérifiée")
    func newer() throws {
        try machine.knows(mission.card())
        try team.shows([mission.card(serie: 2)])
        _ = try machine.session().synchronize()
        #expect(try machine.folder.contact(name)?.carte.serie == 2)
        #expect(trusts())
        #expect(machine.notices == [])
    }

    @Test("une autre clé n'est prise que sur la vérification d'un agent, plus jeune que la connue")
    func otherKey() throws {
        let (held, other) = (try mission.card(), try mission.card(serie: 2, key: .generate()))
        try machine.knows(held)
        let old = try team.verification(of: other, le: team.horloge.now + -10)
        for acts in [[], [old], [try mission.verification(of: other)]] {
            try team.shows([other], verifications: acts)
            _ = try machine.session().synchronize()
            #expect(machine.notices.first == .trust(.otherPartnerKey(name)))
            #expect(try machine.folder.contact(name) == held)
        }
        team.horloge.advance(60)
        try team.shows([other], verifications: [team.verification(of: other)])
        _ = try machine.session().synchronize()
        #expect(machine.notices == [.trust(.partnerKeyVerified(name))])
        #expect(try machine.folder.contact(name) == other)
        #expect(trusts())
    }

    @Test("un partenaire retiré s'en va ; sa carte d'avant ne revient pas")
    func removed() throws {
        try machine.knows(mission.card(serie: 2))
        try team.shows([mission.card(serie: 1)]) { $0["retires"] = .array([.string(name.text)]) }
        _ = try machine.session().synchronize()
        #expect(machine.notices == [.trust(.olderCard(name))])
        #expect(try machine.folder.contact(name) == nil)
        #expect(refusal { _ = try machine.session().trustedCard(name) } == .noInput)
    }

    // MARK: What is said

    @Test("un rappel se dit une fois par jour, sans signe de commande")
    func reminders() throws {
        try team.shows { $0["rappels"] = .array([.string("À faire\u{1B}[2J\u{200E}")]) }
        _ = try machine.session().synchronize()
        #expect(machine.notices == [.trust(.reminder("À faire‹U+001B›[2J‹U+200E›"))])
        _ = try machine.session().synchronize()
        #expect(machine.notices == [])
        team.horloge.advance(86_400)
        _ = try machine.session().synchronize()
        #expect(machine.notices.count == 1)
    }

    @Test("les alarmes du journal se disent à chaque fois")
    func alarms() throws {
        try team.shows { $0["alarmes"] = .integer(3) }
        for _ in 0..<2 {
            _ = try machine.session().synchronize()
            #expect(machine.notices == [.trust(.logAlarms(3))])
        }
    }

    @Test("ce qui peut tromper est une alarme ; une nouvelle n'en est pas une")
    func isAlarm() {
        #expect(TrustNotice.otherOwnKey.isAlarm)
        #expect(TrustNotice.importedOtherKey(name).isAlarm)
        #expect(TrustNotice.logRewritten.isAlarm)
        #expect(!TrustNotice.newEpoch.isAlarm)
        #expect(!TrustNotice.reminder("").isAlarm)
    }
}
