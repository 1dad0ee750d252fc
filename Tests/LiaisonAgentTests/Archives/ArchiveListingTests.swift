import Testing

@testable import LiaisonAgent

@Suite("Ce que 7zz dit d'une archive") struct ArchiveListingTests {
    private func read(_ text: String, limit: Int = 200) -> [ArchiveListing.Entry]? {
        ArchiveListing(Array(text.utf8), limit: limit)?.entries
    }

    private static let file =
        "Path = d/été.txt\nSize = 3\nPacked Size = \nAttributes = A -rw-r--r--\nEncrypted = +\nMethod = LZMA2:12 7zAES:19\nBlock = 0\n\n"
    private static let folder =
        "Path = d\nFolder = +\nSize = 0\nAttributes = D drwxr-xr-x\nEncrypted = -\nMethod = \n\n"

    @Test("fichiers et dossiers, dans l'ordre")
    func entries() {
        #expect(
            read(Self.file + Self.folder) == [
                .init(
                    path: "d/été.txt", size: 3, isFolder: false, isSpecial: false,
                    isEncrypted: true,
                    method: "LZMA2:12 7zAES:19"),
                .init(
                    path: "d", size: 0, isFolder: true, isSpecial: false, isEncrypted: false,
                    method: ""),
            ])
        #expect(read("") == [])
        #expect(read(String(repeating: Self.file, count: 300))?.count == 201)
    }

    @Test(
        "liens, tuyaux et points d'analyse se voient, fichiers de Windows et d'Unix non",
        arguments: [
            ("A lrwxrwxrwx", true), (" lrwxrwxrwx", true), (" prw-rw-rw-", true), ("L", true),
            ("AL -rw-r--r--", true), ("A", false), (" 01800000", false), ("", false),
            ("V 01800000 0rw-------", false), ("RHSA", false),
        ])
    func special(attributes: String, isSpecial: Bool) {
        let entry = read("Path = a\nSize = 1\nAttributes = \(attributes)\n\n")?.first
        #expect(entry?.isSpecial == isSpecial)
    }

    @Test("un lien nommé comme tel")
    func named() {
        #expect(
            read("Path = a\nSize = 1\nSymbolic Link = /etc/passwd\n\n")?.first?.isSpecial == true)
        #expect(read("Path = a\nSize = 1\nHard Link = b\n\n")?.first?.isSpecial == true)
        #expect(read("Path = a\nSize = 1\nSymbolic Link = \n\n")?.first?.isSpecial == false)
    }

    @Test(
        "ce que 7zz n'écrit pas est refusé",
        arguments: [
            "Size = 3\nPath = a\n\n", "Path = a\nSize = 3\nSize = 4\n\n",
            "Path = a\nPath = b\nSize = 1\n\n",
            "Path = a\n\n", "Path = a\nSize = \n\n", "Path = a\nSize = -1\n\n",
            "Path = a\nSize = 99999999999999999999\n\n",
            "Path = a\nSize = 1\nn'importe quoi\n\n", "Path = a\nSize = 1\n",
        ])
    func refused(text: String) { #expect(read(text) == nil) }

    @Test("la question de la phrase, au début seulement, n'en est pas une")
    func question() {
        let question = "\nEnter password (will not be echoed):\n"
        #expect(read(question + Self.file)?.map(\.path) == ["d/été.txt"])
        #expect(read(question) == [])
        #expect(read(Self.file + question) == nil)
    }

    @Test("un nom d'un vieux Windows se lit en page de codes 850")
    func codePage() {
        let bytes = Array("Path = ".utf8) + [0x74, 0x82, 0x6C, 0x8A] + Array("\nSize = 1\n\n".utf8)
        #expect(ArchiveListing(bytes, limit: 9)?.entries.first?.path == "télè")
        #expect(CodePage850.letters.count == 128)
    }
}
