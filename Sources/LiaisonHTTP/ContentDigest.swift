internal import LiaisonBase
internal import LiaisonCrypto
internal import RawStructuredFieldValues

/// The `Content-Digest` field (RFC 9530), sha-256.
public enum ContentDigest {
    /// Of a body; of the empty string when there is none.
    public static func field(of body: [UInt8]) -> String {
        "sha-256=:\(Base64.encode(Hash.sha256(body))):"
    }

    /// Whether the field holds a sha-256 digest that fits the body. Other algorithms are ignored.
    public static func matches(_ field: String, _ body: [UInt8]) -> Bool {
        var parser = StructuredFieldValueParser(Array(field.utf8))
        guard let dictionary = try? parser.parseDictionaryFieldValue(),
            case .item(let item)? = dictionary["sha-256"], let digest = item.rfc9651BareItem.bytes
        else { return false }
        return Sodium.equal(digest, Hash.sha256(body))
    }
}

extension RFC9651BareItem {
    /// The bytes of a byte sequence.
    var bytes: [UInt8]? {
        guard case .undecodedByteSequence(let text) = self else { return nil }
        return Base64.decode(text)
    }
}
