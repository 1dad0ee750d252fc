import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// Why an author does otherwise than asked, for the DPOs and for who gives it. The daemon has it before the
/// deposit, as an annotation: what left was explained.
package struct Justification: Equatable, Sendable {
    /// One of `LogDetail.justified`.
    let declaration: LogDetail
    let motif: SealedText

    func fact(of pli: PliKey) -> RetentionFact {
        .justification(de: pli.de, id: pli.id, declaration: declaration, motif: motif)
    }
}

extension FichePlan {
    /// What its author declares that takes a reason, and the reason.
    var reasons: [(declaration: LogDetail, text: String)] {
        var reasons: [(declaration: LogDetail, text: String)] = []
        if needsOFIICopy, let text = input.withoutOFIICopy {
            reasons.append((.sansCopieOFII, text))
        }
        let isBare = input.destinations.contains { if case .bare = $0 { true } else { false } }
        if isBare, let text = input.unverifiedKey { reasons.append((.cleNonVerifiee, text)) }
        return reasons
    }

    /// Those reasons, sealed.
    ///
    /// - Throws: for one that is no line of text, before anything is sealed.
    func justifications(_ session: Session) throws -> [Justification] {
        let retention = RetentionClient(session: session)
        return try reasons.map {
            Justification(declaration: $0.declaration, motif: try retention.sealed($0.text))
        }
    }
}

extension Session {
    /// The reasons of a step, each with its text; nil for who may not read it.
    package func reasons(
        of step: Course.Step
    ) -> [(declaration: LogDetail, text: String?)] {
        step.motifs.map { ($0.declaration, $0.motif.text(with: identity.all)) }
    }
}
