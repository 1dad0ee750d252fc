import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

@Suite("La demande d'une personne")
struct RightsRequestTests {
    private static let amina = "1:" + String(repeating: "a0", count: 16)
    private static let id = ActeFixture.id.text
    private static let motif = "YWdlLWVuY3J5cHRpb24ub3JnL3YxCg=="

    /// One of each kind, with and without what may be left out.
    private static let written = [
        """
        {"etape":"ouverture","droit":"acces","recue":"2026-01-31","personnes":["\(amina)"],\
        "details":"\(motif)","identite":"verifiee"}
        """,
        """
        {"etape":"ouverture","droit":"effacement","recue":"2026-01-31","personnes":["\(amina)"],\
        "details":"\(motif)","identite":"a-verifier"}
        """,
        #"{"etape":"identite","moyen":"piece"}"#,
        #"{"etape":"prolongation","motif":"\#(motif)"}"#,
        #"{"etape":"execution"}"#, #"{"etape":"execution","contentieux":4}"#,
        #"{"etape":"envoi","pour":"ml-grenoble.example","id":"\#(id)"}"#,
        #"{"etape":"reponse","id":"\#(id)"}"#,
        #"{"etape":"exclusion","de":"ml-grenoble.example","id":"\#(id)"}"#,
        #"{"etape":"refus","motif":"\#(motif)"}"#,
        #"{"etape":"cloture"}"#, #"{"etape":"cloture","motif":"\#(motif)"}"#,
        #"{"etape":"recu","de":"ml-grenoble.example","id":"\#(id)","recue":"2026-01-31"}"#,
        #"{"etape":"execution","plis":5}"#,
        #"{"etape":"reponse","id":"\#(id)","plis":["ml-grenoble.example \#(id)"]}"#,
        // Three months after the end.
        #"{"etape":"ouverture","droit":"acces","recue":"2026-01-31","identite":"verifiee"}"#,
        #"{"etape":"prolongation"}"#, #"{"etape":"refus"}"#,
    ]

    private func object(_ text: String) throws -> JSONObject {
        try #require(try JSONValue.parse(text.utf8).object)
    }

    private func fact(_ text: String) throws -> RequestFact { try RequestFact(try object(text)) }

    private func request(_ texts: String...) throws -> RightsRequest {
        try request(texts.map { try fact($0) })
    }

    private func request(_ facts: [RequestFact]) throws -> RightsRequest {
        let par = try #require(KeyName(agent: "agir38.example/dora.dpo"))
        return try #require(
            RightsRequest(
                n: 3,
                steps: facts.enumerated().map {
                    .init(le: Instant(seconds: 1_795_000_000 + Int64($0)), par: par, fact: $1)
                }))
    }

    @Test("chaque étape se relit telle quelle, et la table les a toutes")
    func roundTrip() throws {
        var found = Set<RequestFact.Etape>()
        for text in Self.written {
            let fact = try fact(text)
            #expect(JSONValue.object(fact.object).text == text)
            found.insert(fact.etape)
        }
        #expect(found == Set(RequestFact.Etape.allCases))
    }

    @Test("une clé inconnue, absente ou d'une autre sorte est refusée")
    func strict() throws {
        let optional: Set = ["contentieux", "motif", "plis"]
        for text in Self.written {
            var more = try object(text)
            more["numeroAGDREF"] = .string("3803012345")
            #expect(throws: SchemaError(.unknownKey, "")) { try RequestFact(more) }
            for key in try object(text).keys {
                var less = try object(text)
                less[key] = nil
                let isOptional =
                    optional.contains(key)
                    && ["execution", "cloture", "prolongation", "refus", "reponse"].contains {
                        text.contains($0)
                    }
                if !isOptional {
                    #expect(throws: SchemaError(.value, "")) { try RequestFact(less) }
                }
                var wrong = try object(text)
                wrong[key] = .bool(true)
                #expect(throws: SchemaError.self, "\(key) : \(text)") { try RequestFact(wrong) }
            }
        }
    }

    @Test(
        "un mois de la réception, trois si elle est prolongée, toujours comptés de ce jour",
        arguments: [
            ("2026-01-31", "2026-02-28", "2026-04-30"), ("2028-01-31", "2028-02-29", "2028-04-30"),
            ("2026-11-30", "2026-12-30", "2027-02-28"), ("2026-12-31", "2027-01-31", "2027-03-31"),
        ])
    func deadlines(recue: String, first: String, extended: String) throws {
        let opening = Self.written[0].replacing("2026-01-31", with: recue)
        let short = try request(opening)
        #expect(short.echeance.description == first)
        #expect(!short.isLate(on: short.echeance))
        #expect(short.isLate(on: short.echeance.adding(days: 1)))
        let long = try request(opening, Self.written[3])
        #expect(long.echeance.description == extended)
        #expect(long.firstDeadline == short.echeance)
        let closed = try request(opening, Self.written[10])
        #expect(!closed.isLate(on: closed.echeance.adding(days: 99)))
    }

    @Test("le statut suit les étapes")
    func states() throws {
        let (open, unknown) = (Self.written[0], Self.written[1])
        #expect(try request(open).statut == .recue)
        #expect(try request(unknown).statut == .identiteAVerifier)
        #expect(try request(unknown, Self.written[3]).statut == .identiteAVerifier)
        #expect(try request(unknown, Self.written[2]).statut == .enCours)
        #expect(try request(open, Self.written[7]).statut == .enCours)
        #expect(try request(open, Self.written[3], Self.written[7]).statut == .prolongee)
        #expect(try request(open, Self.written[3], Self.written[9]).statut == .refusee)
        #expect(try request(open, Self.written[11]).statut == .close)
        let done = try request(unknown, Self.written[2], Self.written[5], Self.written[6])
        #expect(done.isExecuted && done.isIdentified && done.contentieux == 4)
        #expect(done.envois.map(\.pour.text) == ["ml-grenoble.example"])
        #expect(RightsRequest(n: 1, steps: []) == nil)
    }

    @Test("un agent n'inscrit ni ce que note le service, ni ce dont la personne est ôtée")
    func entered() throws {
        let left = [12, 15, 16, 17]
        for (index, text) in Self.written.enumerated() {
            #expect(try fact(text).isEntered != left.contains(index), "\(text)")
        }
        let received = try request(Self.written[12])
        #expect(received.droit == nil && received.pli?.id == ActeFixture.id)
        #expect(received.statut == .recue && received.echeance.description == "2026-02-28")
        #expect(received.french == "demande de droits de ml-grenoble.example")
        #expect(try request(Self.written[15], Self.written[17]).statut == .refusee)
    }

    @Test("les détails ne se lisent que de qui les a en clé")
    func details() throws {
        let (reader, other) = (try AgeIdentity.generate(.x25519), try AgeIdentity.generate(.x25519))
        let details = try RequestDetails(
            numeroAGDREF: try #require(AGDREFNumber("3803012345")), texte: "Tout",
            champs: JSONObject([("/beneficiaire/nom", .string("SPECIMEN"))]))
        let sealed = try details.sealed(to: [reader.recipient])
        #expect(RequestDetails(sealed, with: [reader]) == details)
        #expect(RequestDetails(sealed, with: [other]) == nil)
    }
}
