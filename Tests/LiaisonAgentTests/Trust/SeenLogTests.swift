import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// The checkpoint of the structure's log: what was seen is never taken back.
@Suite("Journal vu") struct SeenLogTests {
    private let equipe: Equipe

    init() throws { equipe = try Equipe.pair().0 }

    private func root(_ byte: UInt8) -> [UInt8] { Hash.sha256([byte]) }

    /// - Parameter key: nil: the log's own.
    private func shows(
        _ size: UInt64, _ byte: UInt8, epoch: Int = 1, key: SigningKey? = nil,
        proof: [[UInt8]] = []
    ) throws {
        let origin = "\(equipe.structure.key(.journal))/\(epoch)"
        let note = try Checkpoint(origin: origin, size: size, root: root(byte))
            .signed(by: key ?? equipe.journalKey)
        let card = try equipe.card(serie: epoch) {
            $0.daemon = Carte.DaemonKeys(
                service: equipe.daemonKeys.service,
                journal: try equipe.journalKey.verifierKey(name: origin),
                temoin: equipe.daemonKeys.temoin)
        }
        try equipe.shows(own: card) {
            $0["point"] = .string(Base64.encode(note.bytes))
            $0["coherence"] = .array(proof.map { .string(Base64.encode($0)) })
        }
    }

    private func synchronize(_ poste: Poste) throws -> [AgentNotice] {
        _ = try poste.session().synchronize()
        return poste.notices
    }

    @Test("le point vu se garde, et se dit au service la fois d'après")
    func seen() throws {
        let poste = try Poste("claire", of: equipe)
        try shows(1, 1)
        #expect(try synchronize(poste) == [])
        #expect(try poste.folder.anchor()?.point?.size == 1)
        _ = try synchronize(poste)
        #expect(equipe.daemon.requests.last?.query.contains("point=1") == true)
    }

    @Test("un autre arbre de la même taille est une alarme, et ne se garde pas")
    func rewritten() throws {
        let poste = try Poste("claire", of: equipe)
        try shows(1, 1)
        _ = try synchronize(poste)
        try shows(1, 2)
        #expect(try synchronize(poste) == [.trust(.logRewritten)])
        try shows(2, 2, proof: [root(9)])
        #expect(try synchronize(poste) == [.trust(.logRewritten)])
        #expect(try poste.folder.anchor()?.point?.root == root(1))
    }

    @Test("un journal qui n'est plus montré, ou signé par une autre clé, est une alarme")
    func missing() throws {
        let poste = try Poste("claire", of: equipe)
        try shows(1, 1)
        _ = try synchronize(poste)
        try equipe.shows()
        #expect(try synchronize(poste) == [.trust(.logMissing)])
        try shows(2, 2, key: .generate())
        #expect(try synchronize(poste) == [.trust(.logMissing)])
        #expect(try poste.folder.anchor()?.point?.size == 1)
    }

    @Test("une époque nouvelle se dit ; un DPO garde le point d'avant, pour le comparer")
    func epoch() throws {
        for (local, kept) in [("claire", UInt64(1)), ("denis", 5)] {
            let poste = try Poste(local, of: equipe)
            try shows(5, 1)
            _ = try synchronize(poste)
            try shows(1, 2, epoch: 2)
            #expect(try synchronize(poste) == [.trust(.newEpoch)])
            #expect(try poste.folder.anchor()?.point?.size == kept)
        }
    }
}
