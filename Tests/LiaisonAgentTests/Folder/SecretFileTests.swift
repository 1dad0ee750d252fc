import Foundation
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import TestSupport
import Testing

@Suite("Un fichier qui contient un secret") struct SecretFileTests {
    private let temporary: TemporaryFolder
    private var path: String { "\(temporary.path)/secret" }

    init() throws { temporary = try TemporaryFolder() }

    private func file(_ text: String) throws -> SecretFile {
        PrivateFile.remove(path)
        try PrivateFile.write(text.utf8, to: path)
        return SecretFile(path) { Issue.record("\($0)") }
    }

    @Test("une phrase est sans la fin de sa ligne ; un fichier vide n'en contient pas")
    func passphrase() throws {
        for end in ["", "\n", "\r\n", "\n\n"] {
            let phrase = try file(" quatre mots " + end).passphrase()
            #expect(phrase.withBytes { Array($0) } == Array(" quatre mots ".utf8))
        }
        for text in ["", "\n"] {
            let empty = try file(text)
            #expect(Samples.code { _ = try empty.passphrase() } == .data)
        }
    }

    @Test("un code est sa première ligne, comme il fut fait : ce qu'un éditeur ajoute n'en est pas")
    func code() throws {
        #expect(try file("prise-du-service\nnote\n").code() == "prise-du-service")
        let typed = "o0000 00000 00000 00000 00000"
        #expect(try file(typed + "\r\n").code() == RecoveryCode.normalize(typed))
    }

    @Test("ouvert à d'autres, il ne l'est plus, et c'est dit une fois")
    func narrowed() throws {
        _ = try file("secret")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        var told: [AgentNotice] = []
        let secret = SecretFile(path) { told.append($0) }
        #expect(told == [.trust(.readableByOthers(.init(path: path, isRepaired: true)))])
        #expect(try secret.content() == Array("secret".utf8))
        _ = SecretFile(path) { told.append($0) }
        #expect(told.count == 1)
    }
}
