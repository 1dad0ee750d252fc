import LiaisonCrypto
package import LiaisonSchema

/// Seals a fiche into a file, without sending it.
package struct SealFiche {
    private let session: Session

    /// - Throws: exit 77 for who sends no fiche.
    package init(_ session: Session) throws {
        try session.require(.sendFiche)
        self.session = session
    }

    package func plan(_ input: FicheInput) throws -> FichePlan {
        try FichePlanner(session: session, conventions: nil).plan(input)
    }

    /// Seals to the keys of the addressees.
    ///
    /// - Parameters:
    ///   - classical: whether a classical recipient among hybrid ones is agreed to.
    ///   - write: writes the sealed file; what follows remembers that it is there.
    package func execute(
        _ plan: FichePlan, _ answers: FicheAnswers, classical: Bool = false,
        _ write: ([UInt8]) throws -> Void
    ) throws -> Sealer.Sealed {
        let fiche = try plan.sealable()
        _ = try plan.declarations(answers, session.context)
        let destinations = plan.input.destinations
        let sealer = Sealer(
            session: session, destinations: destinations,
            // A bare key was named on purpose, with a reason.
            classical: classical || destinations.contains { $0.card == nil },
            link: plan.input.link)
        let sealed = try sealer.seal(fiche, pieces: plan.input.attachments.parts)
        try write(sealed.age)
        Copies.sent(plan.input.file, as: sealed.manifest, session.context)
        return sealed
    }

    /// Seals under a phrase that is told to one structure by another channel.
    ///
    /// - Parameter asPage: whether the content is one unsigned HTML page.
    package func execute(
        _ plan: FichePlan, _ answers: FicheAnswers, for pour: StructureName, asPage: Bool
    ) throws -> (age: [UInt8], phrase: String) {
        let fiche = try plan.sealable()
        _ = try plan.declarations(answers, session.context)
        let phrase = RecoveryCode.generate()
        var bytes = Array(phrase.utf8)
        let sealer = Sealer(
            session: session, destinations: [], classical: false, link: plan.input.link)
        let sealed = try sealer.seal(
            fiche, pieces: plan.input.attachments.parts, pour: pour,
            passphrase: SecretBytes(taking: &bytes), asPage: asPage)
        return (sealed, phrase)
    }
}
