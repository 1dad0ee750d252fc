import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("Les clés d'index") struct IndexKeyringTests {
    private let team: Team
    private let claire: Machine
    /// DPO; another index key than hers is not in his identity.
    private let denis: Machine
    private let number = AGDREFNumber("3803012345")!

    init() throws {
        team = try Team.pair().0
        claire = try Machine("claire", of: team)
        denis = try Machine("denis", of: team)
    }

    private func keyring(_ machine: Machine) throws -> IndexKeyring {
        try IndexKeyring(machine.session())
    }

    /// What an agent of the structure seals for `denis`, as the daemon holds it.
    private func handed(
        _ keys: [Int: SecretBytes], by machine: Machine? = nil, part: Payload.Part? = nil
    ) throws -> PliID {
        let session = try (machine ?? claire).session()
        let pli = try Sealer.indexKeys(keys, for: team.agent("denis"), session)
            .countersigned(by: team.serviceKey)
        let (de, id) = (pli.slip.de, pli.slip.id)
        team.daemon.on("GET", Routes.localPli(de: de, id: id)) { _ in
            .init(status: 200, body: pli.bytes)
        }
        let step = Course.Step(.depot, par: pli.slip.auteur, le: team.horloge.now)
        team.daemon.on(
            "GET", Routes.localCourse(de: de, id: id), json: Course(steps: [step]).value)
        return id
    }

    private func synchronize(_ machine: Machine, _ ids: [PliID], lacking: [KeyName] = []) throws {
        try team.shows {
            $0["clesIndex"] = .array(ids.map { .string($0.text) })
            $0["sansCleIndex"] = .array(lacking.map { .string($0.description) })
        }
        _ = try machine.session().synchronize()
    }

    @Test("une clé que scelle un collègue est prise une fois, gardée scellée, et reçoit son accusé")
    func taken() throws {
        let key = try SecretBytes(random: 32)
        try team.shows(own: team.card(serie: 4))
        _ = try claire.session().synchronize()
        _ = try denis.session().synchronize()
        let id = try handed([4: key])
        try team.shows(own: team.card(serie: 4)) { $0["clesIndex"] = [.string(id.text)] }
        _ = try denis.session().synchronize()
        #expect(try #require(keyring(denis).keys[4]).equals(key))
        #expect(try keyring(denis).indices(of: number).map(\.version) == [1, 4])
        #expect(team.daemon.bodies("PUT", Routes.localReceipts).count == 1)
        let file = try #require(denis.files.files["index.age"])
        #expect(file.starts(with: "age-encryption.org/v1".utf8))
        team.daemon.forget()
        _ = try denis.session().synchronize()
        #expect(
            !team.daemon.asked.contains("GET \(Routes.localPli(de: team.structure, id: id))"))
    }

    @Test("une clé d'une carte à venir n'est pas prise ; une autre clé de la même version se dit")
    func refused() throws {
        let id = try handed([2: SecretBytes(random: 32)])
        try synchronize(denis, [id])
        #expect(try keyring(denis).keys.keys.sorted() == [1])
        #expect(denis.notices == [.trust(.indexKeyToCome(team.name("claire"), version: 2))])
        let other = try handed([1: SecretBytes(random: 32)])
        let before = try #require(keyring(denis).keys[1])
        try synchronize(denis, [other])
        #expect(try #require(keyring(denis).keys[1]).equals(before))
        #expect(denis.notices == [.trust(.otherIndexKey(team.name("claire"), version: 1))])
    }

    @Test("ce que le service donne et n'est pas un pli est redemandé, et n'arrête pas les autres")
    func unreadable() throws {
        let good = try handed([1: team.identities["claire"]!.indexKeys[1]!])
        let bad = PliID.random()
        team.daemon.on(
            "GET", Routes.localPli(de: team.structure, id: bad), text: "<html>Bienvenue</html>")
        for _ in 0..<2 {
            team.daemon.forget()
            try synchronize(denis, [bad, good])
            #expect(
                team.daemon.asked.contains(
                    "GET \(Routes.localPli(de: team.structure, id: bad))"))
            let isSaid = denis.notices.contains {
                if case .trust(.indexKeyNotTaken(bad, _)) = $0 { true } else { false }
            }
            #expect(isSaid)
        }
        #expect(team.daemon.bodies("PUT", Routes.localReceipts).isEmpty)
    }

    @Test("qui n'en a pas la reçoit, scellée pour lui seul")
    func lacking() throws {
        try synchronize(claire, [], lacking: [team.name("denis"), team.name("claire")])
        let plis = try team.daemon.bodies("PUT", Routes.localSend).map { try Pli($0) }
        #expect(plis.map(\.slip.objet) == [.cleIndex])
        let age = try #require(plis.first).age
        #expect(throws: Never.self) { try Age.open(age, with: team.identities["denis"]!.all) }
        #expect(throws: CryptoError(.noMatch, "")) {
            try Age.open(age, with: team.identities["alice"]!.all)
        }
    }

    @Test("une administratrice n'en tient pas, et ne peut rien en tirer")
    func administrator() throws {
        let alice = try Machine("alice", of: team)
        let session = try alice.session()
        #expect(!IndexKeyring.isMissing(in: session))
        #expect(refusal { _ = try IndexKeyring.required(session) } == .notAllowed)
    }

    @Test("deux programmes du même agent qui en prennent chacun une n'en perdent pas")
    func twoPrograms() throws {
        try team.shows(own: team.card(serie: 9))
        _ = try denis.session().synchronize()
        _ = try claire.session().synchronize()
        let keys = try (4...5).map { _ in try SecretBytes(random: 32) }
        let first = try handed([4: keys[0]])
        let second = try handed([5: keys[1]])
        // While the first is asked for, another program takes the second.
        let bytes = try claire.session().client.request(
            "GET", Routes.localPli(de: team.structure, id: first)
        ).body
        let (team, files) = (team, denis.files)
        team.daemon.on("GET", Routes.localPli(de: team.structure, id: first)) { _ in
            do {
                try team.shows(own: team.card(serie: 9)) {
                    $0["clesIndex"] = [.string(second.text)]
                }
                _ = try Session.open(Machine.otherProgram(of: team, at: files)).synchronize()
            } catch {
                Issue.record(error)
            }
            return .init(status: 200, body: bytes)
        }
        try team.shows(own: team.card(serie: 9)) { $0["clesIndex"] = [.string(first.text)] }
        _ = try denis.session().synchronize()
        let held = try keyring(denis).keys
        #expect(held.keys.sorted() == [1, 4, 5])
        #expect(try #require(held[4]).equals(keys[0]) && #require(held[5]).equals(keys[1]))
    }
}
