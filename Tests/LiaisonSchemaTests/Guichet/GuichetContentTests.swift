import LiaisonBase
import LiaisonCrypto
import Testing

@testable import LiaisonSchema

/// The link's secret, what is sealed, and what comes back.
@Suite("Guichet : le lien, le contenu, la réponse")
struct GuichetContentTests {
    private static let id = "7c6e0f0a-3f52-4e0c-9d7c-0d2a6d1f9b11"

    @Test("un jeton : 22 signes d'une seule écriture, un nom, et rien de lui dans un texte")
    func token() throws {
        let token = try #require(GuichetToken("AAECAwQFBgcICQoLDA0ODw"))
        // printf 'agir-liaison/guichet/v1\nAAECAwQFBgcICQoLDA0ODw' | sha256sum
        #expect(
            token.name.text == "1bed552d71ffe739af816506c225d74209ce5a0979f1bc50708c2d63f5fcb343")
        #expect(token.text == "AAECAwQFBgcICQoLDA0ODw")
        #expect("\(token)" == "«secret»" && !"\(String(reflecting: token))".contains("AAEC"))
        for wrong in [
            "", "AAECAwQFBgcICQoLDA0ODx", "AAECAwQFBgcICQoLDA0OD", "AAECAwQFBgcICQoLDA0ODw==",
            "AAECAwQFBgcICQoLDA0OD+", " AAECAwQFBgcICQoLDA0ODw", "AAECAwQFBgcICQoLDA0ODwAA",
        ] { #expect(GuichetToken(wrong) == nil, "\(wrong)") }
        let (one, other) = (try GuichetToken(), try GuichetToken())
        #expect(one.text != other.text && one.text.utf8.count == 22)
        #expect(GuichetToken(one.text)?.name == one.name)
        var words = Array("abri balcon".utf8)
        let password = try token.password(phrase: try SecretBytes(taking: &words))
        #expect(
            password.withBytes { String(decoding: $0, as: UTF8.self) }
                == "abri balcon.AAECAwQFBgcICQoLDA0ODw")
        #expect(GuichetName(token.name.text) == token.name)
        #expect(GuichetName("AB") == nil && GuichetName(token.name.text.uppercased()) == nil)
    }

    @Test("un contenu : ses membres dans l'ordre, puis des espaces jusqu'à une longueur de Padmé")
    func content() throws {
        let fiche = try FicheFixture.fiche()
        let content = try GuichetContent(
            id: try #require(PliID(Self.id)),
            formulaire: FicheTree.render(fiche, signature: "Signé", information: nil),
            fiche: fiche.content,
            pieces: [Payload.Part(nom: "a.pdf", type: "application/pdf", content: [1, 2, 3])],
            expediteur: .init(
                libelle: "AGIR", agent: "Claire Exemple", fonction: "Référente", telephone: "04",
                empreinte: "1"), expire: try #require(CalendarDate("2026-12-25")), reponse: nil)
        let plaintext = content.plaintext
        #expect(Padme.roundedUp(plaintext.count) == plaintext.count)
        let object = try #require(try JSONValue.parse(plaintext).object)
        #expect(
            object.keys == [
                "id", "formulaire", "fiche", "pieces", "expediteur", "expire", "preuve",
                "cleReponse",
            ])
        #expect(object["fiche"] == .object(fiche.content))
        #expect(
            object["pieces"] == [["nom": "a.pdf", "type": "application/pdf", "donnees": "AQID"]])
        let proof = try #require(object["preuve"]?.string.flatMap { Base64.decode($0) })
        #expect(proof.count == 32 && Hash.sha256(proof) == content.proofDigest)
        #expect(object["cleReponse"] != object["preuve"])
    }

    @Test("un contenu relu est le même, ses arbres compris ; ce qui n'en est pas un est refusé")
    func contentReading() throws {
        let fiche = try FicheFixture.fiche()
        let form = FormDescription.form(for: .spe)
        let content = try GuichetContent(
            id: try #require(PliID(Self.id)),
            formulaire: FicheTree.render(fiche, signature: "Signé", information: nil), fiche: nil,
            pieces: [Payload.Part(nom: "a.pdf", type: "application/pdf", content: [1, 2, 3])],
            expediteur: .init(
                libelle: "AGIR", agent: "Claire Exemple", fonction: "Référente", telephone: "04",
                empreinte: "1"), expire: try #require(CalendarDate("2026-12-25")),
            reponse: form.fieldTree(
                sens: .partenaireVersAGIR, isReply: true, content: fiche.content,
                today: FicheFixture.today()))
        let read = try GuichetContent(content.plaintext)
        #expect(read.plaintext == content.plaintext)
        #expect(read.formulaire == content.formulaire && read.reponse == content.reponse)
        let text = String(decoding: content.plaintext, as: UTF8.self)
        for (found, put) in [
            (#""genre":"texte""#, #""genre":"html""#),
            (#""genre":"texte""#, #""html":"x","genre":"texte""#),
            (#""niveau":1"#, #""niveau":4"#), (#""retrait":1"#, #""retrait":4"#),
            (#""saisie":"date""#, #""saisie":"fichier""#), (#""cle":"/"#, #""cle":"/__/"#),
            (#""messages":{"#, #""messages":{"autre":"x","#), (#""avant":"/"#, #""avant":"hier/"#),
            (#""expire":"2026-12-25""#, #""expire":"2026-13-25""#),
            (#""nom":"a.pdf""#, #""nom":"/a.pdf""#),
            (#""preuve":""#, #""preuve":"AA"#), (#""fonction":"Référente""#, #""fonction":"""#),
            ("POUR RAPPEL", #"POUR\u0007RAPPEL"#),
        ] {
            #expect(text.contains(found), "\(found)")
            let changed = text.replacing(found, with: put, maxReplacements: 1)
            #expect(throws: SchemaError.self, "\(put)") { try GuichetContent(Array(changed.utf8)) }
        }
    }

    private static let whole =
        #"{"id":"\#(id)","texte":"Bien reçu.","rendezVous":{"le":"2026-12-03T09:30","lieu":"Grenoble"},"#
        + #""pieces":[{"nom":"a.pdf","type":"application/pdf","donnees":"JVBERi0="}],"#
        + #""repondant":{"nom":"Jean Modèle","fonction":"Conseiller","telephone":"04"}}   "#

    private static func read(_ text: String) throws(SchemaError) -> GuichetReply {
        guard let id = PliID(id) else { throw SchemaError(.value, "") }
        return try GuichetReply(Array(text.utf8), id: id)
    }

    @Test("une réponse entière")
    func reply() throws {
        let reply = try Self.read(Self.whole)
        #expect(reply.texte == "Bien reçu.")
        #expect(reply.rendezVous?.day == CalendarDate("2026-12-03"))
        #expect(reply.rendezVous?.time == "09:30" && reply.rendezVous?.lieu == "Grenoble")
        #expect(reply.pieces.map(\.type) == [.pdf])
        #expect(reply.repondant.telephone == "04")
        #expect(try reply.report(today: FicheFixture.today(), reponseA: true) == nil)
        // A document that is not what it says is kept, under no type.
        let other = try Self.read(Self.whole.replacing("JVBERi0=", with: "TVqQAA=="))
        #expect(other.pieces.map(\.type) == [nil])
        #expect(other.pieces.first?.content == [0x4D, 0x5A, 0x90, 0])
    }

    @Test("une fiche dans une réponse est jugée comme toute autre")
    func ficheOfReply() throws {
        let text = Self.whole.replacing(
            #""pieces""#,
            with: #""fiche":{"version":1,"modele":"spe","sens":"partenaire-vers-agir"},"pieces""#)
        let report = try #require(
            try Self.read(text).report(today: FicheFixture.today(), reponseA: true))
        #expect(
            report.fiche == nil && report.erreurs.contains { $0.pointeur == "/beneficiaire/nom" })
    }

    @Test(
        "ce qui n'est pas une réponse : refusé",
        arguments: [
            (#""id":"7c6e"#, #""id":"8c6e"#, SchemaError.Code.mismatch),
            (#"{"id""#, #"{"Id""#, .unknownKey), (#""texte""#, #""html""#, .unknownKey),
            ("Bien reçu.", " ", .value), ("Bien reçu.", "a\\u0001b", .value),
            ("2026-12-03T09:30", "2026-02-30T09:30", .value), ("T09:30", "T24:00", .value),
            ("T09:30", "T09:30:00", .value), ("Grenoble", "", .value),
            ("Grenoble", "a\\nb", .value), ("a.pdf", "../a.pdf", .value), ("a.pdf", ".a", .value),
            ("JVBERi0=", "JVBERi0", .value), (#""nom":"Jean Modèle","#, "", .value),
            ("Jean Modèle", "\\u001b[31m", .value),
            (#","repondant""#, #","id":"x","repondant""#, .form),
            ("}   ", "}   x", .form),
            (#""repondant":{"#, #""repondant":{"mail":"x","#, .unknownKey),
        ])
    func refused(found: String, put: String, code: SchemaError.Code) throws {
        #expect(Self.whole.contains(found))
        do throws(SchemaError) {
            _ = try Self.read(Self.whole.replacing(found, with: put, maxReplacements: 1))
            Issue.record("prise : \(put)")
        } catch { #expect(error.code == code, "\(error)") }
    }

    @Test("les bornes : vingt pièces, un nom une fois, dix mille caractères, et pas rien")
    func bounds() throws {
        func with(pieces: Int, sameName: Bool = false, texte: Int? = nil) -> String {
            let list = (0..<pieces).map {
                #"{"nom":"\#(sameName ? 0 : $0).pdf","type":"x","donnees":""}"#
            }
            let text = texte.map { #""texte":"\#(String(repeating: "é", count: $0))","# } ?? ""
            return #"{"id":"\#(Self.id)",\#(text)"pieces":[\#(list.joined(separator: ","))],"#
                + #""repondant":{"nom":"a","fonction":"b"}}"#
        }
        #expect(try Self.read(with(pieces: 20)).pieces.count == 20)
        #expect(try Self.read(with(pieces: 0, texte: 10_000)).pieces.isEmpty)
        for wrong in [
            with(pieces: 21), with(pieces: 2, sameName: true), with(pieces: 0),
            with(pieces: 0, texte: 10_001),
        ] { #expect(throws: SchemaError(.value, "")) { try Self.read(wrong) } }
    }
}
