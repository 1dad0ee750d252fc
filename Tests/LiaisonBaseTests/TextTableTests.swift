import LiaisonBase
import Testing

@Suite("Un tableau sur un terminal") struct TextTableTests {
    private static let rows = [
        ["N°", "DE", "CE QUI EST DIT"],
        ["1", "ml.example", "une réponse attendue depuis le 25/11/2026, à relancer par téléphone"],
        ["2", "agir38.example", "rien"],
    ]

    @Test("dans un fichier, une ligne par rangée, les colonnes alignées")
    func file() {
        #expect(
            TextTable.lines(Self.rows, width: nil) == [
                "N°  DE              CE QUI EST DIT",
                "1   ml.example      une réponse attendue depuis le 25/11/2026, à relancer par téléphone",
                "2   agir38.example  rien",
            ])
        #expect(TextTable.lines([], width: 80) == [])
    }

    @Test("trop large pour l'écran, la dernière colonne passe à la ligne sous elle-même")
    func lastColumn() {
        #expect(
            TextTable.lines(Self.rows, width: 50) == [
                "N°  DE              CE QUI EST DIT",
                "1   ml.example      une réponse attendue depuis le",
                "                    25/11/2026, à relancer par",
                "                    téléphone",
                "2   agir38.example  rien",
            ])
    }

    @Test("quand les colonnes prennent tout l'écran, la ligne se coupe avant une cellule")
    func narrow() {
        #expect(
            TextTable.lines(Self.rows, width: 30) == [
                "N°  DE  CE QUI EST DIT",
                "1  ml.example",
                "    une réponse attendue",
                "    depuis le 25/11/2026, à",
                "    relancer par téléphone",
                "2   agir38.example  rien",
            ])
    }

    @Test(
        "aucun mot n'est coupé ni perdu, et aucune ligne ne déborde, à toute largeur",
        arguments: 20...100)
    func whole(width: Int) {
        func words(_ lines: [String]) -> [String] {
            lines.joined(separator: " ").split(separator: " ").map(String.init)
        }
        let lines = TextTable.lines(Self.rows, width: width)
        #expect(words(lines) == words(Self.rows.map { $0.joined(separator: " ") }))
        #expect(lines.allSatisfy { $0.count <= width })
        // An address is copied as it is.
        let key = String(repeating: "x", count: 120)
        #expect(TextTable.lines([["clé", key]], width: width).joined().contains(key))
    }
}
