import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("Listes scellées à l'agent") struct SealedListTests {
    private let partnership: Partnership
    private let session: Session

    init() throws {
        partnership = try Partnership()
        session = try partnership.claire.session()
        _ = partnership.claire.notices
    }

    private var folder: AgentFolder { partnership.claire.folder }

    private func note(_ path: String) {
        Copies.record(path, .piece, .none, session.context)
    }

    /// What can't be a list of this agent: cut short, another's, no JSON, JSON of another kind.
    private func damaged() throws -> [[UInt8]] {
        let own = session.identity.age.recipient
        return [
            Array("age-encryption.org/v1\n".utf8),
            try Age.seal(Array("[]".utf8), to: [AgentIdentity.generate(.x25519).age.recipient]),
            try Age.seal(Array("pas du JSON".utf8), to: [own]),
            try Age.seal(Array("7".utf8), to: [own]),
        ]
    }

    @Test("une liste de copies qui ne se lit plus est dite une fois, et gardée à côté")
    func copies() throws {
        let temporary = try TemporaryFolder()
        let all = try damaged()
        for (rank, bytes) in all.enumerated() {
            try folder.write(bytes, to: "copies.age", replacing: true)
            let path = "\(temporary.path)/\(rank)"
            try PrivateFile.write([1], to: path)
            note(path)
            #expect(try Copies.update(session).rows.map(\.chemin) == [FilePath.absolute(path)])
            let name = rank == 0 ? "copies.illisible.age" : "copies.illisible-\(rank + 1).age"
            #expect(try folder.read(name, limit: 1 << 20) == bytes)
            #expect(partnership.claire.notices == [.trust(.putAside("copies.age", as: name))])
            _ = try Copies.update(session)
            #expect(partnership.claire.notices == [])
        }
    }

    @Test("le répertoire des noms aussi, qu'on le lise ou l'écrive")
    func names() throws {
        for (rank, bytes) in try damaged().enumerated() {
            try folder.write(bytes, to: "repertoire.age", replacing: true)
            #expect(Repertoire(session).all.isEmpty)
            #expect(!folder.exists("repertoire.age"))
            let name =
                rank == 0 ? "repertoire.illisible.age" : "repertoire.illisible-\(rank + 1).age"
            #expect(try folder.read(name, limit: 1 << 20) == bytes)
            #expect(partnership.claire.notices == [.trust(.putAside("repertoire.age", as: name))])
        }
        try Repertoire.update(session) { _ in }
        #expect(partnership.claire.notices == [])
    }

    @Test("ce que le disque ne rend pas aujourd'hui n'est ni écrasé ni mis de côté")
    func unreadable() throws {
        // A folder in its place: there, and not to be read.
        try folder.makeFolder("repertoire.age")
        #expect(Repertoire(session).all.isEmpty)
        #expect(throws: FileError(.file, "")) { try Repertoire.update(session) { _ in } }
        #expect(folder.exists("repertoire.age"))
        #expect(partnership.claire.notices == [])
    }
}
