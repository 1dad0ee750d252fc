import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("Recherche") struct SearchIndexTests {
    private static let de = StructureName("ml.example")!

    private static func key() -> PliKey { PliKey(de: de, id: .random()) }

    private static func exchange(at seconds: Int64) -> SearchIndex.Exchange {
        .init(at: Instant(seconds: seconds), partner: de, isSent: false)
    }

    private static func entry(
        _ key: PliKey, _ person: [String], _ partner: [String] = [], text: String = "",
        at seconds: Int64 = 0
    ) -> SearchIndex.Entry {
        SearchIndex.Entry(
            key, exchange(at: seconds), person: person, partner: partner,
            text: SearchText.folded(text))
    }

    @Test(
        "un nom se trouve par son début, sans accent ni trait d'union, dans un ordre ou l'autre",
        arguments: [
            "ould", "OULD-ABDALLAH", "ouldabdallah", "ould abdallah élie", "elie ould", "Éli",
            "3803 012 345", "3803012345", "380301", "1990", "elie 1990",
        ])
    func person(_ typed: String) {
        var index = SearchIndex()
        let key = Self.key()
        index.put(Self.entry(key, ["Ould-Abdallah Elie", "1990", "3803012345"]))
        index.put(Self.entry(Self.key(), ["SPECIMEN Amina", "2002", "3803054321"]))
        #expect(index.hits(typed) == [.init(key: key, place: .person)])
    }

    @Test(
        "ce qui n'est pas un début de mot ne se trouve pas",
        arguments: ["uld", "012345", "elie amina", "eliee", "-", ""])
    func nothing(_ typed: String) {
        var index = SearchIndex()
        index.put(Self.entry(Self.key(), ["Ould-Abdallah Elie", "1990", "3803012345"]))
        index.put(Self.entry(Self.key(), ["SPECIMEN Amina", "2002", "3803054321"]))
        #expect(index.hits(typed) == [])
    }

    @Test("la personne d'abord, puis le partenaire, puis le texte ; les plus récentes en tête")
    func order() {
        var index = SearchIndex()
        let keys = (0..<4).map { _ in Self.key() }
        index.put(Self.entry(keys[0], ["X Y"], ["Z"], text: "un garage à Voiron", at: 9))
        index.put(Self.entry(keys[1], ["X Y"], ["Agence de Voiron"], at: 8))
        index.put(Self.entry(keys[2], ["VOIRON Paul"], at: 1))
        index.put(Self.entry(keys[3], ["VOIRON Anne"], at: 2))
        #expect(
            index.hits("voiron") == [
                .init(key: keys[3], place: .person), .init(key: keys[2], place: .person),
                .init(key: keys[1], place: .partner), .init(key: keys[0], place: .text),
            ])
        // Each word may stand somewhere else; the furthest says where it was found.
        #expect(index.hits("garage x") == [.init(key: keys[0], place: .text)])
    }

    @Test("une fiche remplacée ou retirée ne se trouve plus comme avant, les autres restent")
    func changed() {
        var index = SearchIndex()
        let keys = (0..<3).map { _ in Self.key() }
        for (number, key) in keys.enumerated() { index.put(Self.entry(key, ["nom\(number)"])) }
        index.put(Self.entry(keys[1], ["autre"]))
        #expect(index.hits("nom1") == [])
        index.remove(keys[0])
        index.remove(keys[0])
        #expect(index.count == 2)
        #expect(index.hits("nom0") == [])
        #expect(index.hits("nom2").map(\.key) == [keys[2]])
        #expect(index.hits("autre").map(\.key) == [keys[1]])
    }

    @Test("dix mille fiches se cherchent en moins d'une seconde, même sans optimiser")
    func many() {
        var index = SearchIndex()
        let text = [UInt8](
            repeatElement(SearchText.folded("formation logement garage"), count: 80).joined())
        for number in 0..<10_000 {
            index.put(
                SearchIndex.Entry(
                    Self.key(), Self.exchange(at: Int64(number)), person: ["p\(number)x"],
                    text: number == 7 ? text + SearchText.folded("soudure") : text))
        }
        let clock = ContinuousClock()
        var found: [SearchIndex.Hit] = []
        // The best of several: others have the processor beside.
        let elapsed = (0..<5).map { _ in clock.measure { found = index.hits("soud") } }
        #expect(found.count == 1)
        #expect(elapsed.contains { $0 < .seconds(1) }, "\(elapsed)")
    }
}
