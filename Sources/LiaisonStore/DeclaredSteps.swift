internal import GRDB
public import LiaisonSchema

/// What an agent declared of a sending by a road that proves nothing. It outlives the purge with its line of
/// the register of transmissions.
public struct StoredStep: Sendable, Equatable {
    public let pour: StructureName
    public let step: DeclaredStep
    public let par: KeyName
}

extension StoreView {
    /// Of one sending of ours, to all its structures, as they were entered.
    public func declaredSteps(_ id: PliID) throws -> [StoredStep] {
        try Row.fetchAll(
            database, cached: "SELECT * FROM etats_declares WHERE id = ? ORDER BY rang",
            arguments: [id.text]
        ).map { row in
            guard let pour = StructureName(row["pour"]), let par = KeyName(row["par"]),
                let statut = DeclaredStep.Statut(rawValue: row["statut"]),
                let moyen = DeclaredStep.Moyen(rawValue: row["moyen"])
            else { throw StoreError(.damaged, "Un état déclaré est illisible.") }
            return StoredStep(
                pour: pour,
                step: DeclaredStep(statut, le: Instant(seconds: row["le"]), moyen: moyen),
                par: par)
        }
    }
}

extension StoreTransaction {
    public func insert(
        _ step: DeclaredStep, id: PliID, pour: StructureName, par: KeyName
    ) throws {
        try database.run(
            sql: """
                INSERT INTO etats_declares (id, pour, statut, le, moyen, par)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id.text, pour.text, step.statut.rawValue, step.le.seconds, step.moyen.rawValue,
                par.description,
            ])
    }

    /// - Parameter pour: nil: of all its structures.
    func forgetSteps(_ id: PliID, pour: StructureName? = nil) throws {
        try database.run(
            sql: "DELETE FROM etats_declares WHERE id = ?1 AND (?2 IS NULL OR pour = ?2)",
            arguments: [id.text, pour?.text])
    }
}
