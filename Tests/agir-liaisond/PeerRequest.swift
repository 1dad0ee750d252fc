import HTTPTypes
import Hummingbird
import LiaisonCrypto
import LiaisonHTTP
import NIOCore

/// A request of a partner's service, with what a test wants wrong about it.
struct PeerRequest {
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
        _ demandes: [PeerRequest], _ router: Router<Context>
    ) async throws -> [(status: Int, body: [UInt8])]
    where Context.Source == ApplicationRequestContextSource {
        let asked = demandes.map {
            LiveServer<Context>.Asked(
                method: $0.method, path: $0.path, fields: $0.headers, body: $0.body)
        }
        return try await LiveServer(router: router).answers(asked).map { ($0.status, $0.body) }
    }
}
