import LiaisonBase
import LiaisonSchema
import Testing

@Suite("Guichet : ce qu'un agent prépare")
struct GuichetPreparationTests {
    private let nom = String(repeating: "a", count: 64)
    private let cle = Array("age-encryption.org/v1\ncle".utf8)

    private func preparation(_ subject: GuichetSubject) throws -> GuichetPreparation {
        GuichetPreparation(
            pour: try #require(StructureName("ml.example")), subject: subject,
            fin: Instant(seconds: 1_795_000_000), preuve: nom, cle: cle,
            remplace: try #require(GuichetName(nom)))
    }

    @Test("un envoi ou une invitation se relit")
    func roundTrip() throws {
        for subject in [
            GuichetSubject.envoi(.random()), .invitation(modele: .picIPR, nombre: 10),
        ] {
            let asked = try preparation(subject)
            #expect(try GuichetPreparation(asked.object) == asked)
        }
        #expect(GuichetSubject.envoi(.random()).answers == GuichetBounds.answers)
    }

    @Test("les deux, ni l'un ni l'autre, une clé qui n'est pas scellée ou trop longue : refusés")
    func refused() throws {
        let asked = try preparation(.envoi(.random())).object
        func wrong(_ key: String, _ value: JSONValue?) {
            var object = asked
            object[key] = value
            #expect(throws: SchemaError.self, "\(key)") { try GuichetPreparation(object) }
        }
        func invitation(_ nombre: Int64) -> JSONValue {
            .object(
                JSONObject([("modele", .string("spe")), ("nombre", .integer(nombre))]))
        }
        wrong("envoi", nil)
        wrong("invitation", invitation(1))
        wrong("envoi", .string("pas-un-id"))
        wrong("preuve", .string("AA"))
        wrong("cle", .string(Base64.encode(Array("cle".utf8))))
        wrong("cle", .string("pas du base64"))
        wrong(
            "cle",
            .string(
                Base64.encode(cle + [UInt8](repeating: 0, count: GuichetBounds.sealedKey))))
        wrong("fin", .string("demain"))
        wrong("remplace", .string("b"))
        wrong("par", .string("moi"))
        for nombre: Int64 in [0, 11, -1] {
            var object = asked
            object["envoi"] = nil
            object["invitation"] = invitation(nombre)
            #expect(throws: SchemaError.self) { try GuichetPreparation(object) }
        }
    }

    @Test("chaque motif et chaque état a son français ; un agent n'en donne que trois")
    func words() {
        #expect(Set(GuichetMotif.allCases.map(\.french)).count == GuichetMotif.allCases.count)
        #expect(Set(GuichetMotif.allCases.map(\.detail)).count == GuichetMotif.allCases.count)
        #expect(GuichetStatut.allCases.map(\.french) == ["en préparation", "ouvert", "fermé"])
        #expect(GuichetMotif.ofAgents == [.refait, .ferme, .retire])
    }

    @Test("l'identifiant qui tient lieu d'un texte est toujours le même, et un UUID de version 4")
    func standing() throws {
        let id = PliID(standingFor: "a")
        #expect(id == PliID(standingFor: "a") && id != PliID(standingFor: "b"))
        #expect(PliID(id.text) == id)
        // SHA-256("a") begins with ca978112ca1bbdcafac231b39a23dc4d.
        #expect(id.text == "ca978112-ca1b-4dca-bac2-31b39a23dc4d")
    }
}
