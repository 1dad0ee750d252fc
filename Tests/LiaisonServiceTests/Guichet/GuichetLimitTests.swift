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
                _ = try house.desk.content(of: unknown, for: .init(place: "autre")) { _ in }
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
                house.desk.memory.hit("\(nom) \(house.visitor.place)", at: house.horloge.now))
        }
        #expect(house.refusal { _ = try house.fetch(nom) } == .tropDeDemandes)
        #expect(
            try house.desk.content(of: nom, for: .init(place: "autre")) { _ in }
                == GuichetHouse.content)
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
