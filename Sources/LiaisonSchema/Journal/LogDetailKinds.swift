/// Codes that go together.
extension LogDetail {
    /// Why the log is read: `--motif` is one of them, without its head.
    public static let readingReasons: [LogDetail] = [
        .motifControle, .motifDemande, .motifIncident, .motifAudit, .motifAutre,
    ]

    /// The alarms that say that a log was put back or rewritten.
    public static let contradictions: Set<LogDetail> = [
        .journalEnRetard, .journalDivergent, .temoinDivergent,
    ]

    /// What an author may declare of a fiche on sending it.
    public static let declarations: Set<LogDetail> = [
        .cirSigne, .sansCopieOFII, .cleNonVerifiee, .avertissementsConfirmes,
        .piecePreDiagnostic, .pieceDossierSPADA, .pieceAutre,
    ]

    /// Those of them that take a reason (`RetentionFact.justification`).
    public static let justified: Set<LogDetail> = [.sansCopieOFII, .cleNonVerifiee]
}
