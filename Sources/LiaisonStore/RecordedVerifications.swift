internal import Foundation
internal import GRDB
public import LiaisonSchema

extension StoreView {
    /// The verification acts on a structure, each with when it was recorded here.
    public func recordedVerifications(
        of structure: StructureName
    ) throws -> [(recue: Instant, note: [UInt8])] {
        try Row.fetchAll(
            database, cached: "SELECT recue, note FROM verifications WHERE structure = ?",
            arguments: [structure.text]
        ).map { row -> (recue: Instant, note: [UInt8]) in
            let recue: Int64 = row["recue"]
            let note: Data = row["note"]
            return (Instant(seconds: recue), Array(note))
        }
    }
}
