import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import Testing

/// What the daemon says of guichets, written and read by one description.
@Suite struct LocalGuichetTests {
    private static let name = String(repeating: "a", count: 64)
    private static let envoi = """
        {"nom":"\(name)","pour":"ml.example","envoi":"0b7c1f2e-5d3a-4c7b-9e21-6a4f8d2c1b00",\
        "statut":"clos","adresse":"https://guichet.example/guichet","cree":"2026-11-23T09:00:00Z",\
        "fin":"2026-12-23T09:00:00Z","remis":"2026-11-24T09:00:00Z","lu":"2026-11-24T09:01:00Z",\
        "reponses":[{"id":"0b7c1f2e-5d3a-4c7b-9e21-6a4f8d2c1b01","recu":"2026-11-24T09:05:00Z",\
        "ouverte":"2026-11-24T10:00:00Z","taille":12},\
        {"id":"0b7c1f2e-5d3a-4c7b-9e21-6a4f8d2c1b02","recu":"2026-11-24T09:06:00Z","taille":0}],\
        "clos":"2026-11-25T09:00:00Z","motif":"ferme","par":"agir38.example/claire"}
        """
    private static let invitation = """
        {"nom":"\(name)","pour":"ml.example","invitation":{"modele":"generique","nombre":3},\
        "statut":"prepare","cree":"2026-11-23T09:00:00Z","fin":"2026-12-23T09:00:00Z",\
        "reponses":[],"par":"agir38.example/claire"}
        """

    private func parse(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }

    @Test("ce qui se lit se réécrit aux mêmes octets", arguments: [envoi, invitation])
    func written(_ text: String) throws {
        #expect(try LocalGuichet(parse(text)).value.text == text)
        let page = #"{"guichets":[\#(text)],"adresse":"https://g.example/guichet","suite":7}"#
        #expect(try LocalGuichetPage(parse(page)).value.text == page)
    }

    @Test("ni envoi ni invitation, fermé sans date, un état inconnu : illisible")
    func unreadable() throws {
        for (from, to) in [
            (#""envoi":"0b7c1f2e-5d3a-4c7b-9e21-6a4f8d2c1b00","#, ""),
            (#","motif":"ferme""#, ""), (#""statut":"clos""#, #""statut":"ouvert""#),
            (#""statut":"clos""#, #""statut":"perdu""#), (#""taille":0"#, #""taille":-1"#),
        ] {
            let text = Self.envoi.replacing(from, with: to)
            #expect(text != Self.envoi)
            #expect(throws: LocalUnreadable.self, "\(from)") { try LocalGuichet(parse(text)) }
        }
        #expect(try LocalGuichet(parse(Self.envoi)).unopened.map(\.taille) == [0])
    }

    @Test("une demande se relit ; le motif du service, une clé de plus, un corps trop long : non")
    func requests() throws {
        let fin = try #require(Instant("2026-12-23T09:00:00Z"))
        #expect(GuichetRequests.end(of: GuichetRequests.end(fin)) == fin)
        for motif in GuichetMotif.allCases {
            let read = GuichetRequests.motif(of: GuichetRequests.closing(motif))
            #expect(read == (GuichetMotif.ofAgents.contains(motif) ? motif : nil))
        }
        #expect(GuichetRequests.motif(of: Array(#"{"motif":"ferme","par":"x"}"#.utf8)) == nil)
        let long = #"{"motif":"ferme"\#(String(repeating: " ", count: 1_024))}"#
        #expect(GuichetRequests.motif(of: Array(long.utf8)) == nil)
    }

    @Test("les adresses des routes")
    func routes() throws {
        let name = try #require(GuichetName(Self.name))
        let origin = try #require(StructureName("b.example"))
        let id = PliID.random()
        #expect(Routes.localGuichets(after: nil) == "/local/v1/guichets")
        #expect(
            Routes.localGuichets(after: 7, .unopened)
                == "/local/v1/guichets?apres=7&reponses=attente")
        #expect(Routes.localGuichets(after: nil, .of(id)) == "/local/v1/guichets?envoi=\(id)")
        #expect(
            Routes.localGuichets(after: nil, .beginning("0a1b"))
                == "/local/v1/guichets?debut=0a1b")
        for text in ["0a1", "0A1B", "0a1g", "0a1&", String(repeating: "a", count: 65)] {
            #expect(!Routes.GuichetChoice.isBeginning(text), "\(text)")
        }
        #expect(Routes.GuichetChoice.isBeginning(Self.name))
        #expect(
            Routes.localSend(answer: id, of: name, from: origin)
                == "/local/v1/envois?origine=b.example&voie=guichet&guichet=\(name)&reponse=\(id)")
        #expect(
            Routes.localSend(
                answer: id, of: name, sha256: Self.name, taille: 9, received: .courriel,
                from: origin)
                == "/local/v1/envois?origine=b.example&voie=courriel&guichet=\(name)&reponse=\(id)"
                + "&sha256=\(Self.name)&taille=9")
    }
}
