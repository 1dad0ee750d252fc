import LiaisonSchema
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Guichets : les limites")
struct GuichetLimitTests {
    private let house: GuichetHouse

    init() throws { house = try GuichetHouse() }

    @Test("cent ratés d'une adresse : plus tard ; le lien juste y passe encore")
    func missed() throws {
        let (nom, _) = try house.open()
        let unknown = try house.name("b")
        for _ in 0..<GuichetMemory.misses {
            #expect(house.refusal { _ = try house.fetch(unknown) } == .introuvable)
        }
        #expect(house.refusal { _ = try house.fetch(unknown) } == .tropDeDemandes)
        #expect(
            house.refusal { _ = try house.desk.name("pas-un-nom", from: house.visitor) }
                == .tropDeDemandes)
        #expect(try house.fetch(nom) == GuichetHouse.content)
        // Another place misses for itself, and the hour is forgotten.
        #expect(
            house.refusal {
                _ = try house.desk.content(of: unknown, for: .init(place: "autre")) { $0 }
            } == .introuvable)
        house.horloge.advance(GuichetMemory.hour)
        #expect(house.refusal { _ = try house.fetch(unknown) } == .introuvable)
    }

    @Test("un lien trop demandé d'une adresse l'est pour elle seule")
    func hit() throws {
        let (nom, _) = try house.open()
        #expect(try house.fetch(nom) == GuichetHouse.content)
        for _ in 1..<GuichetMemory.hits {
            #expect(
                house.desk.memory.hit(
                    .content, of: nom, from: house.visitor.place, at: house.horloge.now))
        }
        #expect(house.refusal { _ = try house.fetch(nom) } == .tropDeDemandes)
        #expect(
            try house.desk.content(of: nom, for: .init(place: "autre")) { $0 }.bytes
                == GuichetHouse.content)
        // Who has the words as well is stopped by none of it, and the others for a minute at most.
        try house.desk.opened(nom, proof: house.proof, by: house.visitor)
        #expect(try house.reply(nom, id: .random()).isNew)
        house.horloge.advance(GuichetMemory.minute)
        #expect(try house.fetch(nom) == GuichetHouse.content)
    }

    @Test("un voisin d'adresse qui a le nom sans les mots n'arrête pas la preuve juste")
    func neighbour() throws {
        let (nom, _) = try house.open()
        let wrong = [UInt8](repeating: 8, count: GuichetBounds.proof)
        for count in 0..<(GuichetMemory.hits + 1) {
            let code = house.refusal {
                try house.desk.opened(nom, proof: wrong, by: house.visitor)
            }
            let expected: Refusal.Code =
                count < GuichetMemory.misses ? .interdit : .tropDeDemandes
            #expect(code == expected)
        }
        #expect(
            house.refusal {
                _ = try house.desk.receive(
                    GuichetHouse.answer, id: .random(), of: nom, proof: wrong, from: house.visitor)
            } == .tropDeDemandes)
        #expect(try house.fetch(nom) == GuichetHouse.content)
        try house.desk.opened(nom, proof: house.proof, by: house.visitor)
        #expect(try house.reply(nom, id: .random()).isNew)
    }

    @Test("les preuves justes ont leur compte, à la minute : qui a les mots n'inonde pas")
    func proven() throws {
        let (nom, _) = try house.open()
        for _ in 0..<GuichetMemory.hits {
            #expect(
                house.desk.memory.hit(
                    .proven, of: nom, from: house.visitor.place, at: house.horloge.now))
        }
        func opened() -> Refusal.Code? {
            house.refusal { try house.desk.opened(nom, proof: house.proof, by: house.visitor) }
        }
        #expect(opened() == .tropDeDemandes)
        #expect(try house.fetch(nom) == GuichetHouse.content)
        house.horloge.advance(GuichetMemory.minute)
        #expect(opened() == nil)
    }

    @Test("un contenu que plusieurs lisent est une fois en mémoire, tant que quelqu'un le lit")
    func shared() throws {
        let (nom, _) = try house.open()
        var charged: [Int] = []
        func read(_ place: String) throws -> ServedContent {
            try house.desk.content(of: nom, for: .init(place: place)) { bytes in
                charged.append(bytes)
                return bytes
            }
        }
        var readers = [try read("a"), try read("a"), try read("b")]
        #expect(charged == [GuichetHouse.content.count])
        #expect(readers.allSatisfy { $0.bytes == GuichetHouse.content })
        readers = []
        readers.append(try read("a"))
        #expect(charged.count == 2)
        // Closed, it is given to nobody, though somebody still reads it.
        _ = try house.desk.close(nom, for: .ferme, by: house.a.agent("referent"))
        #expect(house.refusal { _ = try read("b") } == .introuvable)
        #expect(charged.count == 2)
        withExtendedLifetime(readers) {}
    }

    @Test("une foule d'adresses ne prend que la mémoire de dix mille")
    func crowd() {
        let memory = GuichetMemory()
        let now = house.horloge.now
        for number in 0..<(GuichetMemory.places * 2) {
            #expect(memory.miss("\(number)", at: now))
        }
        for _ in 0..<(GuichetMemory.misses - 1) { #expect(memory.miss("x", at: now)) }
        #expect(memory.miss("x", at: now))
        #expect(!memory.miss("x", at: now))
    }
}
