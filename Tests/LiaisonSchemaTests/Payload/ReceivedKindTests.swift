import LiaisonSchema
import Testing

@Suite("Ce qu'un fichier reçu est se lit dans son contenu")
struct ReceivedKindTests {
    private static func heic(_ brands: [String], size: Int? = nil) -> [UInt8] {
        let size = size ?? 16 + 4 * (brands.count - 1)
        let parts: [[UInt8]] = [
            Array(ZipBytes.le(size, 4).reversed()), Array("ftyp\(brands[0])".utf8), [0, 0, 0, 0],
            Array(brands.dropFirst().joined().utf8), [0, 0, 0, 8, 0x6D, 0x64, 0x61, 0x74],
        ]
        return Array(parts.joined())
    }

    private static let mail =
        "From: a@b.example\r\nSubject: bilan\r\nMIME-Version: 1.0\r\n\r\nBonjour.\r\n"

    @Test("chacun pour ce qu'il est")
    func known() {
        let cases: [([UInt8], ReceivedKind)] = [
            (Array("%PDF-1.4".utf8), .document(.pdf)),
            (ZipBytes.file(["[Content_Types].xml", "xl/workbook.xml"]), .document(.xlsx)),
            (ZipBytes.file(["bilan.pdf"], first: "x"), .archive(.zip)),
            (ZipBytes.file(["bilan.pdf"], sealing: .init()), .archive(.zip)),
            ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], .archive(.sevenZip)),
            (Array("age-encryption.org/v1\n-> X25519 …".utf8), .age),
            (Array("-----BEGIN AGE ENCRYPTED FILE-----\n".utf8), .age),
            (Self.heic(["heic", "mif1"]), .heic), (Self.heic(["mif1", "miaf", "heix"]), .heic),
            (Array(Self.mail.utf8), .mail),
        ]
        for (content, kind) in cases { #expect(ReceivedKind(content: content) == kind) }
    }

    @Test("rien d'autre, et aucun document à macros par la porte d'une archive")
    func unknown() {
        let wrong: [[UInt8]] = [
            [], Array("bonjour".utf8), Array("<html>".utf8), Array("MZ".utf8),
            ZipBytes.file(["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]),
            ZipBytes.file(["mimetype", "Basic/a.xml"], first: AttachmentType.odt.rawValue),
            ZipBytes.file([]), Self.heic(["avif", "mif1"]), Self.heic(["heic"], size: 4_096),
            Array("Note: rien\nAutre: rien\n\ntexte".utf8), Array("From: a@b.example\n".utf8),
        ]
        for content in wrong { #expect(ReceivedKind(content: content) == nil) }
    }

    @Test("un fichier abîmé n'arrête pas le programme")
    func damaged() {
        for whole in [Self.heic(["mif1", "heic"]), Array(Self.mail.utf8), ZipBytes.file(["a"])] {
            for index in whole.indices {
                for byte: UInt8 in [0, 0x0A, 0x7F, 0xFF] {
                    var damaged = whole
                    damaged[index] = byte
                    _ = ReceivedKind(content: damaged)
                }
                _ = ReceivedKind(content: Array(whole[..<index]))
            }
        }
    }

    @Test("un ZIP n'est AE-2 que si chaque entrée l'est, dans ses deux en-têtes, sans CRC en clair")
    func sealing() {
        let names = ["fiche.html", "piece-1.pdf"]
        let good = ZipBytes.file(names, first: "x", sealing: .init())
        #expect(ZipDirectory.isAE2(good))
        let wrong: [ZipBytes.Sealing?] = [
            nil, .init(version: 1), .init(strength: 1), .init(crc: 0x1234),
        ]
        for sealing in wrong {
            #expect(!ZipDirectory.isAE2(ZipBytes.file(names, sealing: sealing)))
        }
        #expect(!ZipDirectory.isAE2(ZipBytes.file([], sealing: .init())))
        // The CRC in the local header alone.
        var local = good
        local[14] = 1
        #expect(!ZipDirectory.isAE2(local))
        for index in good.indices { _ = ZipDirectory.isAE2(Array(good[..<index])) }
    }
}
