public import LiaisonBase

extension Age {
    /// A source over bytes already in memory.
    public static func source(_ bytes: some Collection<UInt8>) -> ByteSource {
        let bytes = Array(bytes)
        var position = 0
        return { buffer in
            let count = min(buffer.count, bytes.count - position)
            buffer.copyBytes(from: bytes[position..<position + count])
            position += count
            return count
        }
    }
}

/// Lines first, then whole buffers, from a source that gives what it likes.
struct BufferedSource {
    private let source: ByteSource
    private var pending: ArraySlice<UInt8> = []

    init(_ source: @escaping ByteSource) {
        self.source = source
    }

    /// A line without its line feed; at most `limit` bytes. Nil when no line feed comes any more.
    mutating func line(limit: Int) throws -> [UInt8]? {
        var searched = pending.startIndex
        while true {
            if let end = pending[searched...].firstIndex(of: 0x0A) {
                let line = Array(pending[..<end])
                pending = pending[(end + 1)...]
                return line
            }
            searched = pending.endIndex
            guard pending.count <= limit else { throw AgeHeader.malformed }
            var piece = [UInt8](repeating: 0, count: 4_096)
            let count = try piece.withUnsafeMutableBytes(source)
            guard count > 0 else { return nil }
            pending += piece[..<count]
        }
    }

    /// Fills the buffer, less at the end only; the count of bytes put there.
    mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var count = min(buffer.count, pending.count)
        buffer.copyBytes(from: pending.prefix(count))
        pending = pending.dropFirst(count)
        while count < buffer.count {
            let more = try source(UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
            guard more > 0 else { break }
            count += more
        }
        return count
    }

    mutating func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let read = try bytes.withUnsafeMutableBytes { try fill($0) }
        bytes.removeLast(count - read)
        return bytes
    }
}
