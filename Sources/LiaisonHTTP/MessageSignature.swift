internal import LiaisonBase
public import LiaisonCrypto
internal import RawStructuredFieldValues

/// The one form of RFC 9421 signature that the protocol uses (formats.md, «Peer protocol»): label
/// `liaison`, five components, six parameters, all in a fixed order.
public struct MessageSignature: Sendable, Equatable {
    public static let label = "liaison"
    public static let tag = "agir-liaison/v1"
    static let components = ["@method", "@path", "@query", "content-digest", "liaison-pour"]

    /// What is signed about a request.
    public struct Subject: Sendable, Equatable {
        public let method: String
        /// As in the request line, not decoded.
        public let path: String
        /// Without the question mark; nil when absent, which signs as `?` (RFC 9421 section 2.2.7).
        public let query: String?
        public let contentDigest: String
        /// The bare name of the structure that the request is meant for.
        public let pour: String

        public init(
            method: String, path: String, query: String?, contentDigest: String, pour: String
        ) {
            self.method = method
            self.path = path
            self.query = query
            self.contentDigest = contentDigest
            self.pour = pour
        }
    }

    /// Seconds since 1970.
    public let created: Int64
    /// 16 random bytes in base64.
    public let nonce: String
    /// `name+hexid` of the vkey.
    public let keyID: String
    public let signature: [UInt8]

    /// Signs with `key`.
    public init(
        _ subject: Subject, key: SigningKey, keyID: String, created: Int64,
        nonce: [UInt8] = Sodium.randomBytes(16)
    ) {
        self.created = created
        self.nonce = Base64.encode(nonce)
        self.keyID = keyID
        signature = key.sign(
            Self.base(
                subject,
                parameters: Self.parameters(created: created, nonce: self.nonce, keyID: keyID)))
    }

    /// Reads the two fields; nil unless they hold exactly one signature of that form.
    public init?(input: String, signature: String) {
        var inputParser = StructuredFieldValueParser(Array(input.utf8))
        var signatureParser = StructuredFieldValueParser(Array(signature.utf8))
        guard let inputs = try? inputParser.parseDictionaryFieldValue(),
            let signatures = try? signatureParser.parseDictionaryFieldValue(),
            inputs.count == 1, signatures.count == 1,
            case .innerList(let list)? = inputs[Self.label],
            case .item(let item)? = signatures[Self.label],
            let bytes = item.rfc9651BareItem.bytes, bytes.count == 64,
            item.rfc9651Parameters.isEmpty
        else { return nil }
        let names = list.bareInnerList.map { component -> String? in
            guard case .string(let name) = component.rfc9651BareItem,
                component.rfc9651Parameters.isEmpty
            else { return nil }
            return name
        }
        guard names == Self.components,
            list.rfc9651Parameters.map(\.0) == ["created", "nonce", "keyid", "alg", "tag"],
            case .integer(let created)? = list.rfc9651Parameters["created"],
            case .string(let nonce)? = list.rfc9651Parameters["nonce"],
            case .string(let keyID)? = list.rfc9651Parameters["keyid"],
            case .string("ed25519")? = list.rfc9651Parameters["alg"],
            case .string(Self.tag)? = list.rfc9651Parameters["tag"],
            Base64.decode(nonce)?.count == 16
        else { return nil }
        self.created = Int64(created)
        self.nonce = nonce
        self.keyID = keyID
        self.signature = bytes
    }

    public var inputField: String {
        "\(Self.label)=\(Self.parameters(created: created, nonce: nonce, keyID: keyID))"
    }

    public var signatureField: String { "\(Self.label)=:\(Base64.encode(signature)):" }

    /// Whether `key` made this signature over `subject`.
    public func verifies(_ subject: Subject, key: VerifierKey) -> Bool {
        key.keyID == keyID
            && key.verifies(
                signature,
                of: Self.base(
                    subject,
                    parameters: Self.parameters(created: created, nonce: nonce, keyID: keyID)))
    }

    /// The value of `@signature-params`: strictly serialised, so that what parses has one form only.
    private static func parameters(created: Int64, nonce: String, keyID: String) -> String {
        let names = components.map { "\"\($0)\"" }.joined(separator: " ")
        return "(\(names));created=\(created);nonce=\"\(nonce)\";keyid=\"\(keyID)\""
            + ";alg=\"ed25519\";tag=\"\(tag)\""
    }

    private static func base(_ subject: Subject, parameters: String) -> [UInt8] {
        let values = [
            subject.method, subject.path, "?" + (subject.query ?? ""), subject.contentDigest,
            subject.pour,
        ]
        return base(Array(zip(components, values)), parameters: parameters)
    }

    /// The signature base (RFC 9421 section 2.5): each component and its value, then the parameters.
    static func base(
        _ components: [(name: String, value: String)], parameters: String
    ) -> [UInt8] {
        var lines = components.map { "\"\($0.name)\": \($0.value)" }
        lines.append("\"@signature-params\": \(parameters)")
        return Array(lines.joined(separator: "\n").utf8)
    }
}
