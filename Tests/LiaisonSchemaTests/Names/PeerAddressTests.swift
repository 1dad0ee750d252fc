import LiaisonSchema
import Testing

@Suite("Adresse d'un service")
struct PeerAddressTests {
    @Test(
        "une adresse est https, ou http en boucle locale",
        arguments: [
            ("https://agir38.example", "agir38.example", 443),
            ("https://agir38.example/", "agir38.example", 443),
            ("https://agir38.example:8443", "agir38.example", 8_443),
            ("https://192.0.2.1:65535", "192.0.2.1", 65_535),
            ("https://[2001:db8::1]:8443", "[2001:db8::1]", 8_443),
            ("https://[2001:db8::1]", "[2001:db8::1]", 443),
            ("http://localhost", "localhost", 80),
            ("http://127.0.0.1:1", "127.0.0.1", 1),
            ("http://[::1]:8080", "[::1]", 8_080),
        ])
    func accepted(text: String, host: String, port: Int) throws {
        let address = try #require(PeerAddress(text))
        #expect(address.host == host && address.port == port)
        #expect(address.isTLS == text.hasPrefix("https://"))
        #expect(address.text == (text.hasSuffix("/") ? String(text.dropLast()) : text))
    }

    @Test(
        "ni chemin, ni requête, ni utilisateur, ni http ailleurs qu'en boucle locale",
        arguments: [
            "", "agir38.example", "https://", "https:///", "http://agir38.example",
            "http://192.0.2.1", "http://127.0.0.1.agir38.example", "http://127.0.0.1@a.example",
            "http://localhost.example", "http://[::2]", "HTTPS://agir38.example",
            "ftp://agir38.example", "https://agir38.example/v1", "https://agir38.example//",
            "https://agir38.example?x", "https://agir38.example#x", "https://u@agir38.example",
            "https://u:p@agir38.example", "https://agir38.example:", "https://agir38.example:0",
            "https://agir38.example:65536", "https://agir38.example:+1", "https://a.example:1:2",
            "https://agir38 .example", "https://agir38.example\n", "https://[2001:db8::1",
            "https://\(String(repeating: "a", count: 293))",
        ])
    func refused(text: String) {
        #expect(PeerAddress(text) == nil)
    }
}
