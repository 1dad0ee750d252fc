import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

/// What `sceller` and `envoyer` check before anything is sealed: the fiche whole, its way, its
/// attachments, and the warnings, which a person confirms.
struct FicheCheck {
    let session: Session
    let sealing: SealingOptions
    /// Whom the fiche goes to; copies that the person agrees to are added.
    private(set) var destinations: [Destination]

    /// Our conventions, which decide whether a fiche may go; nil where none can be known, offline.
    var conventions: [ConventionState]?

    /// What may be sealed.
    struct Checked {
        let fiche: Fiche
        let attachments: Attachments
        let link: FicheLink
        let destinations: [Destination]
        /// What the author declared on the way, for the log.
        let declarations: [LogDetail]
        /// The reference of the convention with the first addressee.
        let convention: String?
    }

    init(_ session: Session, _ sealing: SealingOptions, to destinations: [Destination]) {
        self.session = session
        self.sealing = sealing
        self.destinations = destinations
    }

    /// - Throws: exit 65 after all findings were shown.
    mutating func check(_ path: String) throws -> Checked {
        let link = try self.link(path)
        let report = try FicheFile.validate(path, isReply: link.reponseA != nil, on: session.today)
        guard let fiche = report.fiche else {
            FicheFile.show(report, to: .error)
            throw Failure(
                .data, "La fiche n'est pas valide : rien n'est scellé.",
                next: "Corrigez ce qui est dit ci-dessus, puis recommencez.")
        }
        let attachments = try Attachments(sealing.piece)
        proposeCopies(fiche, isReply: link.reponseA != nil)
        let routing = fiche.routingFindings(
            author: session.own.type, addressees: destinations.compactMap(\.kind),
            copieOFIIDispensee: sealing.sansCopieOfii != nil
                || destinations.contains { $0.kind == nil })
        guard routing.erreurs.isEmpty else {
            for finding in routing.erreurs {
                StandardStream.error.write("Erreur : \(finding.description)\n")
            }
            throw Failure(
                .data, "La fiche ne peut pas être envoyée ainsi : rien n'est scellé.",
                next: "Corrigez ce qui est dit ci-dessus, puis recommencez.")
        }
        // An essay to a bare key has no addressee whose kind could fit.
        var warnings = report.avertissements
        if destinations.allSatisfy({ $0.kind != nil }) { warnings += routing.avertissements }
        let lacking = try requireConventions(fiche)
        var declarations = try confirm(warnings.map(\.description) + lacking)
        if fiche.needsOFIICopy, sealing.sansCopieOfii != nil { declarations.append(.sansCopieOFII) }
        if let purpose = attachments.purpose(sealing.butPiece) {
            if purpose == .autre {
                Output.note(
                    "Attention : la pièce jointe n'est ni un pré-diagnostic ni un dossier SPADA.")
            }
            declarations.append(purpose.detail)
        }
        return Checked(
            fiche: fiche, attachments: attachments, link: link, destinations: destinations,
            declarations: declarations, convention: reference(fiche))
    }

    /// What each addressee's convention says of the fiche (rgpd.md, «Retention»).
    private func standings(_ fiche: Fiche) -> [(StructureName, ConventionStanding)] {
        guard let conventions else { return [] }
        return destinations.compactMap(\.card).map { card in
            (
                card.structure,
                conventions.standing(
                    fiche.modele, with: card.structure, kind: card.type, on: session.today)
            )
        }
    }

    private func reference(_ fiche: Fiche) -> String? {
        guard case .inForce(let reference)? = standings(fiche).first?.1 else { return nil }
        return reference
    }

    /// - Returns: a warning for each addressee with whom none is recorded.
    /// - Throws: exit 77 when one has ended.
    private func requireConventions(_ fiche: Fiche) throws -> [String] {
        try standings(fiche).compactMap { name, standing in
            switch standing {
            case .notAsked, .inForce: return nil
            case .none:
                return "aucune convention n'est enregistrée avec \(name) pour ce modèle de fiche "
                    + "(« agir-liaison convention ajouter », par un administrateur)."
            case .ended(let reference, let end):
                throw Failure(
                    .notAllowed,
                    "La convention « \(Output.visible(reference)) » avec \(name) a pris fin le "
                        + "\(end.french) : rien n'est envoyé.",
                    next: .sentence(
                        "Un avenant ou une nouvelle convention s'enregistre par « agir-liaison "
                            + "convention », par un administrateur."))
            }
        }
    }

    /// - Throws: exit 65 when nobody confirms them.
    private func confirm(_ warnings: [String]) throws -> [LogDetail] {
        guard !warnings.isEmpty else { return [] }
        for text in warnings {
            StandardStream.error.write("Avertissement : \(text)\n")
        }
        guard sealing.confirmerAvertissements || Terminal.confirms("Sceller quand même ?") else {
            throw Failure(
                .data, "Les avertissements ne sont pas confirmés : rien n'est scellé.",
                next: "Corrigez la fiche, ou ajoutez --confirmer-avertissements.")
        }
        return [.avertissementsConfirmes]
    }

    /// The other fiche: as told, else as `repondre` or `corriger` noted it.
    private func link(_ path: String) throws -> FicheLink {
        func id(_ text: String?) throws -> PliID? {
            guard let text else { return nil }
            return try PliID(text) ?? BoxListing.find(text, session).id
        }
        let told = FicheLink(
            reponseA: try id(sealing.reponseA), remplace: try id(sealing.remplace))
        return told == .none ? FicheLinks(session.folder)[path] : told
    }

    /// Who must or should have a copy, when a verified contact of that kind is known: asked on a
    /// terminal, recalled elsewhere (guide 1.3.2.2; annexe 6.1, article 2).
    private mutating func proposeCopies(_ fiche: Fiche, isReply: Bool) {
        if fiche.needsOFIICopy, sealing.sansCopieOfii == nil { proposeCopy(.dtOFII) }
        guard session.own.type == .hebergement, fiche.orientsToAGIR, !isReply else { return }
        if !destinations.contains(where: { $0.kind == .siao }) {
            Output.note("Rappel : informez le SIAO de cette orientation, ou mettez-le en copie.")
            proposeCopy(.siao)
        }
    }

    private mutating func proposeCopy(_ kind: StructureKind) {
        guard Terminal.isInteractive, !destinations.contains(where: { $0.kind == kind }) else {
            return
        }
        let known = session.folder.contactNames().compactMap { try? session.trustedCard($0) }
            .filter { $0.type == kind }
        for card in known
        where Terminal.confirms("Envoyer une copie à \(Output.visible(card.libelle)) ?") {
            destinations.append(.structure(card, agent: nil))
            return
        }
    }
}
