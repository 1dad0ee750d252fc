import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// What a partner's witness holds of our log, beside what the daemon shows of it.
package struct WitnessVerdict: Equatable, Sendable {
    package enum Finding: Equatable, Sendable {
        /// It holds the last signed checkpoint.
        case agrees
        /// It holds an earlier one, of so many entries.
        case less(UInt64)
        /// It holds a later one: the daemon shows an old copy.
        case more(UInt64)
        /// It holds another log from that entry on, or before.
        case differs(UInt64)
        /// It never saw this log.
        case nothing
        case unreachable
    }

    package let structure: StructureName
    package let finding: Finding

    /// Whether it says that this is not the log that it saw.
    package var contradicts: Bool {
        switch finding {
        case .more, .differs: true
        case .agrees, .less, .nothing, .unreachable: false
        }
    }
}

/// The witnesses' words, read before the log is, and judged after.
struct WitnessWords {
    private let words: [(structure: StructureName, answer: WitnessStatement, tree: Checkpoint?)]

    /// - Throws: exit 65 for a checkpoint that our log did not sign: the daemon made it up.
    init(_ session: Session, _ trust: LogTrust) throws {
        // A daemon asks hundreds of partners, those that are away included.
        words = try session.client.ask(
            [WitnessWord].self, "GET", Routes.localLogWitnesses, seconds: 120
        ).map { word in
            guard case .point(let note) = word.answer else {
                return (word.structure, word.answer, nil)
            }
            return (word.structure, word.answer, try trust.verified(SignedNote(note)))
        }
    }

    /// The sizes at which the log's root is to be known.
    var sizes: Set<UInt64> { Set(words.compactMap(\.tree?.size)) }

    /// - Parameters:
    ///   - log: as it was read after.
    ///   - signed: its last signed checkpoint.
    func judge(_ log: LogVerifier.Result, signed: Checkpoint) -> [WitnessVerdict] {
        words.map { word in
            WitnessVerdict(
                structure: word.structure,
                finding: word.tree.map { Self.finding($0, log, signed) }
                    ?? (word.answer == .unreachable ? .unreachable : .nothing))
        }
    }

    private static func finding(
        _ tree: Checkpoint, _ log: LogVerifier.Result, _ signed: Checkpoint
    ) -> WitnessVerdict.Finding {
        let (held, current) = (epoch(tree), max(epoch(signed), log.epoch))
        // Of an époque before: a restoration, which the log tells, may have taken away what it holds. Nothing
        // need be signed in the new one yet.
        if held < current { return .less(tree.size) }
        guard held == current, let root = log.roots[tree.size] else { return .more(tree.size) }
        guard root == tree.root else { return .differs(tree.size) }
        return tree.size < signed.size ? .less(tree.size) : .agrees
    }

    private static func epoch(_ tree: Checkpoint) -> Int { KeyName(tree.origin)?.epoch ?? 1 }
}
