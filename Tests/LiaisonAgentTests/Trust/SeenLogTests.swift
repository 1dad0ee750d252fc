import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// The checkpoint of the structure's log: what was seen is never taken back.
@Suite("Journal vu") struct SeenLogTests {
    private let team: Team

    init() throws { team = try Team.pair().0 }

    private func root(_ byte: UInt8) -> [UInt8] { Hash.sha256([byte]) }

    /// - Parameter key: nil: the log's own.
    private func shows(
        _ size: UInt64, _ byte: UInt8, epoch: Int = 1, key: SigningKey? = nil,
        proof: [[UInt8]] = []
    ) throws {
        let origin = "\(team.structure.key(.journal))/\(epoch)"
        let note = try Checkpoint(origin: origin, size: size, root: root(byte))
            .signed(by: key ?? team.journalKey)
        let card = try team.card(serie: epoch) {
            $0.daemon = Carte.DaemonKeys(
                service: team.daemonKeys.service,
                journal: try team.journalKey.verifierKey(name: origin),
                temoin: team.daemonKeys.temoin)
        }
        try team.shows(own: card) {
            $0["point"] = .string(Base64.encode(note.bytes))
            $0["coherence"] = .array(proof.map { .string(Base64.encode($0)) })
        }
    }

    private func synchronize(_ machine: Machine) throws -> [AgentNotice] {
        _ = try machine.session().synchronize()
        return machine.notices
    }

    @Test("le point vu se garde, et se dit au service la fois d'après")
    func seen() throws {
        let machine = try Machine("claire", of: team)
        try shows(1, 1)
        #expect(try synchronize(machine) == [])
        #expect(try machine.folder.anchor()?.point?.size == 1)
        _ = try synchronize(machine)
        #expect(team.daemon.requests.last?.query.contains("point=1") == true)
    }

    @Test("un autre arbre de la même taille est une alarme, et ne se garde pas")
    func rewritten() throws {
        let machine = try Machine("claire", of: team)
        try shows(1, 1)
        _ = try synchronize(machine)
        try shows(1, 2)
        #expect(try synchronize(machine) == [.trust(.logRewritten)])
        try shows(2, 2, proof: [root(9)])
        #expect(try synchronize(machine) == [.trust(.logRewritten)])
        #expect(try machine.folder.anchor()?.point?.root == root(1))
    }

    @Test("un journal qui n'est plus montré, ou signé par une autre clé, est une alarme")
    func missing() throws {
        let machine = try Machine("claire", of: team)
        try shows(1, 1)
        _ = try synchronize(machine)
        try team.shows()
        #expect(try synchronize(machine) == [.trust(.logMissing)])
        try shows(2, 2, key: .generate())
        #expect(try synchronize(machine) == [.trust(.logMissing)])
        #expect(try machine.folder.anchor()?.point?.size == 1)
    }

    @Test("une époque nouvelle se dit ; un DPO garde le point d'avant, pour le comparer")
    func epoch() throws {
        for (local, kept) in [("claire", UInt64(1)), ("denis", 5)] {
            let machine = try Machine(local, of: team)
            try shows(5, 1)
            _ = try synchronize(machine)
            try shows(1, 2, epoch: 2)
            #expect(try synchronize(machine) == [.trust(.newEpoch)])
            #expect(try machine.folder.anchor()?.point?.size == kept)
        }
    }
}
