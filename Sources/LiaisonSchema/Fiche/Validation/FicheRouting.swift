/// What is to be said of a fiche once its author and its addressees are known.
public struct RoutingReport: Sendable, Equatable {
    /// The fiche cannot be sent so.
    public let erreurs: [Finding]
    /// Doubts that the author confirms.
    public let avertissements: [Finding]
}

extension Fiche {
    /// Checks the fiche against the card types of its author and of all its addressees, copies
    /// included (fiches.md, «Routing» and «Warnings»; guide AGIR 2022, annexe 6.1, art. 2; guide AGIR 2022,
    /// annexe 6.2, art. 2).
    ///
    /// - Parameters:
    ///   - isReply: whether it answers another fiche.
    ///   - copieOFIIDispensee: true when the missing copy to the DT OFII was accounted for
    ///     (`--sans-copie-ofii MOTIF`, which the caller logs).
    public func routingFindings(
        author: StructureKind, addressees: [StructureKind], isReply: Bool = false,
        copieOFIIDispensee: Bool = false
    ) -> RoutingReport {
        func finding(
            _ path: FormPath, found: String, expected: String, seen: String? = nil,
            asked: String? = nil
        ) -> [Finding] {
            form.tree.leaf(path).map {
                [Finding($0, found: found, expected: expected, seen: seen, asked: asked)]
            } ?? []
        }
        func label(_ sens: Sens) -> String {
            form.tree.leaf(.sens)?.field.kind.options.first { $0.value == sens.rawValue }?.label
                ?? ""
        }
        var errors: [Finding] = []
        let due = Sens(author: author)
        if sens != due {
            errors += finding(
                .sens, found: "«\(sens.rawValue)» alors que l'auteur est : \(author.french)",
                expected: "«\(due.rawValue)»",
                seen: "«\(label(sens))» alors que l'auteur est : \(author.french)",
                asked: "«\(label(due))»")
        }
        if goesThroughOFII(author: author, isReply: isReply),
            addressees.contains(where: { $0 != .dtOFII })
        {
            errors += finding(
                .sens, found: "une orientation du lauréat PIC IPR vers l'opérateur AGIR",
                expected:
                    "un envoi à la seule direction territoriale de l'OFII : l'orientation passe "
                    + "par la DT OFII (annexe 6.2, article 2)")
        }
        if needsOFIICopy(author: author, isReply: isReply), !addressees.contains(.dtOFII),
            !copieOFIIDispensee
        {
            errors += finding(
                .dateContratAGIR, found: "rien, et pas de copie à la DT OFII",
                expected: "une copie à la direction territoriale de l'OFII, car la fiche oriente "
                    + "une personne qui n'est pas encore suivie (annexe 6.1, article 2)")
        }
        var warnings: [Finding] = []
        if let misfit = misfit(addressees) {
            warnings += finding(
                .modele, found: misfit.found, expected: misfit.expected, asked: misfit.asked)
        }
        let ticked = orientationVers.compactMap(\.kind)
        let unticked = addressees.filter { Self.speActors.contains($0) && !ticked.contains($0) }
        if !orientationVers.isEmpty, !unticked.isEmpty {
            warnings += finding(
                .orientationVers, found: "pas de case cochée pour : " + Self.list(unticked),
                expected: "la case du destinataire, ou un autre destinataire")
        }
        return RoutingReport(
            erreurs: form.tree.sorted(errors), avertissements: form.tree.sorted(warnings))
    }

    /// Whether AGIR follows the person already: the contract says so, and so does an answer to the
    /// operator's fiche. The SPE form of a person who is followed bears the contract's date both ways.
    private func isFollowed(isReply: Bool) -> Bool {
        dateContratAGIR != nil || isReply && modele != .spe
    }

    /// Whether it goes with a copy to the DT OFII: an orientation towards AGIR by an actor of the SPE,
    /// whatever the form; by others on the SPE form too, which the monthly table does not take (guide AGIR
    /// 2022, annexe 6.1, art. 2).
    public func needsOFIICopy(author: StructureKind, isReply: Bool = false) -> Bool {
        sens == .partenaireVersAGIR && !isFollowed(isReply: isReply) && author != .picIPR
            && author != .dtOFII && (Self.speActors.contains(author) || modele == .spe)
    }

    /// Whether it goes to the DT OFII and to nobody else: a lauréat of the PIC IPR orients nobody to the
    /// operator itself, whatever the form (guide AGIR 2022, annexe 6.2, art. 2).
    public func goesThroughOFII(author: StructureKind, isReply: Bool = false) -> Bool {
        author == .picIPR && sens == .partenaireVersAGIR && !isFollowed(isReply: isReply)
    }

    /// Whether the fiche orients towards AGIR a person whom it does not follow yet: `envoyer` asks
    /// whether the CIR is signed when the fiche does not say it.
    public func orientsToAGIR(isReply: Bool = false) -> Bool {
        sens == .partenaireVersAGIR && !isFollowed(isReply: isReply)
    }

    /// Whether the fiche says when the CIR was signed; the SPE form has no place for it.
    public var carriesCIRDate: Bool { content[path: .dateSignatureCIR] != nil }

    /// What does not fit between the model and the addressees.
    private func misfit(
        _ addressees: [StructureKind]
    ) -> (found: String, expected: String, asked: String?)? {
        let wrong: [StructureKind]
        let expected: String
        var asked: String?
        switch modele {
        case .generique:
            wrong = addressees.filter(Self.speActors.contains)
            expected = "le modèle «spe» pour un acteur du SPE"
            asked = "le modèle SPE pour un acteur du SPE"
        case .spe:
            let isOnlyOFII = !addressees.isEmpty && addressees.allSatisfy { $0 == .dtOFII }
            wrong =
                isOnlyOFII ? [.dtOFII] : addressees.filter { !Self.speAddressees.contains($0) }
            expected = "un acteur du SPE ou un opérateur AGIR, la DT OFII en copie seulement"
        case .picIPR:
            let due: StructureKind = sens == .agirVersPartenaire ? .picIPR : .operateurAGIR
            wrong = addressees.filter { $0 != due }
            expected = "\(due.french) seulement"
        }
        guard !wrong.isEmpty else { return nil }
        let name =
            switch modele {
            case .generique: "générique"
            case .spe: "SPE"
            case .picIPR: "PIC IPR"
            }
        return ("une fiche \(name) adressée à : " + Self.list(wrong), expected, asked)
    }

    private static let speActors: Set<StructureKind> = [
        .poleEmploi, .missionLocale, .capEmploi, .apec,
    ]

    private static let speAddressees = speActors.union([.operateurAGIR, .dtOFII])

    private static func list(_ kinds: [StructureKind]) -> String {
        var seen: Set<StructureKind> = []
        return kinds.filter { seen.insert($0).inserted }.map(\.french).joined(separator: ", ")
    }
}
