/// Stands for the module of that name: the fuzzers read what strangers send, none of which reaches
/// ML-KEM, and building swift-crypto for them would take minutes.
public enum HybridKEM {
    public static let seedLength = 32
    public static let publicKeyLength = 1_216
    public static let encapsulationLength = 1_120

    public struct Sealed {
        public let encapsulation: [UInt8]
        public let body: [UInt8]
    }

    public static func publicKey(seed: UnsafeRawBufferPointer) -> [UInt8]? { nil }

    public static func seal(_ message: [UInt8], to publicKey: [UInt8], info: String) -> Sealed? {
        nil
    }

    public static func open(
        _ sealed: (encapsulation: [UInt8], body: [UInt8]), seed: UnsafeRawBufferPointer,
        info: String
    ) -> [UInt8]? { nil }
}
