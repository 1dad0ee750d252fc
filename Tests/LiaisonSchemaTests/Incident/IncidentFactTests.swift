import LiaisonBase
import LiaisonSchema
import Testing

private typealias F = IncidentFactFixture

@Suite("Les étapes d'un incident, écrites et relues")
struct IncidentFactTests {
    @Test("la table a une étape de chaque genre, et chaque texte se relit tel quel")
    func roundTrip() throws {
        var facts: [IncidentFact] = []
        for text in F.written {
            let fact = try IncidentFact(try F.object(text))
            #expect(JSONValue.object(fact.object).text == text)
            #expect(try IncidentFact(fact.object) == fact)
            #expect(try fact.genre.rawValue == F.genre(text))
            facts.append(fact)
        }
        #expect(Set(facts.map(\.genre)) == Set(IncidentFact.Genre.allCases))
    }

    @Test("ce qui est lu est ce qui est écrit")
    func values() throws {
        let fact = try IncidentFact(try F.object(F.written[1]))
        guard case .declaration(let said) = fact else { throw SchemaError(.form, "autre genre") }
        #expect(said.type == .violation)
        #expect(said.moments.soupcon == Instant("2026-11-22T08:00:00Z"))
        #expect(said.moments.connaissance == Instant("2026-11-23T14:00:00Z"))
        #expect(said.moments.all.count == 4)
        #expect(said.natures == [.disponibilite, .integrite, .confidentialite])
        #expect(said.portee.cles == [ActeFixture.denis] && said.portee.tout)
        #expect(said.portee.fiches.map(\.id) == [ActeFixture.id])
        #expect(said.arrets.map(\.text) == ["ml-grenoble.example", "a.example"])
        guard
            case .lu(_, _, let told) = try IncidentFact(
                try F.object(try #require(F.written.first { $0.contains(#""numero":7"#) })))
        else { throw SchemaError(.form, "autre genre") }
        #expect(told.type == .plainte && told.numero == 7 && told.phase == 2)
        #expect(told.plis == [ActeFixture.id] && told.natures == [.integrite])
    }

    @Test("une clé que la page ne nomme pas est refusée, à tout genre d'étape")
    func unknownKeys() throws {
        for text in F.written {
            for key in ["secret", "Fait", "nom", "numeroAGDREF", "faits"] {
                var object = try F.object(text)
                object[key] = .string("x")
                #expect(F.code(object) == .unknownKey, "\(key) dans \(text)")
            }
        }
    }

    @Test("une clé d'un autre genre d'étape est refusée")
    func foreignKeys() throws {
        let strays: [(String, String, String)] = [
            ("declaration", "risque", #""eleve""#), ("declaration", "motif", "\"\(F.sealed)\""),
            ("qualification", "type", #""violation""#), ("qualification", "arrets", "[]"),
            ("avis", "le", "\"\(F.le)\""), ("accuse", "par", #""a.example/service""#),
            ("notifie", "motif", "\"\(F.sealed)\""), ("retard", "le", "\"\(F.le)\""),
            ("recu", "phase", "1"), ("lu", "faits", #""x""#), ("envois", "motif", #""x""#),
            ("cloture", "le", "\"\(F.le)\""),
        ]
        for (genre, key, value) in strays {
            for text in F.written where try F.genre(text) == genre {
                var object = try F.object(text)
                object[key] = try JSONValue.parse(value.utf8)
                #expect(F.code(object) == .unknownKey, "\(key) dans \(text)")
            }
        }
    }

    /// What may be left out of a step.
    private func isOptional(_ key: String, in text: String) throws -> Bool {
        switch try F.genre(text) {
        case "declaration":
            let isComplaint = text.contains(#""type":"plainte""#)
            return ["soupcon", "connaissance", "portee", "arrets"].contains(key)
                || key == (isComplaint ? "decouverte" : "reception")
        case "qualification": return key != "fait" && key != "motif"
        case "cloture": return key == "motif"
        default: return false
        }
    }

    @Test("une clé obligatoire absente est refusée, une facultative ne manque pas")
    func missingKeys() throws {
        for text in F.written {
            for key in try F.object(text).keys {
                var object = try F.object(text)
                object[key] = nil
                let expected: SchemaError.Code? = try isOptional(key, in: text) ? nil : .value
                #expect(F.code(object) == expected, "sans \(key) : \(text)")
            }
        }
    }

    @Test(
        "ce qui revient sur un point demande un motif, le reste non",
        arguments: [
            (#""soupcon":"2026-11-23T12:00:00Z""#, true),
            (#""decouverte":"2026-11-23T12:00:00Z""#, true),
            (#""reception":"2026-11-23T12:00:00Z""#, true),
            (#""connaissance":"2026-11-23T12:00:00Z""#, true),
            (#""sans":["ml-grenoble.example"]"#, true), (#""ofii":false"#, true),
            (#""risque":"aucun""#, true), (#""risque":"limite""#, false),
            (#""risque":"eleve""#, false), (#""ofii":true"#, false), (#""sans":[]"#, false),
            (#""personnes":3"#, false), (#""enregistrements":3"#, false),
            (#""natures":["integrite"]"#, false), (#""portee":{"tout":true}"#, false),
        ])
    func reasons(member: String, isNeeded: Bool) throws {
        #expect(
            try F.code(F.object(#"{"fait":"qualification",\#(member)}"#))
                == (isNeeded ? .value : nil))
        let fact = try IncidentFact(
            try F.object(#"{"fait":"qualification",\#(member),"motif":"\#(F.sealed)"}"#))
        guard case .qualification(let said) = fact else { throw SchemaError(.form, "autre genre") }
        #expect(said.needsReason == isNeeded && said.motif != nil)
    }

    @Test("les étapes du service ne s'entrent pas ; chacun déclare, le DPO fait le reste")
    func permissions() throws {
        for text in F.written {
            let fact = try IncidentFact(try F.object(text))
            #expect(fact.isEntered == ![.avis, .accuse, .recu].contains(fact.genre))
            let allowed = Set(Role.allCases.filter { fact.permission.allows([$0]) })
            switch fact.genre {
            case .declaration: #expect(allowed == Set(Role.allCases))
            case .lu: #expect(allowed == [.referent, .dpo])
            default: #expect(allowed == [.dpo])
            }
        }
    }

    @Test("qui est prévenu se lit comme il s'écrit")
    func addressees() throws {
        for text in ["ofii", "cnil", "personnes", "ml-grenoble.example"] {
            #expect(NoticeAddressee(text)?.description == text)
        }
        #expect(NoticeAddressee("cnil") == .cnil && NoticeAddressee("ofii") == .ofii)
        #expect(NoticeAddressee("a.example/jean") == nil && NoticeAddressee("Personnes") == nil)
    }
}
