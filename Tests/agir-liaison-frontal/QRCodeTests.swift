import Testing

@testable import agir_liaison_frontal

@Suite("Code QR")
struct QRCodeTests {
    private static let address =
        "otpauth://totp/agir38.example:claire.exemple?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        + "&issuer=agir38.example&algorithm=SHA1&digits=6&period=30"

    @Test("il a ses trois repères et ses lignes de cadence, dans une taille de la norme")
    func shape() throws {
        let code = try #require(QRCode(Self.address))
        #expect((code.width - 17) % 4 == 0 && (21...177).contains(code.width))
        func isDark(_ row: Int, _ column: Int) -> Bool { code.dark[row * code.width + column] }
        let last = code.width - 7
        for (top, left) in [(0, 0), (0, last), (last, 0)] {
            for row in 0..<7 {
                for column in 0..<7 {
                    // A ring, a light one, a square of three (ISO/IEC 18004, 6.3.3).
                    let ring = min(row, column, 6 - row, 6 - column)
                    #expect(isDark(top + row, left + column) == (ring != 1), "\(row) \(column)")
                }
            }
        }
        for place in 8..<code.width - 8 {
            #expect(isDark(6, place) == (place % 2 == 0))
            #expect(isDark(place, 6) == (place % 2 == 0))
        }
    }

    @Test("deux adresses, deux dessins ; ce qui n'en est pas une n'en a pas")
    func content() throws {
        let code = try #require(QRCode(Self.address))
        #expect(try #require(QRCode(Self.address + "0")) != code)
        #expect(QRCode(Self.address) == code)
        #expect(QRCode(String(repeating: "a", count: 301)) == nil)
        #expect(QRCode("é") == nil)
        let drawing = code.svg(label: "Code à lire")
        #expect(drawing.hasPrefix("<svg class=\"qr\" role=\"img\" aria-label=\"Code à lire\""))
        #expect(drawing.count { $0 == "M" } == code.dark.count { $0 } + 1)
        #expect(!drawing.contains("otpauth"))
    }
}
