import LiaisonBase
import LiaisonSchema

/// What a partner is told besides fiches, by the road that leads there: nobody is left out for want of a
/// service (voies.md, «Partners without keys»).
struct PartnerMessage {
    let session: Session
    /// Whether a classical recipient among hybrid ones is agreed to.
    let classical: Bool
    let hands: Handover.Hands

    enum Way {
        case deposited(PliID)
        /// A file to hand over.
        case made(Handover.Made)

        var id: PliID {
            switch self {
            case .deposited(let id): id
            case .made(let made): made.manifest.id
            }
        }

        var made: Handover.Made? {
            if case .made(let made) = self { made } else { nil }
        }
    }

    /// - Parameters:
    ///   - roles: those on the other side; nil: those of the `objet`.
    ///   - allowsExpired: whether an expired card keeps nobody from being told.
    func send(
        _ content: Sealer.Content, to name: StructureName, roles: [Role]? = nil,
        allowsExpired: Bool = false, replacing: PliID? = nil,
        _ deposit: Dispatch.Deposit = .message, about subjects: DataSubjects = .none
    ) throws -> Way {
        let destination = try Destination(
            name.text, session: session, unverifiedReason: nil,
            roles: roles ?? content.objet.roles, allowsExpired: allowsExpired)
        var sealer = Sealer(session: session, destinations: [destination], classical: classical)
        sealer.roles = roles
        sealer.link.remplace = replacing
        let voie = RoadChoice.automatic(destination, session)
        guard let artefact = Artefact(voie) else {
            let sealed = try sealer.seal(content)
            try Dispatch(session, deposit, about: subjects).deliver(sealed, by: sealer)
            return .deposited(sealed.manifest.id)
        }
        return .made(
            try Handover(
                sealer: sealer, artefact: artefact, deposit: deposit, subjects: subjects
            ).run(content, by: hands))
    }
}

/// What these say to people who have no program to open them.
extension Sealer.Content {
    static func exit(_ message: SortieMessage, from own: Carte) -> Self {
        Self(
            objet: .sortie, parts: [message.part],
            page: ReceivedDocument(
                "Sortie du programme AGIR, dite par \(own.libelle)",
                [
                    .labelled("N° AGDREF", message.numeroAGDREF.digits),
                    .labelled("Fin de l'accompagnement", message.le.french),
                    .text(
                        "Ce que vous gardez de cette personne est à détruire à l'échéance de votre "
                            + "convention."),
                ], signature: nil
            ).html)
    }

    static func rights(_ message: RightsMessage, from own: Carte) -> Self {
        Self(
            objet: .droits, parts: [message.part],
            page: ReceivedDocument(
                "Demande de droits, transmise par \(own.libelle)",
                [
                    .labelled("N° AGDREF", message.numeroAGDREF.digits),
                    .labelled(
                        "Droit",
                        "\(message.demande.french) (RGPD, art. \(message.demande.article))"),
                ] + message.lines.map { .labelled("À rectifier", $0) }
                    + [
                        .text(
                            "Répondez au délégué à la protection des données "
                                + "\(Elision.de(own.libelle)).")
                    ],
                signature: nil
            ).html)
    }

    static func notice(_ document: NoticeDocument, _ part: Payload.Part) -> Self {
        Self(objet: .violation, parts: [part], page: document.html)
    }

    static func table(_ csv: [UInt8], page: String) -> Self {
        Self(objet: .tableauOFII, parts: [.table(csv)], page: page)
    }
}
