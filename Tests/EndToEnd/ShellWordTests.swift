import Foundation
import LiaisonAgent
import LiaisonBase
import ProgramSupport
import Testing

@testable import agir_liaison

/// What a person pastes into her shell names files that partners named.
@Suite("Un mot pour le shell")
struct ShellWordTests {
    @Test(
        "le shell le relit tel quel, et n'en exécute rien",
        arguments: [
            "fiche.json", "", "a b", "l'été.pdf", "'", "a'\u{0301}; echo perdu; '\u{0301}.pdf",
            "a\u{0D4E};echo perdu", "\u{0D4E}$(echo perdu)", "\u{111C2}`echo perdu`", "-x", "$HOME",
            "*",
            "é~", "~",
        ])
    func roundTrip(name: String) throws {
        let shell = try Program.run(
            "/bin/sh", ["-c", "printf %s \(FicheRemainder.quoted(name))"])
        #expect(shell.ending == .exit(0))
        #expect(shell.output == Array(name.utf8))
    }
}
