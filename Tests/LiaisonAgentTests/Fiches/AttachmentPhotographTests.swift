import AgentTestSupport
import LiaisonBase
import LiaisonSchema
import TestSupport
import Testing

@testable import LiaisonAgent

@Suite struct AttachmentPhotographTests {
    /// A JPEG of segments alone, with a place in its EXIF.
    private static func photograph(_ place: String) -> [UInt8] {
        func segment(_ marker: UInt8, _ data: [UInt8]) -> [UInt8] {
            [0xFF, marker, UInt8((data.count + 2) >> 8), UInt8((data.count + 2) & 0xFF)] + data
        }
        let exif: [UInt8] =
            Array("Exif\0\0".utf8) + [0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0]
        return [0xFF, 0xD8] + segment(0xE1, exif + Array(place.utf8))
            + segment(0xDB, [0] + [UInt8](repeating: 16, count: 64))
            + segment(0xC0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0])
            + segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x12, 0x34, 0xFF, 0xD9]
    }

    private func part(_ name: String, _ content: [UInt8]) throws -> Payload.Part {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/\(name)"
        try PrivateFile.write(content, to: path)
        return try #require(Attachments([path]).parts.first)
    }

    @Test("une photographie part sans son lieu")
    func bare() throws {
        let sent = try part("porte.jpg", Self.photograph("GPS 45.1885N"))
        #expect(sent.nom == "porte.jpg" && sent.type == "image/jpeg")
        #expect(sent.content.firstRange(of: Array("GPS".utf8)) == nil)
        #expect(sent.content.suffix(4) == [0x12, 0x34, 0xFF, 0xD9])
    }

    @Test("une image dont le lieu ne peut pas être ôté ne part pas")
    func damaged() throws {
        let whole = Self.photograph("GPS 45.1885N")
        #expect(code { _ = try part("a.jpg", Array(whole.prefix(30))) } == .data)
    }
}
