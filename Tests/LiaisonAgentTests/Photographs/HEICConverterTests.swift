import AgentTestSupport
import Foundation
import LiaisonBase
import LiaisonCrypto
import ProgramSupport
import TestSupport
import Testing

@testable import LiaisonAgent
@testable import LiaisonSchema

@Suite("Photographies HEIC") struct HEICConverterTests {
    /// A PNG of grey squares, its data stored as they are.
    private static func png(_ side: Int) -> [UInt8] {
        func be(_ number: Int) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
        }
        func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
            let named = Array(type.utf8) + data
            return be(data.count) + named + be(Int(PNGChunks.crc32(named)))
        }
        let rows: [UInt8] = (0..<side).flatMap { (row: Int) -> [UInt8] in
            [0] + (0..<side).map { UInt8(truncatingIfNeeded: ($0 / 8 + row / 8) * 40) }
        }
        var (low, high) = (1, 0)
        for byte in rows {
            low = (low + Int(byte)) % 65_521
            high = (high + low) % 65_521
        }
        let size = [UInt8(rows.count & 0xFF), UInt8(rows.count >> 8)]
        let stored: [[UInt8]] = [
            [0x78, 0x01, 0x01], size, size.map { ~$0 }, rows, be(high << 16 | low),
        ]
        let chunks: [[UInt8]] = [
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
            chunk("IHDR", be(side) + be(side) + [8, 0, 0, 0, 0]),
            chunk("IDAT", Array(stored.joined())), chunk("IEND", []),
        ]
        return Array(chunks.joined())
    }

    /// What the converter's own package makes of one or several of them.
    private func photograph(pictures: Int = 1) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let names = (0..<pictures).map { "\(folder.path)/\($0).png" }
        for name in names { try PrivateFile.write(Self.png(64), to: name) }
        let words = names + ["-o", "\(folder.path)/a.heic"]
        try #require(try Program.run("/usr/bin/heif-enc", words).ending == .exit(0))
        return try PrivateFile.read("\(folder.path)/a.heic", limit: 1 << 20)
    }

    @Test("devient un JPEG sans EXIF ; de plusieurs images, la première", arguments: [1, 2])
    func converted(pictures: Int) throws {
        let heic = try photograph(pictures: pictures)
        #expect(ReceivedKind(content: heic) == .heic)
        let jpeg = try HEICConverter().jpeg(heic)
        #expect(ReceivedKind(content: jpeg) == .document(.jpeg))
        #expect(try Photograph.bare(jpeg, as: .jpeg) == jpeg)
        #expect(jpeg.firstRange(of: Array("Exif".utf8)) == nil)
    }

    @Test("un fichier abîmé est refusé en une phrase, rien ne sort")
    func damaged() throws {
        let heic = try photograph()
        for wrong in [
            [], Array(heic.prefix(heic.count / 2)), Array(heic.prefix(40)),
            [UInt8](repeating: 0, count: 9_000),
        ] {
            #expect(throws: AgentError(.data, "", next: HEICConverter.hint)) {
                _ = try HEICConverter().jpeg(wrong)
            }
        }
    }

    @Test("sans le convertisseur : le paquet à installer")
    func missing() throws {
        let folder = try TemporaryFolder()
        let converter = HEICConverter(
            program: ConfinedProgram(
                "heif-convert", debian: "libheif-examples", folder: folder.path))
        let error = try #require(throws: AgentError.self) { _ = try converter.jpeg([1]) }
        #expect(error.code == .unavailable)
    }
}
