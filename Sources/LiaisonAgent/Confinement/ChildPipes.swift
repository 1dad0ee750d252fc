import Glibc
import LiaisonCrypto

/// The pipes of a child: what goes in, in full, while what comes out is read. They are sockets: writing on
/// one whose reader is gone is an error, and no signal to the whole program.
final class ChildPipes {
    /// The child's number of its first file; after the standard streams.
    static let firstFile: Int32 = 3
    private static let errorLimit = 4_096

    /// What is still to be written where.
    private struct Source {
        let descriptor: Int32
        let content: [UInt8]
        var written = 0
    }

    /// The child's descriptors, from 0 on.
    private(set) var childEnds: [Int32?] = []
    private var sources: [Source] = []
    private var outputEnd: Int32
    private var errorEnd: Int32
    private var errorBytes: [UInt8] = []

    /// What came on standard error.
    var errors: String { String(decoding: errorBytes, as: UTF8.self) }

    /// - Throws: `.unavailable` when there are no descriptors left.
    init(files: [[UInt8]], input: SecretBytes?) throws {
        let pairs = try Self.pairs(3 + files.count)
        childEnds = pairs.map(\.child)
        outputEnd = pairs[1].ours
        errorEnd = pairs[2].ours
        for (pair, content) in zip(pairs.dropFirst(3), files) {
            sources.append(Source(descriptor: pair.ours, content: content))
        }
        // A phrase fits the socket's own room: straight from locked memory, and closed.
        input?.withBytes { _ = send(pairs[0].ours, $0.baseAddress, $0.count, Self.flags) }
        if input != nil { _ = send(pairs[0].ours, "\n", 1, Self.flags) }
        Glibc.close(pairs[0].ours)
        // Nothing is read back from where we write, nor written where we read.
        for source in sources { shutdown(source.descriptor, Int32(SHUT_RD)) }
        for end in [outputEnd, errorEnd] { shutdown(end, Int32(SHUT_WR)) }
    }

    private static let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)

    private static func pairs(_ count: Int) throws -> [(ours: Int32, child: Int32)] {
        var pairs: [(ours: Int32, child: Int32)] = []
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        for _ in 0..<count {
            var ends: [Int32] = [0, 0]
            guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
                for end in pairs.flatMap({ [$0.ours, $0.child] }) { Glibc.close(end) }
                throw AgentError(.unavailable, "Trop de fichiers sont ouverts.")
            }
            pairs.append((ends[0], ends[1]))
        }
        return pairs
    }

    /// Ours alone then keep the pipes open: their end is the child's.
    func closeChildEnds() {
        for case let end? in childEnds { Glibc.close(end) }
        childEnds = []
    }

    func close() {
        closeChildEnds()
        for source in sources { Glibc.close(source.descriptor) }
        sources = []
        for end in [outputEnd, errorEnd] where end >= 0 { Glibc.close(end) }
        (outputEnd, errorEnd) = (-1, -1)
    }

    /// Writes and reads until the child closed its output.
    ///
    /// - Returns: false when the seconds were over, or `output` wanted no more.
    func exchange(seconds: Int, output: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        let deadline = Self.milliseconds() + seconds * 1_000
        var piece = [UInt8](repeating: 0, count: 64 * 1_024)
        defer { Sodium.wipe(&piece) }
        while outputEnd >= 0 || errorEnd >= 0 {
            let left = deadline - Self.milliseconds()
            guard left > 0 else { return false }
            var polled = sources.map {
                pollfd(fd: $0.descriptor, events: Int16(POLLOUT), revents: 0)
            }
            // A number below zero is passed over.
            polled.append(pollfd(fd: outputEnd, events: Int16(POLLIN), revents: 0))
            polled.append(pollfd(fd: errorEnd, events: Int16(POLLIN), revents: 0))
            guard poll(&polled, nfds_t(polled.count), Int32(clamping: left)) > 0 else { continue }
            let (errorReady, outputReady) = (polled.removeLast(), polled.removeLast())
            for (index, ready) in polled.enumerated().reversed() where ready.revents != 0 {
                if !feed(index) { Glibc.close(sources.remove(at: index).descriptor) }
            }
            if outputReady.revents != 0 {
                let count = read(outputEnd, &piece, piece.count)
                if count > 0 {
                    let goesOn = piece.withUnsafeBytes {
                        output(UnsafeRawBufferPointer(rebasing: $0[..<count]))
                    }
                    guard goesOn else { return false }
                } else {
                    Glibc.close(outputEnd)
                    outputEnd = -1
                }
            }
            if errorReady.revents != 0 {
                let count = read(errorEnd, &piece, piece.count)
                if count > 0 {
                    errorBytes += piece[..<min(count, Self.errorLimit - errorBytes.count)]
                } else {
                    Glibc.close(errorEnd)
                    errorEnd = -1
                }
            }
        }
        return true
    }

    /// Whether there is more to write, to a child that still reads.
    private func feed(_ index: Int) -> Bool {
        let source = sources[index]
        let sent = source.content.withUnsafeBytes {
            let rest = UnsafeRawBufferPointer(rebasing: $0[source.written...])
            return send(source.descriptor, rest.baseAddress, rest.count, Self.flags)
        }
        guard sent >= 0 else { return errno == EAGAIN || errno == EINTR }
        sources[index].written += sent
        return sources[index].written < source.content.count
    }

    private static func milliseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }
}
