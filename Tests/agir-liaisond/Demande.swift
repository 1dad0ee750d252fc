import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LiaisonCrypto
import LiaisonHTTP
import NIOCore

/// A request of a partner's service, with what a test wants wrong about it.
struct Demande {
    var method = HTTPRequest.Method.put
    var path: String
    var body: [UInt8]
    var digest: String?
    var pour = "b.example"
    var created: Int64
    var nonce = Sodium.randomBytes(16)
    var key: SigningKey
    var keyID: String
    var drop: [String] = []
    var twice: [String] = []

    var headers: HTTPFields {
        let digest = digest ?? ContentDigest.field(of: body)
        let halves = path.split(separator: "?", maxSplits: 1)
        let signature = MessageSignature(
            .init(
                method: method.rawValue, path: String(halves[0]),
                query: halves.count > 1 ? String(halves[1]) : nil, contentDigest: digest,
                pour: pour),
            key: key, keyID: keyID, created: created, nonce: nonce)
        var fields = HTTPFields()
        for (name, value) in [
            (FieldNames.contentDigest, digest), (FieldNames.pour, pour),
            (FieldNames.signatureInput, signature.inputField),
            (FieldNames.signature, signature.signatureField),
        ] where !drop.contains(name) {
            for _ in 0..<(twice.contains(name) ? 2 : 1) {
                fields.append(HTTPField(name: HTTPField.Name(name)!, value: value))
            }
        }
        return fields
    }

    /// What a live server with those routes answers, one request after another.
    static func ask<Context: RequestContext>(
        _ demandes: [Demande], _ router: Router<Context>
    ) async throws -> [(status: Int, body: [UInt8])]
    where Context.Source == ApplicationRequestContextSource {
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        return try await app.test(.live) { client in
            var answers: [(Int, [UInt8])] = []
            for demande in demandes {
                let answer = try await client.executeRequest(
                    uri: demande.path, method: demande.method, headers: demande.headers,
                    body: ByteBuffer(bytes: demande.body))
                answers.append((answer.status.code, Array(answer.body.readableBytesView)))
            }
            return answers
        }
    }
}
