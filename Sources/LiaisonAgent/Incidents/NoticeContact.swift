package import LiaisonSchema

/// Whom partners are to call about an incident.
extension ViolationActe.Contact {
    /// What somebody says, else what is known: the name as it was said before, the rest by the card.
    package init(
        _ session: Session, nom: String? = nil, telephone: String? = nil, courriel: String? = nil
    ) {
        let own = session.own
        self.init(
            nom: nom ?? OwnDPO.name(session.folder) ?? session.me?.fonction ?? "DPO",
            telephone: telephone ?? own.dpo?.telephone ?? "",
            courriel: courriel ?? own.dpo?.courriel ?? own.courriel ?? "")
    }

    /// Whether a partner would have nobody to call.
    package var isMissing: Bool { telephone.isEmpty && courriel.isEmpty }

    /// The act names all three: what is not known is said so.
    var filled: ViolationActe.Contact {
        func text(_ given: String) -> String { given.isEmpty ? Self.unknown : given }
        return ViolationActe.Contact(
            nom: text(nom), telephone: text(telephone), courriel: text(courriel))
    }
}
