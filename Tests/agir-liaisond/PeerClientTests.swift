import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import Testing

@testable import agir_liaisond

@Suite("Ce que veut dire la réponse d'un partenaire")
struct PeerClientTests {
    private static let body: [UInt8] = [1, 2, 3]

    @Test(
        "chaque statut a un sens, et un seul",
        arguments: [
            (200, .taken(body)), (201, .taken(body)), (404, .absent),
            (409, .refused(.conflict(body))), (422, .refused(.content(body))),
            (400, .refused(.request("400"))), (403, .refused(.request("403"))),
        ] as [(Int, PeerAnswer)])
    func judged(status: Int, answer: PeerAnswer) {
        #expect(PeerClient.meaning(status, Self.body) == answer)
    }

    @Test(
        "n'importe qui peut répondre par un statut : les autres ne jugent rien, et se lisent au journal",
        arguments: [100, 202, 204, 301, 302, 401, 405, 413, 429, 500, 502, 503, 507])
    func unjudged(status: Int) {
        #expect(
            PeerClient.meaning(status, Self.body) == .unreachable(.status(String(status))))
    }

    @Test(
        "une page web ne juge rien, quel que soit son statut ; un autre type, ou aucun, si",
        arguments: [200, 201, 400, 403, 404, 409, 422])
    func page(status: Int) {
        for type in ["text/html", "Text/HTML; charset=utf-8", "application/xhtml+xml"] {
            let answer = SignedClient.Answer(status: status, body: Self.body, type: type)
            #expect(
                PeerClient.meaning(answer) == .unreachable(.status("\(status), page web")),
                "\(type)")
        }
        for type in [nil, "text/plain; charset=utf-8", "application/json", ""] as [String?] {
            let answer = SignedClient.Answer(status: status, body: Self.body, type: type)
            #expect(PeerClient.meaning(answer) == PeerClient.meaning(status, Self.body))
        }
    }

    @Test(
        "qui répond comme un service est joint, même par un refus ; une erreur, une page ne le sont pas",
        arguments: [
            (200, nil), (201, nil), (400, nil), (403, nil), (404, nil), (409, nil), (422, nil),
            (401, .statut), (413, .statut), (429, .statut), (500, .statut), (502, .statut),
            (503, .statut), (507, .statut),
        ] as [(Int, PeerTrouble?)])
    func reached(status: Int, trouble: PeerTrouble?) {
        #expect(PeerClient.trouble(.init(status: status, body: Self.body)) == trouble)
        #expect(
            PeerClient.trouble(.init(status: status, body: Self.body, type: "text/html"))
                == .reponseIllisible)
    }
}
