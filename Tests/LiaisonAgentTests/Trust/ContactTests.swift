import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("Contacts") struct ContactTests {
    private let (team, mission): (Team, Team)
    private let machine: Machine

    init() throws {
        (team, mission) = try Team.pair()
        machine = try Machine("alice", of: team)
    }

    private var name: StructureName { mission.structure }

    private func importCard(_ bytes: [UInt8]) throws -> ContactImport.Outcome {
        try ContactImport.run(.file { bytes }, machine.context)
    }

    private func heard(_ card: SignedCarte, tellsGroups: Bool = false) -> HeardFingerprint {
        HeardFingerprint(Fingerprint(structure: card.carte.cleStructure), tellsGroups: tellsGroups)
    }

    private func verify(_ heard: HeardFingerprint) throws -> Contact {
        let plan = try ContactVerification.plan(name.text, machine.context)
        #expect(plan.questions == [.fingerprint(of: name), .means])
        return try ContactVerification.execute(plan, heard: heard, means: .telephone)
    }

    private var isTrusted: Bool {
        (try? machine.session().trustedCard(name)) != nil
    }

    // MARK: Import

    @Test("une carte importée est connue, donnée au service, et n'est pas vérifiée")
    func imports() throws {
        let card = try mission.card()
        #expect(try importCard(card.bytes) == .imported(Contact(card.carte, isVerified: false)))
        #expect(team.daemon.bodies("PUT", Routes.localContacts) == [card.bytes])
        #expect(!isTrusted)
    }

    @Test("une carte importée sans service lui sera dite au prochain envoi")
    func importsAlone() throws {
        team.daemon.isDown = true
        _ = try importCard(mission.card().bytes)
        #expect(machine.notices == [.trust(.toldAtNextSending)])
        #expect(try machine.folder.contact(name) != nil)
    }

    @Test("une carte se prend au service du partenaire ; ce qui n'en est pas une, non")
    func fromService() throws {
        let address = try #require(PeerAddress("http://127.0.0.1:2"))
        let card = try mission.card()
        team.daemon.on("GET", Routes.card) { _ in .init(status: 200, body: card.bytes) }
        _ = try ContactImport.run(.service(address), machine.context)
        #expect(try machine.folder.contact(name) == card)
        for text in FakeDaemon.unreadable {
            team.daemon.on("GET", Routes.card, text: text)
            #expect(
                refusal { _ = try ContactImport.run(.service(address), machine.context) } == .data)
        }
    }

    @Test("une carte sous une autre clé attend, et l'ancienne reste en vigueur")
    func setAside() throws {
        let (held, other) = (try mission.card(), try mission.card(serie: 2, key: .generate()))
        try machine.knows(held)
        #expect(try importCard(other.bytes) == .setAside(Contact(other.carte, isVerified: false)))
        #expect(machine.notices == [.trust(.importedOtherKey(name))])
        #expect(try machine.folder.contact(name) == held)
        #expect(isTrusted)
    }

    @Test("une carte plus ancienne que la connue, ou de sa propre structure, est refusée")
    func refused() throws {
        try machine.knows(mission.card(serie: 2))
        #expect(refusal { _ = try importCard(mission.card(serie: 1).bytes) } == .notAllowed)
        #expect(refusal { _ = try importCard(team.card().bytes) } == .data)
        #expect(try machine.folder.contact(name)?.carte.serie == 2)
    }

    @Test(
        "une carte que le courriel a changée est refusée par le nom de son fichier ; il se redemande en pièce jointe",
        arguments: [
            ("\n", "\r\n"), ("\u{2014} ", "- "), ("agir-liaison/carte/", "> agir-liaison/carte/"),
            ("agir-liaison/carte/", "Bonjour,\n\nagir-liaison/carte/"), ("Structure", "Structuré"),
            ("+", "=2B"), ("agir-liaison/carte/", "\u{FEFF}agir-liaison/carte/"),
        ])
    func alteredByMail(old: String, new: String) throws {
        let card = try mission.card { $0.libelle = "Structure" }
        let whole = String(decoding: card.bytes, as: UTF8.self)
        let altered = whole.replacing(old, with: new)
        try #require(altered != whole)
        do {
            _ = try ContactImport.run(
                .file { Array(altered.utf8) }, named: "Envoyés/ml.carte", machine.context)
            Issue.record("elle est prise")
        } catch let error as AgentError {
            #expect(error.code == .data && error.message.contains("Envoyés/ml.carte"))
            guard case .sentence(let next)? = error.next else {
                Issue.record("rien n'est dit de la suite")
                return
            }
            #expect(next.contains("en pièce jointe"))
        }
        #expect(try machine.folder.contact(name) == nil)
    }

    @Test("sans le rôle, la carte n'est même pas lue")
    func role() throws {
        let denis = try Machine("denis", of: team)
        let isAllowed = Permission.importContact.allows(Team.roles["denis"] ?? [])
        try #require(!isAllowed)
        var wasRead = false
        #expect(
            refusal {
                _ = try ContactImport.run(
                    .file {
                        wasRead = true
                        return []
                    }, denis.context)
            } == .notAllowed)
        #expect(!wasRead)
    }

    // MARK: Verification

    @Test("les bons chiffres font un acte signé, gardé et donné au service")
    func verifies() throws {
        try machine.knows(mission.card(), isVerified: false)
        let contact = try verify(heard(mission.card()))
        #expect(contact.isVerified)
        #expect(isTrusted)
        #expect(team.daemon.bodies("PUT", Routes.localVerifications).count == 1)
        #expect(try Contact.all(machine.context).cards == [contact])
    }

    @Test("d'autres chiffres ne font rien croire ; le service le note, le clavier seul l'apprend")
    func wrongDigits() throws {
        try machine.knows(mission.card(), isVerified: false)
        let before = machine.files.files
        for tellsGroups in [true, false] {
            do {
                _ = try verify(heard(team.card(), tellsGroups: tellsGroups))
                Issue.record("d'autres chiffres sont acceptés")
            } catch let error as AgentError {
                #expect(error.code == .data)
                #expect(error.message.contains("Groupes qui diffèrent") == tellsGroups)
            }
        }
        #expect(machine.files.files == before)
        #expect(team.daemon.bodies("POST", Routes.localWrongFingerprint(name)).count == 2)
    }

    @Test("les chiffres disent laquelle de deux clés est la bonne")
    func pending() throws {
        let (held, other) = (try mission.card(), try mission.card(serie: 2, key: .generate()))
        try machine.knows(held)
        _ = try importCard(other.bytes)
        _ = try verify(heard(held))
        #expect(try machine.folder.contact(name) == held)
        _ = try importCard(other.bytes)
        _ = try verify(heard(other))
        #expect(try machine.folder.contact(name) == other)
        #expect(isTrusted)
    }

    @Test("un inconnu, ou sa propre structure, ne se vérifie pas")
    func unknown() throws {
        #expect(
            refusal { _ = try ContactVerification.plan("rien.example", machine.context) }
                == .noInput)
        #expect(
            refusal { _ = try ContactVerification.plan(team.structure.text, machine.context) }
                == .usage)
    }

    // MARK: Removal

    @Test("un retrait se confirme ; refusé, il ne change rien")
    func removal() throws {
        try machine.knows(mission.card())
        let plan = try ContactRemoval.plan(name.text, machine.context)
        #expect(plan.questions == [.remove(name)])
        #expect(refusal { try ContactRemoval.execute(plan, isConfirmed: false) } == .usage)
        #expect(try machine.folder.contact(name) != nil)
        #expect(!team.daemon.asked.contains("DELETE \(Routes.localContact(name))"))
        team.daemon.on("DELETE", Routes.localContact(name), refuses: 404)
        try ContactRemoval.execute(plan, isConfirmed: true)
        #expect(machine.notices == [.trust(.unknownToService)])
        #expect(try machine.folder.contact(name) == nil)
        #expect(try machine.folder.removedContact(name) != nil)
    }
}
