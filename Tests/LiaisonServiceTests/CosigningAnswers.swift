import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

/// Reads what `LogProof` writes, by the specification (c2sp.org/tlog-proof).
enum LogProofReader {
    static func read(_ bytes: [UInt8]) throws -> LogProof {
        let end = try #require(
            bytes.indices.dropLast().first { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A })
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n")
        #expect(lines[0] == "c2sp.org/tlog-proof@v1" && lines[1].hasPrefix("extra "))
        return LogProof(
            extra: try #require(Base64.decode(lines[1].dropFirst(6))),
            index: try #require(Decimal.read(lines[2].dropFirst("index ".count))),
            path: try lines.dropFirst(3).map { try #require(Base64.decode($0)) },
            checkpoint: try SignedNote(bytes[(end + 2)...]))
    }
}

extension CosigningAnswer {
    /// What it gave, when it cosigned.
    var lines: [UInt8] {
        if case .cosigned(let lines) = self { return lines }
        return []
    }

    var isCosigned: Bool { !lines.isEmpty }
}
