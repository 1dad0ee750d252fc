import LiaisonBase
import Testing

@Suite("Le mot qu'on a sans doute voulu")
struct LikenessTests {
    private static let names = ["lister", "verifier", "importer", "retirer"]

    @Test(
        "le plus proche, à la casse près, pas plus loin qu'un tiers des lettres",
        arguments: [
            ("listre", "lister"), ("LISTER", "lister"), ("verifer", "verifier"),
            ("importe", "importer"), ("xx", nil), ("sceller", nil), ("", nil),
        ] as [(String, String?)])
    func nearest(word: String, expected: String?) {
        #expect(Likeness.nearest(to: word, in: Self.names) == expected)
    }

    @Test("un mot court n'admet que deux fautes ; sans nom connu, il n'y en a pas")
    func short() {
        #expect(Likeness.nearest(to: "a", in: ["abc"]) == "abc")
        #expect(Likeness.nearest(to: "a", in: ["abcd"]) == nil)
        #expect(Likeness.nearest(to: "lister", in: []) == nil)
    }

    @Test(
        "les plus proches, dans l'ordre, et ceux qui portent le mot ; d'un mot sans rapport, aucun",
        arguments: [
            ("retire", ["retirer"]), ("verifer", ["verifier"]), ("IMP", ["importer"]), ("zzz", []),
            ("", []),
        ] as [(String, [String])])
    func near(word: String, expected: [String]) {
        #expect(Likeness.near(word, in: Self.names) == expected)
    }

    @Test("trois au plus, sauf si l'on en veut d'autres")
    func nearCount() {
        let names = ["ab", "ac", "ad", "ae"]
        #expect(Likeness.near("aa", in: names) == ["ab", "ac", "ad"])
        #expect(Likeness.near("aa", in: names, count: 1) == ["ab"])
    }

    @Test("d'un mot sans fin, seul le début compte")
    func endless() {
        let start = String(repeating: "a", count: 60)
        let word = start + String(repeating: "b", count: 1_000_000)
        #expect(Likeness.nearest(to: word, in: [start]) == start)
    }
}
