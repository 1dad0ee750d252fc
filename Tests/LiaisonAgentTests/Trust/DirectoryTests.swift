import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// What a daemon's directory may change, and what it may not.
@Suite("Carnet") struct DirectoryTests {
    private let (equipe, mission): (Equipe, Equipe)
    private let poste: Poste

    init() throws {
        (equipe, mission) = try Equipe.pair()
        poste = try Poste("claire", of: equipe)
    }

    private var name: StructureName { mission.structure }

    private func trusts() -> Bool {
        (try? poste.session().trustedCard(name)) != nil
    }

    // MARK: What is not a directory

    @Test(
        "une réponse illisible est une erreur, et rien ne change", arguments: FakeDaemon.unreadable)
    func unreadable(_ text: String) throws {
        try poste.knows(mission.card())
        equipe.daemon.on("GET", Routes.localDirectory, text: text)
        let before = poste.files.files
        let session = try poste.session()
        #expect(refusal { _ = try session.synchronize() } == .data)
        #expect(refusal { _ = try session.synchronizedIfReachable() } == .data)
        #expect(poste.files.files == before)
    }

    @Test(
        "un membre qui manque ou d'un autre type est une erreur, et rien ne change",
        arguments: [
            "propre", "cartes", "verifications", "retires", "rappels", "echeances", "clesIndex",
            "sansCleIndex",
        ])
    func member(_ key: String) throws {
        try poste.knows(mission.card())
        let before = poste.files.files
        let session = try poste.session()
        for wrong: JSONValue? in [nil, .integer(1), .array([.integer(1)])] {
            try equipe.shows(own: equipe.card(serie: 2)) {
                $0["retires"] = .array([.string(name.text)])
                $0[key] = wrong
            }
            #expect(refusal { _ = try session.synchronize() } == .data)
        }
        #expect(poste.files.files == before)
        #expect(poste.notices == [])
    }

    @Test("une carte que sa structure n'a pas signée est une erreur, et rien ne change")
    func forged() throws {
        let card = try mission.card()
        let forged = String(decoding: card.bytes, as: UTF8.self)
            .replacing("\"libelle\":\"Mission", with: "\"libelle\":\"Fausse")
        try equipe.shows(own: equipe.card(serie: 2)) {
            $0["cartes"] = .array([.string(Base64.encode(Array(forged.utf8)))])
        }
        let before = poste.files.files
        #expect(refusal { _ = try poste.session().synchronize() } == .data)
        #expect(poste.files.files == before)
    }

    @Test("sans réponse, ce qui est tenu ici suffit, ou pas")
    func down() throws {
        equipe.daemon.isDown = true
        let session = try poste.session()
        #expect(try session.synchronizedIfReachable().own == session.own)
        #expect(refusal { _ = try session.synchronize() } == .unavailable)
    }

    // MARK: The own card

    @Test("la carte de la structure, plus récente, est prise ; sous une autre clé, jamais")
    func own() throws {
        try equipe.shows(own: equipe.card(serie: 2))
        #expect(try poste.session().synchronize().own.serie == 2)
        #expect(try poste.folder.ownCard().carte.serie == 2)
        try equipe.shows(own: equipe.card(serie: 3, key: .generate()))
        #expect(try poste.session().synchronize().own.serie == 2)
        #expect(poste.notices == [.trust(.otherOwnKey)])
        #expect(try poste.folder.ownCard().carte.serie == 2)
    }

    @Test("une carte plus récente, épinglée entre-temps par un autre programme, n'est pas défaite")
    func pinnedMeanwhile() throws {
        let session = try poste.session()
        try poste.folder.pin(equipe.card(serie: 3))
        try equipe.shows(own: equipe.card(serie: 2))
        #expect(try session.synchronize().own.serie == 3)
        #expect(try poste.folder.ownCard().carte.serie == 3)
    }

    // MARK: Partners

    @Test("un partenaire inconnu est pris, et n'est pas cru")
    func unknownPartner() throws {
        try equipe.shows([mission.card()])
        _ = try poste.session().synchronize()
        #expect(try poste.folder.contact(name) != nil)
        #expect(refusal { _ = try poste.session().trustedCard(name) } == .notAllowed)
    }

    @Test("la vérification d'un agent de la structure fait croire ; celle d'un autre, non")
    func verified() throws {
        let card = try mission.card()
        try equipe.shows([card], verifications: [mission.verification(of: card)])
        _ = try poste.session().synchronize()
        #expect(poste.notices == [.trust(.foreignVerification(name))])
        #expect(!trusts())
        try equipe.shows([card], verifications: [equipe.verification(of: card)])
        _ = try poste.session().synchronize()
        #expect(trusts())
    }

    @Test("une carte plus ancienne n'est pas prise, ni une autre du même numéro")
    func older() throws {
        let held = try mission.card(serie: 2)
        try poste.knows(held)
        try equipe.shows([mission.card(serie: 1)])
        _ = try poste.session().synchronize()
        #expect(poste.notices == [.trust(.olderCard(name))])
        try equipe.shows([mission.card(serie: 2) { $0.libelle = "Autre" }])
        _ = try poste.session().synchronize()
        #expect(poste.notices == [.trust(.sameSerie(name))])
        #expect(try poste.folder.contact(name) == held)
        #expect(trusts())
    }

    @Test("une carte plus récente de la même clé est prise, et reste vérifiée")
    func newer() throws {
        try poste.knows(mission.card())
        try equipe.shows([mission.card(serie: 2)])
        _ = try poste.session().synchronize()
        #expect(try poste.folder.contact(name)?.carte.serie == 2)
        #expect(trusts())
        #expect(poste.notices == [])
    }

    @Test("une autre clé n'est prise que sur la vérification d'un agent, plus jeune que la connue")
    func otherKey() throws {
        let (held, other) = (try mission.card(), try mission.card(serie: 2, key: .generate()))
        try poste.knows(held)
        let old = try equipe.verification(of: other, le: equipe.horloge.now + -10)
        for acts in [[], [old], [try mission.verification(of: other)]] {
            try equipe.shows([other], verifications: acts)
            _ = try poste.session().synchronize()
            #expect(poste.notices.first == .trust(.otherPartnerKey(name)))
            #expect(try poste.folder.contact(name) == held)
        }
        equipe.horloge.advance(60)
        try equipe.shows([other], verifications: [equipe.verification(of: other)])
        _ = try poste.session().synchronize()
        #expect(poste.notices == [.trust(.partnerKeyVerified(name))])
        #expect(try poste.folder.contact(name) == other)
        #expect(trusts())
    }

    @Test("un partenaire retiré s'en va ; sa carte d'avant ne revient pas")
    func removed() throws {
        try poste.knows(mission.card(serie: 2))
        try equipe.shows([mission.card(serie: 1)]) { $0["retires"] = .array([.string(name.text)]) }
        _ = try poste.session().synchronize()
        #expect(poste.notices == [.trust(.olderCard(name))])
        #expect(try poste.folder.contact(name) == nil)
        #expect(refusal { _ = try poste.session().trustedCard(name) } == .noInput)
    }

    // MARK: What is said

    @Test("un rappel se dit une fois par jour, sans signe de commande")
    func reminders() throws {
        try equipe.shows { $0["rappels"] = .array([.string("À faire\u{1B}[2J\u{200E}")]) }
        _ = try poste.session().synchronize()
        #expect(poste.notices == [.trust(.reminder("À faire‹U+001B›[2J‹U+200E›"))])
        _ = try poste.session().synchronize()
        #expect(poste.notices == [])
        equipe.horloge.advance(86_400)
        _ = try poste.session().synchronize()
        #expect(poste.notices.count == 1)
    }

    @Test("les alarmes du journal se disent à chaque fois")
    func alarms() throws {
        try equipe.shows { $0["alarmes"] = .integer(3) }
        for _ in 0..<2 {
            _ = try poste.session().synchronize()
            #expect(poste.notices == [.trust(.logAlarms(3))])
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
