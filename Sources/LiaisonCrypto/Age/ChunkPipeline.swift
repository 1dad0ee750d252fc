internal import CSodium
internal import Dispatch
internal import LiaisonBase

/// Runs a transform over the pieces of a stream on all cores, in order, in bounded memory: while one
/// batch is worked on, the one before is written and the one after the next is read.
struct ChunkPipeline {
    /// One piece of the stream.
    struct Piece {
        let index: UInt64
        let input: UnsafePointer<UInt8>
        let inputLength: Int
        let isLast: Bool
        /// Room for a whole piece.
        let output: UnsafeMutablePointer<UInt8>
    }

    /// What became of a piece.
    enum Outcome {
        case done(Int)
        /// The stream ends here, in error; this much of the piece is still good.
        case failed(Int)
    }

    /// Pieces worked on at a time: of 64 KiB, 1 MiB.
    static let batch = 16

    /// Bytes of a whole piece, in and out.
    let inputLength: Int
    let outputLength: Int
    /// Bytes that the stream is known to have at most, when it is known.
    var most = Int.max

    /// - Throws: what the source and the sink throw, and `failure` at the first piece that fails, once
    ///   everything before it was written. An empty stream is one empty piece.
    func run(
        from source: inout BufferedSource, into sink: ByteSink, failure: CryptoError,
        transform: (Piece) -> Outcome
    ) throws {
        let first = Batch(length: min(inputLength, most == .max ? most : most + 1))
        try first.fill(&source)
        guard first.count == inputLength else {
            // A source that gives more than was said would be cut.
            guard !first.isFull else { throw failure }
            return try finish(first, into: sink, failure: failure, transform: transform)
        }
        var current = Batch(length: inputLength * Self.batch)
        try current.fill(&source, after: first)
        var next = Batch(length: current.isFull ? inputLength * Self.batch : 0)
        try next.fill(&source)
        var ahead = Batch(length: next.isFull ? inputLength * Self.batch : 0)
        var output = Batch(length: outputLength * max(1, pieces(of: current)))
        var ready = Batch(length: next.isEmpty ? 0 : outputLength * Self.batch)
        var index: UInt64 = 0
        while true {
            let count = max(1, pieces(of: current))
            var outcomes = [Outcome](repeating: .done(0), count: count)
            var trouble: (any Error)?
            outcomes.withUnsafeMutableBufferPointer { outcomes in
                // The I/O is the first of the tasks, so that it runs beside the others.
                Self.perform(count + 1) { task in
                    if task == 0 {
                        do {
                            try sink(ready.filled)
                            if next.isFull { try ahead.fill(&source) }
                        } catch {
                            trouble = error
                        }
                    } else {
                        outcomes[task - 1] = transform(
                            piece(
                                task - 1, of: count, from: current, into: output, index: index,
                                endsHere: next.isEmpty))
                    }
                }
            }
            if let trouble { throw trouble }
            let isBroken = output.gather(outcomes)
            index += UInt64(count)
            if next.isEmpty || isBroken {
                try sink(output.filled)
                if isBroken { throw failure }
                return
            }
            swap(&output, &ready)
            (current, next, ahead) = (next, ahead, current)
            ahead.clear()
        }
    }

    /// A stream of one piece: no thread and no large buffer is worth it.
    private func finish(
        _ batch: Batch, into sink: ByteSink, failure: CryptoError, transform: (Piece) -> Outcome
    ) throws {
        let output = Batch(length: max(batch.count + outputLength - inputLength, 0))
        let isBroken = output.gather([
            transform(piece(0, of: 1, from: batch, into: output, index: 0, endsHere: true))
        ])
        try sink(output.filled)
        if isBroken { throw failure }
    }

    private func pieces(of batch: Batch) -> Int {
        (batch.count + inputLength - 1) / inputLength
    }

    private func piece(
        _ number: Int, of count: Int, from input: Batch, into output: Batch, index: UInt64,
        endsHere: Bool
    ) -> Piece {
        let start = number * inputLength
        let end = min(start + inputLength, input.count)
        return Piece(
            index: index + UInt64(number),
            input: UnsafePointer(input.memory + start), inputLength: end - start,
            isLast: endsHere && number == count - 1, output: output.memory + number * outputLength)
    }

    private static func perform(_ count: Int, _ body: (Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            // The tasks share nothing: each has its own piece, the first alone the streams.
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: count) { body($0) }
        }
    }
}

/// A buffer that is wiped when it goes: half of them hold plaintext.
private final class Batch {
    let memory: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    private(set) var count = 0
    private var highest = 0

    init(length: Int) {
        memory = .allocate(capacity: max(1, length))
        capacity = length
    }

    deinit {
        sodium_memzero(memory, highest)
        memory.deallocate()
    }

    var isFull: Bool { count == capacity && count > 0 }
    var isEmpty: Bool { count == 0 }
    var filled: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory, count: count) }

    func clear() { count = 0 }

    func fill(_ source: inout BufferedSource, after head: Batch? = nil) throws {
        count = head?.count ?? 0
        if let head { memory.update(from: head.memory, count: count) }
        count += try source.fill(
            UnsafeMutableRawBufferPointer(start: memory + count, count: capacity - count))
        highest = max(highest, count)
    }

    /// Sets the count to what the pieces wrote; only the last of them may be short. Whether one failed.
    func gather(_ outcomes: [ChunkPipeline.Outcome]) -> Bool {
        count = 0
        defer { highest = max(highest, count) }
        for outcome in outcomes {
            switch outcome {
            case .done(let length): count += length
            case .failed(let length):
                count += length
                return true
            }
        }
        return false
    }
}
