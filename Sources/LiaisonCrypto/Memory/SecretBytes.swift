internal import CSodium

/// Secret bytes in memory that is locked, guarded on both sides, and wiped when released
/// (`sodium_malloc`). Prints as `«secret»`; not `Codable`; compared in constant time.
public final class SecretBytes: Sendable, CustomStringConvertible, CustomReflectable {
    // Written in the initialiser only, then read: safe to share.
    nonisolated(unsafe) private let pointer: UnsafeMutablePointer<UInt8>
    public let count: Int

    /// - Throws: `.unavailable` when no guarded memory can be had.
    public init(
        count: Int, fill: (UnsafeMutablePointer<UInt8>) -> Void
    ) throws(CryptoError) {
        // Before the library has started, `sodium_malloc` aborts the process.
        try Sodium.start()
        guard let memory = sodium_malloc(max(count, 1)) else {
            throw CryptoError(
                .unavailable, "La mémoire protégée manque.",
                hint: "Relevez la limite de mémoire verrouillée (ulimit -l).")
        }
        pointer = memory.bindMemory(to: UInt8.self, capacity: max(count, 1))
        self.count = count
        fill(pointer)
    }

    /// Moves bytes in and wipes where they were.
    public convenience init(taking bytes: inout [UInt8]) throws(CryptoError) {
        // Another reference to them would make the wiping a copy's.
        let count = bytes.count
        try self.init(count: count) { memory in
            bytes.withUnsafeBufferPointer {
                if let start = $0.baseAddress { memory.update(from: start, count: count) }
            }
        }
        Sodium.wipe(&bytes)
    }

    /// Fresh random bytes.
    public convenience init(random count: Int) throws(CryptoError) {
        try self.init(count: count) { randombytes_buf($0, count) }
    }

    deinit {
        sodium_free(pointer)
    }

    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: pointer, count: count))
    }

    /// For the C functions of this module.
    func withPointer<Result, Failure: Error>(
        _ body: (UnsafePointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafePointer(pointer))
    }

    public func equals(_ other: SecretBytes) -> Bool {
        count == other.count && sodium_memcmp(pointer, other.pointer, count) == 0
    }

    public var description: String { "«secret»" }
    public var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}
