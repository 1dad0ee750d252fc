import Testing

@testable import LiaisonBase

@Suite("Relire une sauvegarde : les fichiers qu'elle a, et rien qui mène ailleurs")
struct TarReaderTests {
    private static let end = [UInt8](repeating: 0, count: 1_024)

    private static func entry(_ name: String, _ content: [UInt8]) -> [UInt8] {
        TarSource.head(name, size: Int64(content.count), modified: 1) + content
            + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    /// - Parameter step: bytes that come at a time.
    private func read(_ bytes: [UInt8], step: Int = 1_000) throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        var reader = TarReader()
        for start in stride(from: 0, to: bytes.count, by: step) {
            try bytes[start..<min(start + step, bytes.count)].withUnsafeBytes { piece in
                try reader.take(piece) { found[$0] = $1 }
            }
        }
        try reader.finish()
        return found
    }

    @Test(
        "chaque fichier entier, un nom long et un fichier vide aussi, quels que soient les morceaux"
    )
    func whole() throws {
        let long = "brouillons/" + String(repeating: "d", count: 120)
        let files: [String: [UInt8]] = [
            "identite.age": Array("clé".utf8), long: [UInt8](repeating: 7, count: 512), "vide": [],
            "pieces/a": [UInt8](repeating: 1, count: 5_000),
        ]
        let names = files.keys.sorted()
        let bytes = names.flatMap { Self.entry($0, files[$0] ?? []) } + Self.end
        for step in [1, 511, 512, 513, bytes.count] {
            #expect(try read(bytes, step: step) == files)
        }
    }

    @Test(
        "un nom qui sort du dossier est refusé",
        arguments: [
            "../x", "a/../../x", "/etc/passwd", "a//b", "", ".", "a/./b", "a/b/c/d/e/f/g", "a\nb",
        ])
    func names(name: String) {
        #expect(throws: FileError.self) { try read(Self.entry(name, [1]) + Self.end) }
    }

    @Test("une taille avec un signe est refusée, et n'arrête pas le programme")
    func signs() {
        for text in ["-0000000010", "+0000000003"] {
            var entry = Self.entry("a", [1, 2, 3])
            entry.replaceSubrange(124..<135, with: Array(text.utf8))
            // The sum holds.
            entry.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
            let sum = String(entry[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
            let digits = String(repeating: "0", count: 6 - sum.count) + sum
            entry.replaceSubrange(148..<154, with: Array(digits.utf8))
            entry.replaceSubrange(154..<156, with: [0, 0x20])
            #expect(throws: FileError.self) { try read(entry + Self.end) }
        }
    }

    @Test("un lien, une somme fausse, une fin qui manque, des octets après elle : refusés")
    func damaged() {
        let good = Self.entry("a", [1, 2, 3])
        var wrong = good
        wrong[0] ^= 1
        var link = good
        link[156] = UInt8(ascii: "2")
        // As heavy as before, so that the sum holds.
        link[0] -= 2
        for bytes in [
            wrong + Self.end, link + Self.end, good, Array((good + Self.end).dropFirst(512)),
            good + Self.end + [1],
        ] {
            #expect(throws: FileError.self) { try read(bytes) }
        }
    }
}
