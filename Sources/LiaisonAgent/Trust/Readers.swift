package import LiaisonCrypto
package import LiaisonSchema

/// Who reads what people write for the register, the requests and the holds.
extension Session {
    /// The DPOs of the structure, and who writes.
    package var readers: [AgeRecipient] {
        let officers = own.agents(with: .dpo).map(\.destinataire)
        let writer = agent.destinataire
        return officers.contains(writer) ? officers : officers + [writer]
    }

    /// A reason, or a reference, for them alone.
    ///
    /// - Throws: `SchemaError` for one that is no line of text.
    package func sealed(_ reason: String) throws -> SealedText {
        try SealedText(reason, to: readers)
    }
}
