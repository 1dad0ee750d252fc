internal import LiaisonCrypto
internal import LiaisonSchema
internal import LiaisonStore

/// Plis of a later version (formats.md, «Evolution»): refused for good by a signed receipt, so that their
/// sender is told instead of trying for thirty days. Nothing of them is kept.
extension MailDesk {
    /// - Parameters:
    ///   - id: the id in the request's path.
    ///   - peer: the structure whose service key signed the request.
    func refuse(
        _ unknown: UnknownPli, at id: PliID, own: Carte, from peer: Carte, sender: KeyName,
        isCarried: Bool
    ) throws -> Received {
        let pli = unknown.identity
        guard pli.id == id else {
            try refused(.reception, by: sender, ref: id.text, detail: .formatInvalide)
            throw Refusal(.invalide, "L'identifiant du pli n'est pas celui de la demande.")
        }
        guard pli.de == peer.structure, pli.pour == own.structure else {
            try refused(.reception, by: sender, ref: id.text, detail: .destinataire)
            throw Refusal(
                .interdit,
                "Ce pli n'est pas de l'expéditeur annoncé, ou n'est pas pour cette structure.")
        }
        try schema(.reception, by: sender, ref: id.text) { try unknown.verify(sender: peer) }
        let service = own.structure.key(.service)
        if let known = try answered(pli, service: service, sender: sender) { return known }
        // What it is about can't be read: it waits like a fiche, and is refused for good once it may be judged.
        try office.refuseSuspended(pli.de, nil, .reception, by: sender, ref: id.text)
        return try refuse(
            pli, unknown.motif, service: service, sender: sender, isCarried: isCarried)
    }

    /// The same of one that an agent carried here: its sender is told as soon as it can be reached.
    ///
    /// - Throws: always: what the agent is told.
    func refuse(
        _ unknown: UnknownPli, own: Carte, carriedBy agent: AuthenticatedAgent
    ) throws -> Never {
        let pli = unknown.identity
        guard pli.de != own.structure, let peer = try store.card(of: pli.de)?.carte else {
            try refused(
                .reception, by: agent.name, ref: pli.id.text, detail: .partenaireInconnu)
            throw Refusal(
                .introuvable, "La structure \(pli.de) n'est pas un partenaire connu de ce service.",
                hint: "Importez sa carte : « agir-liaison contact importer ».")
        }
        let outcome = try refuse(
            unknown, at: pli.id, own: own, from: peer, sender: agent.name, isCarried: true
        )
        .outcome
        if outcome == .refused { wakeDelivery() }
        throw Refusal(
            .interdit,
            "Ce pli vient d'une version plus récente, que ce service ne lit pas ; l'expéditeur en "
                + "est averti.",
            hint: "Mettez agir-liaison à jour, puis demandez-lui de l'envoyer de nouveau.")
    }
}

extension LogDetail {
    /// Why a pli that is rightly signed was not taken.
    init(refusal motif: Accuse.Motif) {
        self =
            switch motif {
            case .perime: .perime
            case .scelleAVenir: .scelleAVenir
            case .objetInconnu: .objetInconnu
            case .versionInconnue: .versionInconnue
            case .detruit, .signature, .empreinte, .destinataireInconnu: .destinataire
            }
    }

    /// What a receipt says of one of our plis.
    init?(receipt: Accuse) {
        switch receipt.motif {
        case .objetInconnu where receipt.statut == .refuse: self = .objetInconnu
        case .versionInconnue where receipt.statut == .refuse: self = .versionInconnue
        default: self.init(rawValue: receipt.statut.rawValue)
        }
    }
}
