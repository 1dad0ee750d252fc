import Testing

@testable import LiaisonSchema

@Suite("Une photographie perd son lieu, et rien de l'image")
struct PhotographTests {
    // MARK: Pictures made of segments, from the standards

    private static func be(_ number: Int, _ bytes: Int) -> [UInt8] {
        (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private static func segment(_ marker: UInt8, _ data: [UInt8]) -> [UInt8] {
        [0xFF, marker] + be(data.count + 2, 2) + data
    }

    /// EXIF as a telephone writes it: little-endian, the orientation among others, a place.
    private static func exif(orientation: UInt8?, littleEndian: Bool = true) -> [UInt8] {
        func n(_ number: Int, _ bytes: Int) -> [UInt8] {
            littleEndian ? be(number, bytes).reversed() : be(number, bytes)
        }
        var entries = n(0x010F, 2) + n(2, 2) + n(4, 4) + Array("Tel\0".utf8)
        if let orientation {
            let value = n(Int(orientation), 2) + [0, 0]
            entries += n(0x0112, 2) + n(3, 2) + n(1, 4) + value
        }
        entries += n(0x8825, 2) + n(4, 2) + n(1, 4) + n(200, 4)
        let count = entries.count / 12
        let head: [UInt8] = littleEndian ? [0x49, 0x49, 0x2A, 0] : [0x4D, 0x4D, 0, 0x2A]
        return head + n(8, 4) + n(count, 2) + entries + n(0, 4) + Array("GPS 45.1885N 5.7245E".utf8)
    }

    private static let jfif = segment(0xE0, Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1, 0, 0])
    private static let profile = segment(0xE2, Array("ICC_PROFILE\0\u{1}\u{1}".utf8) + [1, 2, 3])
    private static let tables = segment(0xDB, [0] + [UInt8](repeating: 16, count: 64))
    private static let frame = segment(0xC2, [8, 0, 8, 0, 8, 1, 1, 0x11, 0])
    private static let scan: [UInt8] = Array(
        [
            segment(0xDA, [1, 1, 0, 0, 63, 0]), [0x12, 0xFF, 0, 0xFF, 0xD0, 0x34, 0x56],
            segment(0xC4, [0, 1, 2]), segment(0xDA, [1, 1, 0, 0, 63, 0]), [0x78, 0x9A],
        ].joined())
    private static let shown = jfif + profile + tables + frame + scan

    private static func jpeg(orientation: UInt8?, littleEndian: Bool = true) -> [UInt8] {
        let exif =
            Array("Exif\0\0".utf8) + exif(orientation: orientation, littleEndian: littleEndian)
        let segments: [[UInt8]] = [
            [0xFF, 0xD8], jfif, segment(0xE1, exif),
            segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0<GPS>".utf8)),
            segment(0xED, Array("Photoshop 3.0\08BIM Grenoble GPS".utf8)),
            segment(0xE2, Array("MPF\0GPS".utf8)), segment(0xFE, Array("GPS ici".utf8)),
            [0xFF], profile, tables, frame, scan, [0xFF, 0xD9], Array("GPS après".utf8),
        ]
        return Array(segments.joined())
    }

    private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let named = Array(type.utf8) + data
        return be(data.count, 4) + named + be(Int(PNGChunks.crc32(named)), 4)
    }

    private static func png(_ extra: [UInt8] = []) -> [UInt8] {
        let header: [UInt8] = be(1, 4) + be(1, 4) + [8, 2, 0, 0, 0]
        let chunks: [[UInt8]] = [
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], chunk("IHDR", header), extra,
            chunk("IDAT", [0x78, 0x9C, 1, 2, 3]), chunk("IEND", []),
        ]
        return Array(chunks.joined())
    }

    private func tells(_ content: [UInt8]) -> Bool {
        content.firstRange(of: Array("GPS".utf8)) != nil
    }

    // MARK: JPEG

    @Test("JPEG : ni EXIF, ni XMP, ni IPTC, ni commentaire, ni rien après la fin ; l'image entière")
    func jpeg() throws {
        let content = Self.jpeg(orientation: nil)
        #expect(tells(content))
        let bare = try Photograph.bare(content, as: .jpeg)
        #expect(bare == [0xFF, 0xD8] + Self.shown + [0xFF, 0xD9])
    }

    @Test("JPEG : tournée comme elle l'était", arguments: [false, true], [UInt8](0...9))
    func orientation(littleEndian: Bool, value: UInt8) throws {
        let content = Self.jpeg(orientation: value, littleEndian: littleEndian)
        let bare = try Photograph.bare(content, as: .jpeg)
        #expect(!tells(bare))
        let isTurned = (2...8).contains(value)
        let name = Array("Exif\0\0".utf8)
        let found = bare.firstRange(of: name).flatMap {
            ExifOrientation.value(in: bare[$0.upperBound...])
        }
        #expect(found == (isTurned ? value : nil))
        // After JFIF, which comes first.
        #expect(bare.starts(with: [0xFF, 0xD8] + Self.jfif))
        #expect(try Photograph.bare(bare, as: .jpeg) == bare)
    }

    // MARK: PNG

    @Test("PNG : ni textes, ni date, ni EXIF ; l'image entière, tournée comme elle l'était")
    func png() throws {
        #expect(PNGChunks.crc32(Array("123456789".utf8)) == 0xCBF4_3926)
        let told =
            Self.chunk("tEXt", Array("Comment\0GPS".utf8))
            + Self.chunk("iTXt", Array("XML:com.adobe.xmp\0\0\0\0\0GPS".utf8))
            + Self.chunk("tIME", [7, 234, 11, 26, 6, 0, 0]) + Self.chunk("prIv", Array("GPS".utf8))
        let content = Self.png(told + Self.chunk("eXIf", Self.exif(orientation: 6)))
        let bare = try Photograph.bare(content + Array("GPS".utf8), as: .png)
        #expect(bare == Self.png(Self.chunk("eXIf", ExifOrientation.tiff(6))))
        #expect(try Photograph.bare(bare, as: .png) == bare)
        #expect(try Photograph.bare(Self.png(told), as: .png) == Self.png())
    }

    // MARK: What is no picture

    @Test("un document n'est pas touché, une image abîmée est refusée, jamais laissée telle quelle")
    func others() throws {
        let pdf = Array("%PDF-1.4 GPS".utf8)
        #expect(try Photograph.bare(pdf, as: .pdf) == pdf)
        let jpeg = Self.jpeg(orientation: 6)
        for count in 0..<(jpeg.count - 11) {
            #expect(throws: SchemaError(.form, "")) {
                try Photograph.bare(Array(jpeg[..<count]), as: .jpeg)
            }
        }
        let png = Self.png(Self.chunk("eXIf", Self.exif(orientation: 3)))
        for count in 0..<png.count {
            #expect(throws: SchemaError(.form, "")) {
                try Photograph.bare(Array(png[..<count]), as: .png)
            }
        }
    }

    @Test(
        "des octets changés au hasard : jamais d'arrêt, jamais plus long d'un EXIF, et deux fois font une"
    )
    func damaged() throws {
        var random = SeededRandom(state: 23)
        for round in 0..<4_000 {
            let type: AttachmentType = round % 2 == 0 ? .jpeg : .png
            var content =
                type == .jpeg
                ? Self.jpeg(orientation: 5)
                : Self.png(Self.chunk("eXIf", Self.exif(orientation: 5)))
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                content[Int.random(in: content.indices, using: &random)] =
                    UInt8.random(in: 0...255, using: &random)
            }
            guard let bare = try? Photograph.bare(content, as: type) else { continue }
            #expect(bare.count <= content.count + 50)
            #expect(try Photograph.bare(bare, as: type) == bare)
        }
    }
}
