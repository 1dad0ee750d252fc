import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

@testable import LiaisonHTTP

@Suite("Signature des demandes")
struct SignatureTests {
    private let key: SigningKey
    private let verifier: VerifierKey
    private let subject = MessageSignature.Subject(
        method: "PUT", path: "/v1/plis/x", query: nil,
        contentDigest: ContentDigest.field(of: [1, 2, 3]), pour: "b.example")

    init() throws {
        var seed = [UInt8](0..<32)
        key = try SigningKey(seed: SecretBytes(taking: &seed))
        verifier = try key.verifierKey(name: "a.example/service")
    }

    private func signed(_ subject: MessageSignature.Subject) -> MessageSignature {
        MessageSignature(
            subject, key: key, keyID: verifier.keyID, created: 1_795_000_000,
            nonce: [UInt8](repeating: 7, count: 16))
    }

    @Test("la base signée est celle de la RFC 9421, écrite ici à la main")
    func base() {
        let parameters =
            #"("@method" "@path" "@query" "content-digest" "liaison-pour");created=1795000000"#
            + #";nonce="BwcHBwcHBwcHBwcHBwcHBw==";keyid="\#(verifier.keyID)""#
            + #";alg="ed25519";tag="agir-liaison/v1""#
        let base = """
            "@method": PUT
            "@path": /v1/plis/x
            "@query": ?
            "content-digest": sha-256=:A5BYxvLAy0ksUzsKTRTvd8wPeKvMztUofYShogEc+4E=:
            "liaison-pour": b.example
            "@signature-params": \(parameters)
            """
        let signature = signed(subject)
        #expect(signature.inputField == "liaison=\(parameters)")
        #expect(signature.signature == key.sign(Array(base.utf8)))
        #expect(verifier.verifies(signature.signature, of: Array(base.utf8)))
    }

    @Test("RFC 9421, annexe B.2.6 : la base et la signature Ed25519 publiées")
    func published() throws {
        // The last 32 bytes of the PKCS #8 and SubjectPublicKeyInfo forms of «test-key-ed25519».
        let secret = "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF"
        let known = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="
        var seed = Array(try #require(Base64.decode(secret)).suffix(32))
        let key = try SigningKey(seed: SecretBytes(taking: &seed))
        #expect(key.publicKey == Array(try #require(Base64.decode(known)).suffix(32)))
        let base = MessageSignature.base(
            [
                ("date", "Tue, 20 Apr 2021 02:07:55 GMT"), ("@method", "POST"), ("@path", "/foo"),
                ("@authority", "example.com"), ("content-type", "application/json"),
                ("content-length", "18"),
            ],
            parameters: #"("date" "@method" "@path" "@authority" "content-type" "content-length")"#
                + #";created=1618884473;keyid="test-key-ed25519""#)
        let signature =
            "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
        #expect(Base64.encode(key.sign(base)) == signature)
    }

    @Test("ce qui est signé se relit et se vérifie ; chaque changement se voit")
    func verification() throws {
        let signature = signed(subject)
        let read = try #require(
            MessageSignature(input: signature.inputField, signature: signature.signatureField))
        #expect(read == signature && read.verifies(subject, key: verifier))
        func changed(
            method: String = "PUT", path: String = "/v1/plis/x", query: String? = nil,
            digest: String? = nil, pour: String = "b.example"
        ) -> MessageSignature.Subject {
            .init(
                method: method, path: path, query: query,
                contentDigest: digest ?? subject.contentDigest, pour: pour)
        }
        let others = [
            changed(method: "GET"), changed(path: "/v1/plis/y"), changed(query: "a"),
            changed(digest: ContentDigest.field(of: [])), changed(pour: "c.example"),
        ]
        for other in others { #expect(!read.verifies(other, key: verifier)) }
        // An absent query and an empty one sign alike (RFC 9421 section 2.2.7).
        #expect(read.verifies(changed(query: ""), key: verifier))
        #expect(!read.verifies(subject, key: try key.verifierKey(name: "a.example/autre")))
    }

    @Test("une autre forme que celle du protocole n'est pas lue")
    func forms() {
        let good = signed(subject)
        let wrongInputs: [(String, String)] = [
            ("liaison=", "autre="), (#""@method" "@path""#, #""@path" "@method""#),
            (#" "liaison-pour""#, ""), (#""liaison-pour")"#, #""liaison-pour" "date")"#),
            (#""@query""#, #""@query";req"#), (#";alg="ed25519""#, ""), ("ed25519", "hmac-sha256"),
            ("agir-liaison/v1", "agir-liaison/v2"),
            ("created=1795000000", #"created="1795000000""#),
            (";created=1795000000", ""), ("created=1795000000", "created=1795000000;expires=1"),
            ("BwcHBwcHBwcHBwcHBwcHBw==", "BwcHBwcH"), ("created=", "keyid=\"x\";created="),
        ]
        for (from, to) in wrongInputs {
            let input = good.inputField.replacing(from, with: to)
            #expect(input != good.inputField)
            #expect(
                MessageSignature(input: input, signature: good.signatureField) == nil, "\(input)")
        }
        let twice = "\(good.inputField), autre=(\"@method\");created=1"
        #expect(MessageSignature(input: twice, signature: good.signatureField) == nil)
        for signature in [
            "", "liaison=", "autre=:AA==:", "liaison=:AA==:", good.signatureField + ";a",
            good.signatureField + ", autre=:AA==:", good.signatureField.replacing(":", with: "\""),
            good.signatureField + "\n", "liaison=:\(String(repeating: "A", count: 90)):",
        ] {
            #expect(
                MessageSignature(input: good.inputField, signature: signature) == nil,
                "\(signature)")
        }
    }

    @Test("Content-Digest : l'exemple de la RFC 9530, et ce qui ne convient pas")
    func digest() {
        let body = Array(#"{"hello": "world"}"#.utf8)
        // RFC 9530 appendix B: this body without the line feed, by sha-256.
        let field = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"
        #expect(ContentDigest.field(of: body) == field)
        #expect(ContentDigest.matches(field, body))
        #expect(ContentDigest.matches("sha-512=:AAAA:, " + field, body))
        for wrong in [
            "", "sha-256=", "sha-256=:X48E:", "sha-512=:AAAA:", "sha-256=\"x\"", field + ",",
            field.replacing("X", with: "Y"), "sha-256=(\(field.dropFirst(8)))", "SHA-256=:X48E:",
        ] {
            #expect(!ContentDigest.matches(wrong, body), "\(wrong)")
        }
        #expect(!ContentDigest.matches(field, body + [0x0A]))
    }
}
