internal import LiaisonBase
internal import LiaisonCrypto
internal import LiaisonSchema

/// The body of `add-checkpoint`: `old <size>`, proof lines, an empty line, the checkpoint.
struct WitnessRequest {
    let old: UInt64
    let proof: [[UInt8]]
    let note: SignedNote
    let tree: Checkpoint

    init(old: UInt64, proof: [[UInt8]], note: SignedNote, tree: Checkpoint) {
        self.old = old
        self.proof = proof
        self.note = note
        self.tree = tree
    }

    init?(_ body: [UInt8]) {
        guard let (lines, note) = SignedNote.headed(in: body), lines[0].hasPrefix("old "),
            let old = Decimal.read(lines[0].dropFirst(4))
        else {
            return nil
        }
        let proof = lines.dropFirst().map { Base64.decode($0) }
        guard proof.allSatisfy({ $0?.count == 32 }),
            let tree = try? Checkpoint(text: note.text)
        else { return nil }
        self.init(old: old, proof: proof.compactMap(\.self), note: note, tree: tree)
    }

    var bytes: [UInt8] {
        let lines = ["old \(old)"] + proof.map { Base64.encode($0) }
        return Array("\(lines.joined(separator: "\n"))\n\n".utf8) + note.bytes
    }
}
