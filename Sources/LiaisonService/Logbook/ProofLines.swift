internal import LiaisonBase
internal import LiaisonCrypto

/// A consistency proof, a base64 hash a line.
public enum ProofLines {
    public static func write(_ proof: [[UInt8]]) -> String {
        proof.map { Base64.encode($0) + "\n" }.joined()
    }

    /// Nil for anything else, and for more than a tree can need.
    public static func read(_ bytes: [UInt8]) -> [[UInt8]]? {
        guard bytes.count <= 64 * 45, let text = String(validating: bytes, as: UTF8.self) else {
            return nil
        }
        let lines = text.split(separator: "\n").map { Base64.decode($0) }
        return lines.allSatisfy { $0?.count == 32 } ? lines.compactMap(\.self) : nil
    }
}
