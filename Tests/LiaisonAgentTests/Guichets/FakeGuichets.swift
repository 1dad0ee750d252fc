import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import Synchronization
import TestSupport

/// A daemon's guichets in memory: what it was given of each, and what it tells.
final class FakeGuichets: Sendable {
    struct Held: Sendable {
        let preparation: GuichetPreparation
        let cree: Instant
        var fin: Instant
        var content: [UInt8]?
        var motif: GuichetMotif?
        /// Sealed answers.
        var answers: [PliID: [UInt8]] = [:]
        /// Those of them that became documents.
        var opened: Set<PliID> = []
    }

    static let address = "https://guichet.agir38.example/guichet"

    private let state = Mutex<[GuichetName: Held]>([:])
    private let horloge: TestClock
    private let author: KeyName

    /// - Parameter isOpen: whether the administrator gave an address.
    init(_ team: Team, isOpen: Bool = true) {
        horloge = team.horloge
        author = team.name("claire")
        team.daemon.on("GET", Routes.localGuichets) { request in
            let guichets = self.all.filter { Self.isChosen($0, by: request.query) }
            let page = LocalGuichetPage(
                guichets: guichets, adresse: isOpen ? Self.address : nil, next: nil)
            return .init(status: 200, body: Array(page.value.text.utf8))
        }
        team.daemon.on(below: Routes.localGuichets + "/") { self.answer($0) }
    }

    var all: [LocalGuichet] {
        state.withLock { $0.map { Self.value($0.key, $0.value, author) } }
            .sorted { $0.cree > $1.cree }
    }

    func held(_ name: GuichetName) -> Held? { state.withLock { $0[name] } }

    /// An answer that a browser sent.
    func receive(_ sealed: [UInt8], _ id: PliID, by name: GuichetName) {
        state.withLock { $0[name]?.answers[id] = sealed }
    }

    /// One that became a document, whichever way it came.
    func take(_ id: PliID, of name: GuichetName) {
        state.withLock { state in
            guard var held = state[name] else { return }
            held.answers[id] = held.answers[id] ?? []
            held.opened.insert(id)
            state[name] = held
        }
    }

    private static func isChosen(_ guichet: LocalGuichet, by query: String) -> Bool {
        query.split(separator: "&").allSatisfy { word in
            let (key, value) = (word.prefix { $0 != "=" }, word.drop { $0 != "=" }.dropFirst())
            switch key {
            case "reponses": return !guichet.unopened.isEmpty
            case "envoi": return guichet.subject.envoi?.text == String(value)
            case "debut":
                return guichet.nom.text.hasPrefix(value)
                    || guichet.subject.envoi?.text.hasPrefix(value) == true
            default: return true
            }
        }
    }

    private static func value(
        _ name: GuichetName, _ held: Held, _ author: KeyName
    ) -> LocalGuichet {
        LocalGuichet(
            nom: name, pour: held.preparation.pour, subject: held.preparation.subject,
            statut: held.motif != nil ? .clos : held.content == nil ? .prepare : .ouvert,
            adresse: Self.address, cree: held.cree, fin: held.fin, remis: nil, lu: nil,
            reponses: held.answers.map {
                .init(
                    id: $0.key, recu: held.cree,
                    ouverte: held.opened.contains($0.key) ? held.cree : nil,
                    taille: $0.value.count)
            },
            clos: held.motif == nil ? nil : held.cree, motif: held.motif, par: author)
    }

    private func answer(_ request: FakeDaemon.Request) -> SignedClient.Answer {
        let words = request.path.split(separator: "/").dropFirst(3).map(String.init)
        guard let name = words.first.flatMap({ GuichetName($0) }) else { return .problem(404) }
        let now = horloge.now
        return state.withLock { state -> SignedClient.Answer in
            switch (request.method, words.dropFirst().first) {
            case ("PUT", nil):
                guard let object = try? JSONValue.parse(request.body).object,
                    let preparation = try? GuichetPreparation(object)
                else { return .problem(400) }
                state[name] = Held(
                    preparation: preparation, cree: now, fin: preparation.fin)
            case ("PUT", "contenu"?):
                state[name]?.content = request.body
                if let old = state[name]?.preparation.remplace { state[old]?.motif = .refait }
            case ("GET", "cle"?):
                return .init(status: 200, body: state[name]?.preparation.cle ?? [])
            case ("GET", "reponses"?):
                let id = words.last.flatMap { PliID($0) }
                return .init(status: 200, body: id.flatMap { state[name]?.answers[$0] } ?? [])
            case ("POST", "fin"?):
                if let fin = GuichetRequests.end(of: request.body) { state[name]?.fin = fin }
            case ("POST", "cloture"?):
                state[name]?.motif = GuichetRequests.motif(of: request.body)
            default: break
            }
            guard let held = state[name] else { return .problem(404) }
            let value = Self.value(name, held, author).value
            return .init(status: 200, body: Array(value.text.utf8))
        }
    }
}
