internal import LiaisonBase
public import LiaisonCrypto

/// An «empreinte»: six groups of five digits, read out by another channel (formats.md, «carte»).
public struct Fingerprint: Sendable, Equatable, CustomStringConvertible {
    /// Six groups of five digits.
    public let groups: [String]

    /// Of a structure: over its structure vkey.
    public init(structure key: VerifierKey) {
        self.init(hashing: "agir-liaison/empreinte/v1\n\(key)")
    }

    /// Of an agent: over its vkey and recipient.
    public init(agent key: VerifierKey, recipient: AgeRecipient) {
        self.init(hashing: "agir-liaison/empreinte-agent/v1\n\(key)\n\(recipient)")
    }

    /// Reads what a person typed, or pasted from a mail: 30 digits, spaces and dashes as they like.
    public init?(typed: String) {
        let text = Array(TypedCode.signs(typed).utf8)
        guard text.count == 30, text.allSatisfy({ (48...57).contains($0) }) else { return nil }
        groups = stride(from: 0, to: 30, by: 5).map {
            String(decoding: text[$0..<$0 + 5], as: UTF8.self)
        }
    }

    private init(hashing text: String) {
        let hash = Hash.sha256(text.utf8)
        groups = (0..<6).map { group in
            let value = hash[group * 5..<group * 5 + 5].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let digits = String(value % 100_000)
            return String(repeating: "0", count: 5 - digits.count) + digits
        }
    }

    public var description: String { groups.joined(separator: " ") }

    /// In constant time.
    public static func == (left: Fingerprint, right: Fingerprint) -> Bool {
        Sodium.equal(Array(left.description.utf8), Array(right.description.utf8))
    }

    /// The numbers (from 1) of the groups that differ: for the person at the keyboard only.
    public func differingGroups(from other: Fingerprint) -> [Int] {
        (0..<6).filter { groups[$0] != other.groups[$0] }.map { $0 + 1 }
    }
}
