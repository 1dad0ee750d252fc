import Foundation
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import ProgramSupport
import TestSupport
import Testing

@testable import LiaisonAgent

@Suite("Archives : ce qui part et ce qui vient, par 7zz") struct ArchiveTests {
    private let parts = [
        Payload.Part(nom: "fiche.html", type: "text/html", content: Array("<p>Été</p>".utf8)),
        Payload.Part(
            nom: "piece-1.pdf", type: "application/pdf",
            content: Array("%PDF-1.4".utf8) + (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }),
        Payload.Part(nom: "fiche.json", type: "application/json", content: []),
    ]

    private func secret(_ text: String) throws -> SecretBytes {
        var bytes = Array(text.utf8)
        return try SecretBytes(taking: &bytes)
    }

    private func read(_ archive: [UInt8], _ phrase: String? = nil) throws -> ArchiveReader.Outcome {
        guard case .archive(let kind) = ReceivedKind(content: archive) else {
            throw AgentError(.usage, "pas une archive")
        }
        return try ArchiveReader().read(archive, as: kind, phrase: phrase.map { try secret($0) })
    }

    private func opened(_ archive: [UInt8], _ phrase: String? = nil) throws -> ArchiveReader.Opened
    {
        guard case .opened(let opened) = try read(archive, phrase) else {
            throw AgentError(.usage, "pas ouverte")
        }
        return opened
    }

    /// What the reader says no with.
    private func refusal(_ archive: [UInt8], _ phrase: String? = nil) throws -> AgentError {
        try #require(throws: AgentError.self) { _ = try read(archive, phrase) }
    }

    /// An archive made by the true program of files that a test lays, as a partner would.
    private func made(
        _ words: [String], input: [UInt8] = [], _ lay: (String) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        try lay(folder.path)
        // Its input is a pipe, as a partner's would be.
        let script = "cat | 7zz \"$@\""
        _ = try Program.run(
            "/bin/sh", ["-c", script, "7zz"] + words, input: input, folder: folder.path)
        return try PrivateFile.read("\(folder.path)/\(words[1])", limit: 64 << 20)
    }

    /// One of a single file.
    private func holding(_ content: [UInt8], _ words: [String]) throws -> [UInt8] {
        try made(words + ["moi"]) { try PrivateFile.write(content, to: "\($0)/moi") }
    }

    private func write(_ text: String, _ path: String) throws {
        try PrivateFile.write(Array(text.utf8), to: path)
    }

    // MARK: Going out

    @Test(
        "ce qui part se rouvre avec la phrase, octet pour octet",
        arguments: [
            ReceivedKind.Archive.sevenZip, .zip,
        ])
    func roundTrip(kind: ReceivedKind.Archive) throws {
        let phrase = try Phrase.generate()
        let archive = try ArchiveWriter().write(parts, as: kind, phrase: phrase)
        #expect(ReceivedKind(content: archive) == .archive(kind))
        let outcome = try ArchiveReader().read(archive, as: kind, phrase: phrase.text(.hyphen))
        guard case .opened(let opened) = outcome else { throw AgentError(.usage, "pas ouverte") }
        #expect(!opened.isWeak)
        // The reader keeps the fiche's own name for payloads.
        let expected = ["fiche.html", "piece-1.pdf", "fiche-2.json"]
        #expect(opened.entries.map(\.name).sorted() == expected.sorted())
        for (part, name) in zip(parts, expected) {
            #expect(opened.entries.first { $0.name == name }?.content == part.content)
        }
        #expect(try read(archive) == .phraseNeeded)
        #expect(try read(archive, "pas-la-phrase") == .phraseWrong)
        #expect(try read(archive, "deux\nlignes") == .phraseWrong)
    }

    @Test("un .7z ne montre aucun nom ; un .zip est AE-2, vu dans ses octets")
    func sealing() throws {
        let phrase = try Phrase.generate()
        let sevenZip = try ArchiveWriter().write(parts, as: .sevenZip, phrase: phrase)
        #expect(SevenZipHeader.isSealed(sevenZip))
        for name in ["fiche", "piece"] {
            let wide: [UInt8] = name.utf8.flatMap { [$0, UInt8(0)] }
            #expect(sevenZip.firstRange(of: Array(name.utf8)) == nil)
            #expect(sevenZip.firstRange(of: wide) == nil)
        }
        #expect(ZipDirectory.isAE2(try ArchiveWriter().write(parts, as: .zip, phrase: phrase)))
        // The controls: the same files, sealed as nobody should.
        let shown = try made(["a", "x.7z", "-p", "a.txt"], input: Array("abc\n".utf8)) {
            try write("x", "\($0)/a.txt")
        }
        #expect(!SevenZipHeader.isSealed(shown))
        let weak = try made(["a", "x.zip", "-p", "a.txt"], input: Array("abc\n".utf8)) {
            try write("x", "\($0)/a.txt")
        }
        #expect(!ZipDirectory.isAE2(weak))
    }

    @Test("rien à mettre, ou trop : refusé avant de lancer quoi que ce soit")
    func bounds() throws {
        let phrase = try Phrase.generate()
        let large = Payload.Part(
            nom: "a", type: "b", content: [UInt8](repeating: 0, count: (32 << 20) + 1))
        for wrong in [[], [large], Array(repeating: parts[2], count: 101)] {
            #expect(throws: AgentError(.data, "")) {
                _ = try ArchiveWriter().write(wrong, as: .sevenZip, phrase: phrase)
            }
        }
    }

    // MARK: Coming in

    @Test("une archive sans phrase, avec dossiers, accents et fichiers vides")
    func plain() throws {
        for name in ["x.7z", "x.zip"] {
            let archive = try made(["a", name, "d"]) { folder in
                try PrivateFile.makeFolder("\(folder)/d/été")
                try write("un", "\(folder)/d/été/À lire.txt")
                try write("", "\(folder)/d/vide")
                try write("deux", "\(folder)/d/z.txt")
            }
            let found = try opened(archive).entries
            #expect(
                Set(found.map { "\($0.name)=\(String(decoding: $0.content, as: UTF8.self))" })
                    == ["À lire.txt=un", "vide=", "z.txt=deux"])
        }
    }

    @Test("ZipCrypto s'ouvre, et se dit")
    func weak() throws {
        let archive = try made(["a", "x.zip", "-p", "a.txt"], input: Array("mot de passe\n".utf8)) {
            try write("bonjour", "\($0)/a.txt")
        }
        #expect(try read(archive) == .phraseNeeded)
        let found = try opened(archive, "mot de passe")
        #expect(found.isWeak && found.entries.map(\.name) == ["a.txt"])
        #expect(try read(archive, "autre") == .phraseWrong)
    }

    // MARK: Made to harm

    @Test("une bombe est refusée sur sa liste, par sa taille ou par son rapport")
    func bomb() throws {
        let large = try holding([UInt8](repeating: 0, count: 33 << 20), ["a", "x.7z"])
        #expect(try refusal(large).message.contains("32 Mio"))
        let dense = try holding([UInt8](repeating: 0, count: 20 << 20), ["a", "x.7z"])
        #expect(try refusal(dense).message.contains("100 fois"))
        let blanks = try holding([UInt8](repeating: 32, count: 1 << 20), ["a", "x.7z"])
        #expect(try opened(blanks).entries.map(\.content.count) == [1 << 20])
    }

    @Test("un en-tête qui ment sur la taille n'obtient pas plus que ce qu'il annonce")
    func lying() throws {
        // Deflated: what is packed tells no size by itself.
        let content = (0..<65_536).map { UInt8($0 & 0x7F) }
        let honest = try holding(content, ["a", "x.zip"])
        #expect(try opened(honest).entries.map(\.content) == [content])
        let directory = try #require(honest.lastRange(of: [0x50, 0x4B, 1, 2]))
        for size in [10, 65_535, 65_537, 9 << 16] {
            var archive = honest
            for place in [22, directory + 24] {
                archive.replaceSubrange(
                    place..<(place + 4), with: (0..<4).map { UInt8(size >> (8 * $0) & 0xFF) })
            }
            let message = try refusal(archive).message
            #expect(message.contains("abîmée") || message.contains("annonce"), "\(size)")
        }
    }

    @Test("un million d'entrées, ou deux cent une")
    func entries() throws {
        #expect(try refusal(SevenZipBytes.empty(files: 1_000_000)).message.contains("200 entrées"))
        #expect(try refusal(SevenZipBytes.empty(files: 201)).message.contains("200 entrées"))
        #expect(try opened(SevenZipBytes.empty(files: 200)).entries.count == 200)
    }

    @Test("un lien, un tuyau, un nom qui sort du dossier, rien du tout")
    func links() throws {
        // What comes by standard input is packed as the pipe that it is.
        let piped = try made(["a", "x.7z", "-simoi"], input: Array("bonjour".utf8))
        #expect(try refusal(piped).message.contains("autre chose que des fichiers"))
        for name in ["x.7z", "x.zip"] {
            let archive = try made(["a", name, "-snl", "lien", "a"]) { folder in
                try write("x", "\(folder)/a")
                try FileManager.default.createSymbolicLink(
                    atPath: "\(folder)/lien", withDestinationPath: "/etc/passwd")
            }
            #expect(try refusal(archive).message.contains("lien"))
        }
        for path in ["../haut", "/etc/x", "d/../../x", "C:\\x"] {
            #expect(try refusal(SevenZipBytes.empty(names: [path])).message.contains("sort"))
        }
        #expect(try refusal(SevenZipBytes.empty(files: 0)).code == .data)
    }

    @Test("une archive dans une archive reste un fichier, qui n'est pas ouvert")
    func nested() throws {
        let inner = try holding(Array("bonjour".utf8), ["a", "x.zip"])
        let outer = try made(["a", "y.7z", "x.zip"]) {
            try PrivateFile.write(inner, to: "\($0)/x.zip")
        }
        let found = try opened(outer).entries
        #expect(found.map(\.name) == ["x.zip"] && found.first?.content == inner)
    }

    @Test("abîmée n'importe où : une phrase, jamais un arrêt ni d'autres octets")
    func damaged() throws {
        let content = Array("bonjour ".utf8)
        let archive = try holding(content, ["a", "x.zip", "-mx=0"])
        #expect(try opened(archive).entries.map(\.content) == [content])
        for place in stride(from: 0, to: archive.count, by: 7) {
            var wrong = archive
            wrong[place] ^= 0x55
            guard case .archive = ReceivedKind(content: wrong) else { continue }
            do {
                if case .opened(let found) = try read(wrong) {
                    #expect(found.entries.map(\.content) == [content])
                }
            } catch {
                #expect(AgentError(error).code == .data)
            }
        }
        #expect(try refusal(Array(SevenZipBytes.empty(files: 3).dropLast(4))).code == .data)
    }
}

extension [UInt8] {
    fileprivate func lastRange(of bytes: [UInt8]) -> Int? {
        indices.last { self[$0...].starts(with: bytes) }
    }
}

/// `.7z` files of empty files with a header in clear, written from 7zFormat.txt.
private enum SevenZipBytes {
    static func empty(files: Int) -> [UInt8] { empty(names: Array(repeating: "a", count: files)) }

    static func empty(names: [String]) -> [UInt8] {
        let count = names.count
        let all = [UInt8](repeating: 0xFF, count: (count + 7) / 8)
        let texts: [UInt8] = names.flatMap { (name: String) -> [UInt8] in
            name.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } + [0, 0]
        }
        // kHeader, kFilesInfo: kEmptyStream and kEmptyFile for all, kNames, kEnd twice.
        let pieces: [[UInt8]] = [
            [1, 5], number(count), [0x0E], number(all.count), all, [0x0F], number(all.count), all,
            [0x11], number(texts.count + 1), [0], texts, [0, 0],
        ]
        let header = Array(pieces.joined())
        let start = le(0, 8) + le(header.count, 8) + le(crc32(header), 4)
        let signature: [UInt8] = [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]
        return signature + le(crc32(start), 4) + start + header
    }

    private static func number(_ value: Int) -> [UInt8] { [0xFF] + le(value, 8) }

    private static func le(_ value: Int, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func crc32(_ bytes: [UInt8]) -> Int {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 {
                let carry: UInt32 = crc & 1
                crc >>= 1
                if carry == 1 { crc ^= 0xEDB8_8320 }
            }
        }
        return Int(crc ^ 0xFFFF_FFFF)
    }
}
