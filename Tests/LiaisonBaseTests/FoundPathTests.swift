import Foundation
import LiaisonBase
import Testing

@Suite("Fichiers dont le nom s'écrit autrement") struct FoundPathTests {
    private static func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            .path()
        try PrivateFile.makeFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    /// A file whose name no text holds: Latin-1 bytes.
    private static func place(_ name: [UInt8], in folder: String, _ content: String) throws {
        let path = Array(folder.utf8) + [UInt8(ascii: "/")] + name
        let bytes = path.map { CChar(bitPattern: $0) } + [0]
        let descriptor = open(bytes, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        defer { close(descriptor) }
        let written = content.utf8.withContiguousStorageIfAvailable {
            write(descriptor, $0.baseAddress, $0.count)
        }
        #expect(written == content.utf8.count)
    }

    private static let latinName: [UInt8] = Array("caf".utf8) + [0xE9] + Array(".pdf".utf8)

    @Test("un nom en Latin-1 se lit, tapé ou repris du terminal, et se dit avec ses accents")
    func latin() throws {
        try Self.inFolder { folder in
            try Self.place(Self.latinName, in: folder, "un")
            for typed in ["caf\u{FFFD}.pdf", "café.pdf"] {
                let path = "\(folder)/\(typed)"
                #expect(try PrivateFile.read(path, limit: 10) == Array("un".utf8))
                #expect(PrivateFile.exists(path))
                #expect(FoundPath.name(of: path) == "café.pdf")
            }
            #expect(!PrivateFile.exists("\(folder)/cafe.pdf"))
            #expect(throws: FileError(.missingFile, "")) {
                try PrivateFile.read("\(folder)/cafés.pdf", limit: 10)
            }
        }
    }

    @Test("un accent d'un Mac est le même ; le nom exact passe avant ; deux qui conviennent, aucun")
    func spellings() throws {
        try Self.inFolder { folder in
            try PrivateFile.write(Array("nfd".utf8), to: "\(folder)/e\u{301}t.pdf")
            let path = "\(folder)/\u{E9}t.pdf"
            #expect(try PrivateFile.read(path, limit: 10) == Array("nfd".utf8))
            try PrivateFile.write(Array("nfc".utf8), to: path)
            #expect(try PrivateFile.read(path, limit: 10) == Array("nfc".utf8))
            try Self.place([0xE9], in: folder, "1")
            try Self.place([0xE8], in: folder, "2")
            #expect(throws: FileError(.missingFile, "")) {
                try PrivateFile.read("\(folder)/\u{FFFD}", limit: 10)
            }
        }
    }

    @Test("un dossier aussi")
    func folders() throws {
        try Self.inFolder { folder in
            try PrivateFile.makeFolder("\(folder)/E\u{301}te\u{301}")
            try PrivateFile.write([1], to: "\(folder)/E\u{301}te\u{301}/a.pdf")
            #expect(try PrivateFile.read("\(folder)/\u{C9}t\u{E9}/a.pdf", limit: 1) == [1])
        }
    }
}
