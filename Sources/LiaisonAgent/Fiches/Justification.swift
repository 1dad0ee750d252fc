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
        given.filter(\.serves).map { ($0.declaration, $0.text) }
    }

    /// Of what a reason was given that nothing asks for: it is kept nowhere, and its author is told.
    var unusedReasons: [LogDetail] { given.filter { !$0.serves }.map(\.declaration) }

    private var given: [(declaration: LogDetail, text: String, serves: Bool)] {
        let destinations = input.destinations
        let isBare = destinations.contains { if case .bare = $0 { true } else { false } }
        let lacksCopy = needsOFIICopy && !destinations.contains { $0.kind == .dtOFII }
        let all: [(declaration: LogDetail, text: String?, serves: Bool)] = [
            (.sansCopieOFII, input.withoutOFIICopy, lacksCopy),
            (.cleNonVerifiee, input.unverifiedKey, isBare),
        ]
        return all.compactMap { one in one.text.map { (one.declaration, $0, one.serves) } }
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
