import LiaisonBase
import Testing

@Suite("D'où vient une demande")
struct NetworkPlaceTests {
    @Test(
        "l'adresse, le /64 d'une adresse IPv6 ; d'un mandataire nommé, ce qu'il dit, et lui seul",
        arguments: [
            ("203.0.113.9", [], "cb007109"),
            ("203.0.113.9", ["198.51.100.1"], "cb007109"),
            ("127.0.0.1", ["198.51.100.1"], "c6336401"),
            // What stands before the proxy's own word is whoever's.
            ("127.0.0.1", ["192.0.2.7, 198.51.100.1, 10.0.0.2"], "c6336401"),
            ("127.0.0.1", ["198.51.100.1", "10.0.0.2"], "c6336401"),
            ("127.0.0.1", ["quelque part"], "7f000001"),
            ("2001:db8:1:2:3::4", [], "20010db800010002"),
            ("::ffff:203.0.113.9", [], "cb007109"),
            ("quelque part", [], "?"),
        ] as [(String, [String], String)])
    func places(remote: String, forwarded: [String], expected: String) {
        let places = NetworkPlace(proxies: ["127.0.0.1", "10.0.0.2", "quelque part"])
        #expect(places.place(from: remote, forwarded: forwarded) == expected)
        #expect(NetworkPlace(proxies: []).place(from: nil, forwarded: forwarded) == "?")
    }

    @Test("à qui est une connexion : à personne celle d'un mandataire nommé")
    func holders() {
        let places = NetworkPlace(proxies: ["127.0.0.1"])
        #expect(places.holder(of: "127.0.0.1") == nil)
        #expect(places.holder(of: "2001:db8::1") == places.holder(of: "2001:db8::2"))
        #expect(places.holder(of: "203.0.113.9") == "cb007109")
    }
}
