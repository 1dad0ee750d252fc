import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

@Suite("Dossier d'un agent hébergé, sous le secret de la machine")
struct HostSealedFolderTests {
    private let base = MemoryFolder(now: { Instant(seconds: 1) })

    init() throws { try base.makeFolder("") }

    private func folder(machine: UInt8 = 1, owner: String = "claire.exemple") throws
        -> HostSealedFolder
    {
        var bytes = [UInt8](repeating: machine, count: HostKey.length)
        return HostSealedFolder(base, host: try HostKey(taking: &bytes), owner: owner)
    }

    private static let sealed = Array("age-encryption.org/v1\n-> scrypt …".utf8)
    private static let guarded = [
        "identite.age", "identite.nouvelle.age", "structure.age", "structure.nouvelle.age",
    ]

    @Test("ce que la phrase ouvre est sous ce secret, et se relit", arguments: guarded)
    func guards(name: String) throws {
        let folder = try folder()
        try folder.write(Self.sealed, to: name, replacing: false)
        let lying = try #require(base.files[name])
        #expect(HostKey.isSealed(lying) && !SealedFile.isSealed(lying))
        #expect(try folder.read(name, limit: Self.sealed.count) == Self.sealed)
        #expect(throws: FileError(.wouldOverwrite, "")) {
            try folder.write(Self.sealed, to: name, replacing: false)
        }
    }

    @Test("ce qu'un code de secours ouvre, et tout le reste, est comme ailleurs")
    func leaves() throws {
        let folder = try folder()
        for name in ["secours.age", "secours-structure.age", "agent.note", "repertoire.age"] {
            try folder.write(Self.sealed, to: name, replacing: false)
            #expect(base.files[name] == Self.sealed)
        }
    }

    @Test("un renouvellement prend sa place, et se relit")
    func moves() throws {
        let folder = try folder()
        try folder.write(Self.sealed, to: "identite.age", replacing: false)
        let renewed = Self.sealed + [1]
        try folder.write(renewed, to: "identite.nouvelle.age", replacing: true)
        try folder.move("identite.nouvelle.age", to: "identite.age")
        #expect(try folder.read("identite.age", limit: 1_000) == renewed)
    }

    @Test("une autre machine, ou le dossier d'un autre agent, n'en ouvre rien")
    func foreign() throws {
        try folder().write(Self.sealed, to: "identite.age", replacing: false)
        for other in [try folder(machine: 2), try folder(owner: "denis.exemple")] {
            #expect(throws: FileError(.file, "")) {
                try other.read("identite.age", limit: 1_000)
            }
        }
    }

    @Test("un dossier fait ailleurs y est mis, une fois ; d'ici là il se lit tel quel")
    func guardsOnce() throws {
        for name in ["identite.age", "secours.age"] {
            try base.write(Self.sealed, to: name, replacing: false)
        }
        let folder = try folder()
        #expect(try folder.read("identite.age", limit: 1_000) == Self.sealed)
        #expect(throws: FileError(.tooLarge, "")) { try folder.read("identite.age", limit: 5) }
        #expect(try folder.guardFiles() == 1)
        let lying = try #require(base.files["identite.age"])
        #expect(HostKey.isSealed(lying))
        #expect(base.files["secours.age"] == Self.sealed)
        #expect(try folder.read("identite.age", limit: 1_000) == Self.sealed)
        #expect(try folder.guardFiles() == 0)
    }
}
