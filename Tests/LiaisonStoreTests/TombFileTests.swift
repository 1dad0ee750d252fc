import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import TestSupport
import Testing

@testable import LiaisonStore

@Suite("Le fichier « tombes »")
struct TombFileTests {
    private let here: TemporaryFolder
    private let there: TemporaryFolder

    init() throws {
        here = try TemporaryFolder()
        there = try TemporaryFolder()
    }

    private func tombstone(_ content: UInt8) throws -> Tombstone {
        Tombstone(
            de: try #require(StructureName("a.example")), id: .random(),
            sha256: Hex.encode(Hash.sha256([content])), regle: RetentionRule.usage.versioned(1),
            le: Instant(seconds: 1_795_000_000))
    }

    private func lines(_ file: TombFile) throws -> [Tombstone] {
        var lines: [Tombstone] = []
        try file.read { lines.append($0) }
        return lines
    }

    @Test("il s'allonge, et se relit")
    func append() throws {
        let file = TombFile(folder: here.path)
        #expect(!file.exists && file.size == 0)
        #expect(try lines(file).isEmpty)
        let tombs = try (0..<3).map { try tombstone($0) }
        let first = try file.append(Array(tombs.prefix(2)))
        #expect(file.exists && file.size == first)
        #expect(try file.append([tombs[2]]) > first)
        #expect(try lines(file) == tombs)
    }

    @Test("deux fichiers réunis : rien ne se perd, rien ne se répète")
    func merge() throws {
        let (file, other) = (TombFile(folder: here.path), TombFile(folder: there.path))
        let (both, mine, theirs) = try (tombstone(0), tombstone(1), tombstone(2))
        _ = try file.append([both, mine])
        _ = try other.append([theirs, both])
        try file.merge(other)
        #expect(try lines(file) == [both, mine, theirs])
        let size = file.size
        try file.merge(other)
        try file.merge(file)
        #expect(file.size == size)
        #expect(try lines(other) == [theirs, both])
    }

    @Test("réuni à un fichier qui manque, il est là tout de même")
    func missing() throws {
        let file = TombFile(folder: here.path)
        try file.merge(TombFile(folder: there.path))
        #expect(file.exists && file.size == 0)
        #expect(TombFile.isFolder(here.path) && !TombFile.isFolder("\(here.path)/ailleurs"))
    }
}
