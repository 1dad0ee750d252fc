internal import LiaisonBase

/// A generated secret for people to write down: 125 bits as 25 characters of Crockford Base32 in
/// five groups (formats.md, «Files of an agent»).
public enum RecoveryCode {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// `XXXXX-XXXXX-XXXXX-XXXXX-XXXXX`: exactly the scrypt input.
    public static func generate() -> String {
        let characters = Sodium.randomBytes(25).map { alphabet[Int($0 & 31)] }
        return stride(from: 0, to: 25, by: 5)
            .map { String(decoding: characters[$0..<$0 + 5], as: UTF8.self) }
            .joined(separator: "-")
    }

    /// What a person typed, or pasted from a mail, put back into the form it was generated in: case,
    /// spaces and dashes of any kind (`TypedCode`), O for 0, I and L for 1. Nil when it is not 25 such
    /// characters.
    public static func normalize(_ typed: String) -> String? {
        var characters: [UInt8] = []
        for byte in TypedCode.signs(typed).uppercased().utf8 {
            switch byte {
            case UInt8(ascii: "O"): characters.append(UInt8(ascii: "0"))
            case UInt8(ascii: "I"), UInt8(ascii: "L"): characters.append(UInt8(ascii: "1"))
            case let other where alphabet.contains(other): characters.append(other)
            default: return nil
            }
        }
        guard characters.count == 25 else { return nil }
        return stride(from: 0, to: 25, by: 5)
            .map { String(decoding: characters[$0..<$0 + 5], as: UTF8.self) }
            .joined(separator: "-")
    }
}
