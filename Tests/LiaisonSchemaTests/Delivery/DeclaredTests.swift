import LiaisonBase
import LiaisonSchema
import Testing

@Suite("ce que les agents déclarent des envois")
struct DeclaredTests {
    @Test("un état déclaré se relit ; une clé ou un mot de plus est refusé")
    func step() throws {
        for statut in DeclaredStep.Statut.allCases {
            for moyen in DeclaredStep.Moyen.allCases {
                let step = DeclaredStep(statut, le: Instant(seconds: 1_795_000_000), moyen: moyen)
                #expect(try DeclaredStep(step.object) == step)
            }
        }
        var object = DeclaredStep(.ouvert, le: Instant(seconds: 0), moyen: .courrier).object
        object["par"] = .string("x")
        #expect(throws: SchemaError.self) { try DeclaredStep(object) }
        for (key, value) in [("statut", "remis"), ("moyen", "pigeon"), ("le", "hier")] {
            var wrong = DeclaredStep(.ouvert, le: Instant(seconds: 0), moyen: .courrier).object
            wrong[key] = .string(value)
            #expect(throws: SchemaError.self) { try DeclaredStep(wrong) }
        }
    }

    @Test("de plusieurs destinataires, le moins avancé parle pour l'envoi, déclaré ou prouvé")
    func leastAdvanced() {
        #expect(EnvoiStatut.leastAdvanced([.remis, .aTransmettre, .ouvert]) == .aTransmettre)
        #expect(EnvoiStatut.leastAdvanced([.repondu, .transmis]) == .transmis)
        #expect(EnvoiStatut.leastAdvanced([.nonParvenu, .ouvert]) == .nonParvenu)
    }

    @Test("ce qui part autrement que par le service dit sa voie au journal")
    func details() {
        let said = Voie.sortantes.filter { $0 != .service }.map(\.detail)
        #expect(said == [.voiePli, .voieFichier, .voieGuichet, .voieArchive, .voiePapier])
        #expect(Voie.sortantes.filter(\.isProven) == [.service, .pli])
    }
}
