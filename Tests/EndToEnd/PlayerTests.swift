import Foundation
import Testing

/// What plays the scenarios sees what is not as expected, and says both: none passes because nothing was looked at.
@Suite("Ce qui joue les scénarios")
struct PlayerTests {
    private func play(_ text: String) async throws -> (status: Int32, output: String) {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).txt")
        try Data(text.utf8).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        return try await ScenarioTests.play(path.path())
    }

    @Test("un scénario comme attendu va au bout, et dit combien il a regardé")
    func passes() async throws {
        let played = try await play(
            """
            # Une remarque.
            % printf 'un\\ndeux "trois"\\n'
            > un
            > d…x "{mot?}"
            ! quatre
            2 × u
            % echo {mot}; echo ailleurs >&2; exit 3
            = trois
            > ailleurs
            code 3
            % cat
            < première
            < seconde {mot}
            = première
            = seconde trois
            % true
            =
            attendre % echo x >> lu; wc -l < lu
            = 3
            $ personne valider absente.json
            code 66
            % date -d {hier} +%F
            = {hier}
            fiche f.json comme {exemple} : sens = essai ; sans faitA
            % cat f.json
            > …"sens":"essai"…
            ! faitA
            """)
        #expect(played.status == 0, "\(played.output)")
        #expect(played.output.contains("8 commandes, 13 attentes."), "\(played.output)")
    }

    @Test(
        "ce qui n'est pas comme attendu l'arrête, à sa ligne, avec l'attendu et le venu",
        arguments: [
            ("% exit 3", ["ligne 1", "Attendu : code 0", "Venu : code 3"]),
            ("% true\ncode 3", ["Attendu : code 3", "Venu : code 0"]),
            ("\n\n% echo un\n> deux", ["ligne 3", "Attendu : > deux", "sortie  | un"]),
            // A line is whole.
            ("% echo unique\n> un", ["Attendu : > un"]),
            ("% echo 'a.b'\n> a?b", ["Attendu : > a?b"]),
            ("% echo axb\n> a.b", ["Attendu : > a.b"]),
            ("% echo un >&2\n! un", ["Attendu : ! un", "erreurs | un"]),
            ("% echo un\n=", ["Attendu :", "sortie  | un"]),
            ("% printf 'un\\ndeux\\n'\n= un", ["Attendu : = un"]),
            ("% echo un\n= un\n= deux", ["Attendu : = un"]),
            ("% true\n> …", ["Attendu : > …"]),
            ("% echo aaa\n2 × a", ["Attendu : 2 × a"]),
            ("% false | cat", ["Venu : code 1"]),
            // Nothing is lost between two commands.
            ("% true\n\n> un", ["ligne 3", "ne suit aucune commande"]),
            ("> un", ["ne suit aucune commande"]),
            ("% echo {inconnu}", ["{inconnu} n'a pas de valeur"]),
            ("% true\n> {inconnu}", ["{inconnu} n'a pas de valeur"]),
            ("danser", ["n'est pas un mot d'ici"]), ("Commande", ["ne suit aucune commande"]),
            ("fiche f.json comme {exemple} : champInconnu vide = x\n% true", ["ne change rien"]),
            ("", ["rien n'est lancé"]), ("# Une remarque.", ["rien n'est lancé"]),
        ])
    func fails(text: String, said: [String]) async throws {
        let played = try await play(text)
        #expect(played.status != 0, "\(played.output)")
        for word in said { #expect(played.output.contains(word), "\(word) : \(played.output)") }
        #expect(!played.output.contains("attentes."))
    }
}
