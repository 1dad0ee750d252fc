import LiaisonBase
import Testing

@Suite("Les formulaires avec des pièces, lus au fur et à mesure")
struct MultipartReaderTests {
    private static let boundary = "----limite"
    private static let body = """
        ------limite\r
        Content-Disposition: form-data; name="but"\r
        \r
        autre\r
        ------limite\r
        Content-Disposition: form-data; name="piece"; filename="l'acte %22lu%22.pdf"\r
        Content-Type: application/pdf\r
        \r
        %PDF\r
        ------limit\r
        fin\r
        ------limite--\r

        """

    /// - Parameter size: bytes of each piece.
    private func events(
        _ body: [UInt8], by size: Int, limit: Int = 1 << 20
    ) throws(FormRefusal) -> [MultipartReader.Event] {
        var reader = MultipartReader(boundary: Self.boundary, limit: limit)
        var events: [MultipartReader.Event] = []
        var start = 0
        while start < body.count {
            let end = min(start + size, body.count)
            events += try reader.take(body[start..<end])
            start = end
        }
        try reader.finish()
        return events
    }

    /// The same with the bytes of a file as one.
    private func joined(_ events: [MultipartReader.Event]) -> [MultipartReader.Event] {
        events.reduce(into: []) { joined, event in
            if case .bytes(let more) = event, case .bytes(let bytes)? = joined.last {
                joined[joined.count - 1] = .bytes(bytes + more)
            } else {
                joined.append(event)
            }
        }
    }

    @Test(
        "le même, quelle que soit la taille des morceaux", arguments: [1, 2, 3, 7, 16, 61, 4_096])
    func pieces(size: Int) throws {
        let expected: [MultipartReader.Event] = [
            .field(.init(name: "but", value: "autre")),
            .file(name: "piece", filename: "l'acte \"lu\".pdf"),
            // What looks like a boundary and is none belongs to the file.
            .bytes(Array("%PDF\r\n------limit\r\nfin".utf8)), .fileEnd,
        ]
        #expect(joined(try events(Array(Self.body.utf8), by: size)) == expected)
    }

    @Test("un fichier vide, un texte vide")
    func empty() throws {
        let body =
            "------limite\r\nContent-Disposition: form-data; name=\"a\"; filename=\"\"\r\n\r\n\r\n"
            + "------limite\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n\r\n------limite--"
        #expect(
            try events(Array(body.utf8), by: 5) == [
                .file(name: "a", filename: ""), .fileEnd, .field(.init(name: "b", value: "")),
            ])
    }

    @Test("coupé n'importe où avant la fin, il est refusé")
    func cut() {
        let whole = Array(Self.body.utf8)
        // Behind the two last hyphens nothing is missing.
        for end in 0..<(whole.count - 2) {
            #expect(throws: FormRefusal.malformed) { try events(Array(whole[..<end]), by: 64) }
        }
    }

    @Test(
        "ce qu'aucun navigateur n'écrit est refusé",
        arguments: [
            "avant\r\n------limite--", "------limiteX",
            "------limite\r\nContent-Disposition: form-data\r\n\r\nx\r\n------limite--",
            "------limite\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n------limite--",
            "------limite\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n------limite--",
            "------limite\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\nx\r\n"
                + "------limite--",
            "------limite\r\nContent-Type: text/plain\r\n\r\nx\r\n------limite--",
            "------limite\r\nrien\r\n\r\nx\r\n------limite--",
        ])
    func malformed(body: String) {
        #expect(throws: FormRefusal.malformed) { try events(Array(body.utf8), by: 9) }
    }

    @Test("les bornes : le tout, la tête d'une partie, un texte")
    func bounds() {
        let whole = Array(Self.body.utf8)
        #expect(throws: Never.self) { try events(whole, by: 64, limit: whole.count) }
        #expect(throws: FormRefusal.tooLarge) { try events(whole, by: 64, limit: whole.count - 1) }
        let head = Array("------limite\r\n".utf8) + [UInt8](repeating: 0x41, count: 5_000)
        #expect(throws: FormRefusal.tooLarge) { try events(head, by: 100) }
        let text =
            Array("------limite\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n".utf8)
            + [UInt8](repeating: 0x41, count: FormFields.bytes + 1)
            + Array("\r\n------limite--".utf8)
        #expect(throws: FormRefusal.tooLarge) { try events(text, by: 4_096) }
    }

    @Test("la limite que dit le type du contenu")
    func boundary() {
        #expect(MultipartReader.boundary(of: "multipart/form-data; boundary=abc-1") == "abc-1")
        #expect(MultipartReader.boundary(of: "Multipart/Form-Data; boundary=\"a b\"") == nil)
        #expect(MultipartReader.boundary(of: "multipart/form-data; boundary=\"a:b\"") == "a:b")
        for other in [
            "multipart/form-data", "multipart/form-data; boundary=", "text/plain; boundary=a",
            "multipart/form-data; boundary=" + String(repeating: "a", count: 71),
        ] {
            #expect(MultipartReader.boundary(of: other) == nil)
        }
    }
}
