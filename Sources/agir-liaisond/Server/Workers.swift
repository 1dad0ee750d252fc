import Dispatch

/// Where requests wait for the disk: those that wait together share a commit, and the threads that serve
/// the others do not wait.
enum Workers {
    private static let light = DispatchQueue(label: "stockage", attributes: .concurrent)
    /// Where large bodies wait: one at a time, for while a pli is read, sealed and stored it is in memory
    /// four times.
    private static let heavy = DispatchQueue(label: "stockage-lourd")
    /// Bytes from which a body is large.
    private static let large = 1_024 * 1_024

    /// - Parameter bytes: of the request's body.
    static func run<Result: Sendable>(
        body bytes: Int = 0, _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            (bytes < large ? light : heavy).async {
                continuation.resume(with: Swift.Result { try work() })
            }
        }
    }
}
