/// Reads `multipart/form-data` (RFC 7578) as it comes, piece by piece, as browsers write it: nothing is kept
/// but the text of the field that is being read.
///
///     var reader = MultipartReader(boundary: boundary, limit: 21 << 20)
///     for try await piece in body { for event in try reader.take(piece) { … } }
///     try reader.finish()
public struct MultipartReader: Sendable {
    public enum Event: Sendable, Equatable {
        case field(FormFields.Field)
        /// A file begins; the name that the browser gives it is a stranger's text.
        case file(name: String, filename: String)
        /// The next bytes of that file, never empty.
        case bytes([UInt8])
        /// That file is whole.
        case fileEnd
    }

    private enum State {
        /// Before the first boundary: nothing may stand there.
        case start
        /// Behind a boundary: the end of its line, or two hyphens.
        case boundary
        case headers
        case text(name: String)
        case file
        /// After the last boundary, where what comes is nobody's.
        case end
    }

    /// Bytes of the lines before a part's content.
    private static let headLimit = 4 * 1_024
    private static let lineEnd = Array("\r\n".utf8)
    private static let headEnd = Array("\r\n\r\n".utf8)
    private static let lastMark = Array("--".utf8)

    /// What stands before each part but the first, where the line end is missing.
    private let delimiter: [UInt8]
    private let limit: Int
    private var state = State.start
    /// What came and was not told yet.
    private var buffer: [UInt8] = []
    private var (received, texts, parts) = (0, 0, 0)

    /// - Parameters:
    ///   - boundary: as `boundary(of:)` gives it.
    ///   - limit: bytes of the whole body.
    public init(boundary: String, limit: Int) {
        delimiter = Array("\r\n--\(boundary)".utf8)
        self.limit = limit
        // So that the first boundary is found as the others are.
        buffer = Self.lineEnd
    }

    /// The boundary of a `Content-Type`; nil for another type, or one that is not written as RFC 2046,
    /// section 5.1.1, says.
    public static func boundary(of contentType: String) -> String? {
        let parts = contentType.split(separator: ";", maxSplits: 1).map { $0.trimmingSpaces }
        guard parts.count == 2, parts[0].lowercased() == "multipart/form-data",
            parts[1].lowercased().hasPrefix("boundary=")
        else { return nil }
        var boundary = parts[1].dropFirst("boundary=".count)
        if boundary.hasPrefix("\""), boundary.hasSuffix("\""), boundary.utf8.count > 1 {
            boundary = boundary.dropFirst().dropLast()
        }
        guard (1...70).contains(boundary.utf8.count),
            boundary.utf8.allSatisfy({ byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || "'()+_,-./:=?".utf8.contains(byte)
            })
        else { return nil }
        return String(boundary)
    }

    /// Takes what came, and tells what it completes.
    ///
    /// - Throws: `.tooLarge`, `.malformed`; nothing is read after that.
    public mutating func take(_ bytes: some Collection<UInt8>) throws(FormRefusal) -> [Event] {
        received += bytes.count
        guard received <= limit else { throw .tooLarge }
        buffer += bytes
        var events: [Event] = []
        while try step(&events) {}
        return events
    }

    /// - Throws: `.malformed` when the body ended before its last boundary.
    public func finish() throws(FormRefusal) {
        guard case .end = state else { throw .malformed }
    }

    /// Whether there is more to do with what came.
    private mutating func step(_ events: inout [Event]) throws(FormRefusal) -> Bool {
        switch state {
        case .start:
            guard buffer.count >= delimiter.count else {
                guard delimiter.starts(with: buffer) else { throw .malformed }
                return false
            }
            guard buffer.starts(with: delimiter) else { throw .malformed }
            drop(delimiter.count)
            state = .boundary
        case .boundary:
            guard buffer.count >= 2 else { return false }
            if buffer.starts(with: Self.lastMark) {
                state = .end
            } else {
                guard buffer.starts(with: Self.lineEnd) else { throw .malformed }
                parts += 1
                guard parts <= FormFields.most else { throw .tooLarge }
                state = .headers
            }
            drop(2)
        case .headers:
            guard let end = place(of: Self.headEnd) else {
                guard buffer.count < Self.headLimit + Self.headEnd.count else { throw .tooLarge }
                return false
            }
            guard end <= Self.headLimit else { throw .tooLarge }
            let head = try MultipartHead(buffer[..<end])
            drop(end + Self.headEnd.count)
            if let filename = head.filename {
                events.append(.file(name: head.name, filename: filename))
                state = .file
            } else {
                state = .text(name: head.name)
            }
        case .text(let name):
            guard let end = place(of: delimiter) else {
                guard texts + buffer.count <= FormFields.bytes + delimiter.count else {
                    throw .tooLarge
                }
                return false
            }
            texts += end
            guard texts <= FormFields.bytes else { throw .tooLarge }
            guard let text = String(validating: buffer[..<end], as: UTF8.self) else {
                throw .malformed
            }
            events.append(.field(.init(name: name, value: text.replacing(scalars: ["\r": ""]))))
            drop(end + delimiter.count)
            state = .boundary
        case .file:
            guard let end = place(of: delimiter) else {
                // The beginning of a boundary may stand at the end.
                let sure = buffer.count - delimiter.count
                if sure > 0 {
                    events.append(.bytes(Array(buffer[..<sure])))
                    drop(sure)
                }
                return false
            }
            if end > 0 { events.append(.bytes(Array(buffer[..<end]))) }
            events.append(.fileEnd)
            drop(end + delimiter.count)
            state = .boundary
        case .end:
            buffer = []
            return false
        }
        return true
    }

    private mutating func drop(_ count: Int) { buffer.removeFirst(count) }

    /// Where these bytes begin in what came; nil when they do not stand there whole.
    private func place(of bytes: [UInt8]) -> Int? {
        var start = 0
        while let found = buffer[start...].firstIndex(of: bytes[0]) {
            if buffer[found...].starts(with: bytes) { return found }
            start = found + 1
        }
        return nil
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = self
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return text
    }
}
