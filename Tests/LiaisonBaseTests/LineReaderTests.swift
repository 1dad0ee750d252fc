import Testing

@testable import LiaisonBase

/// Lines typed key by key, without a terminal: the bytes that it would give, and what it would show.
@Suite("Une ligne tapée")
struct LineReaderTests {
    private final class Screen {
        var shown: [UInt8] = []
    }

    private func read(
        _ bytes: [UInt8], limit: Int = 100, isTerminal: Bool = true
    ) -> (outcome: LineReader.Outcome, text: String, screen: String) {
        var left = bytes[...]
        let screen = Screen()
        var reader = LineReader(
            limit: limit, echo: isTerminal ? { screen.shown += $0 } : nil,
            next: { left.popFirst() })
        let outcome = reader.read()
        return (
            outcome, String(decoding: reader.bytes, as: UTF8.self),
            String(decoding: screen.shown, as: UTF8.self)
        )
    }

    @Test("ce qui est tapé se montre, et la ligne finit à Entrée")
    func plain() {
        let typed = read(Array("Amina é\nsuite".utf8))
        #expect(typed.outcome == .line)
        #expect(typed.text == "Amina é")
        #expect(typed.screen == "Amina é\n")
        #expect(read(Array("a\r".utf8)).text == "a")
    }

    @Test(
        "on efface une lettre, un mot, une ligne",
        arguments: [
            ("ab\u{7F}c\n", "ac"), ("ab\u{8}c\n", "ac"), ("aé\u{7F}c\n", "ac"),
            ("e\u{301}\u{7F}\n", "e"), ("\u{7F}a\n", "a"), ("un deux \u{17}trois\n", "un trois"),
            ("tout\u{15}rien\n", "rien"), ("😀\u{7F}a\n", "a"),
        ])
    func edits(keys: String, text: String) {
        let typed = read(Array(keys.utf8))
        #expect(typed.outcome == .line)
        #expect(typed.text == text)
    }

    @Test("Ctrl-D ferme l'entrée, au début d'une ligne seulement ; la fin aussi")
    func end() {
        #expect(read([4]).outcome == .end)
        #expect(read(Array("a\u{4}b\n".utf8)).text == "ab")
        #expect(read([]).outcome == .end)
        #expect(read([], isTerminal: false).outcome == .end)
        #expect(read(Array("sans fin".utf8), isTerminal: false).text == "sans fin")
        #expect(read(Array("windows\r\n".utf8), isTerminal: false).text == "windows")
    }

    @Test(
        "une touche de commande refuse la ligne, et la nomme",
        arguments: [
            ("a\u{1B}[A\n", "U+001B"), ("a\u{B}b\n", "U+000B"), ("\u{0}\n", "U+0000"),
            ("a\u{9B}b\n", "U+009B"),
        ])
    func controls(keys: String, name: String) {
        for isTerminal in [true, false] {
            let typed = read(Array(keys.utf8), isTerminal: isTerminal)
            guard case .refused(let why) = typed.outcome else {
                Issue.record("elle devait être refusée")
                return
            }
            #expect(why.contains(name))
            #expect(typed.text == "")
        }
        // Erased again, it was a slip.
        #expect(read(Array("a\u{B}\u{7F}b\n".utf8)).text == "ab")
    }

    @Test("ce qui n'est pas de l'UTF-8 est refusé, pas remplacé")
    func encoding() {
        guard case .refused(let why) = read([0x61, 0xE9, 0x0A]).outcome else {
            Issue.record("elle devait être refusée")
            return
        }
        #expect(why.contains("UTF-8"))
    }

    @Test("une ligne à la borne passe, un octet de plus la refuse, et rien n'en est coupé")
    func bound() {
        let full = [UInt8](repeating: 0x61, count: 100)
        #expect(read(full + [0x0A]).text.utf8.count == 100)
        for isTerminal in [true, false] {
            let typed = read(full + [0x61, 0x0A], isTerminal: isTerminal)
            guard case .refused(let why) = typed.outcome else {
                Issue.record("elle devait être refusée")
                return
            }
            #expect(why.contains("100 octets"))
            #expect(typed.text == "")
        }
        // Begun again on the same line, it passes.
        #expect(read(full + full + [0x15] + Array("bref\n".utf8)).text == "bref")
    }

    @Test("une tabulation se garde et se montre par des espaces, une commande par son chapeau")
    func shown() {
        #expect(read(Array("a\tb\n".utf8)).text == "a\tb")
        #expect(read(Array("a\tb\n".utf8)).screen == "a    b\n")
        #expect(read(Array("\u{1B}[A\n".utf8)).screen == "^[[A\n")
    }
}
