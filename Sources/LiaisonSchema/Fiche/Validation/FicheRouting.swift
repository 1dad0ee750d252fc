/// What is to be said of a fiche once its author and its addressees are known.
public struct RoutingReport: Sendable, Equatable {
    /// The fiche cannot be sent so.
    public let erreurs: [Finding]
    /// Doubts that the author confirms.
    public let avertissements: [Finding]
}

extension Fiche {
    /// Checks the fiche against the card types of its author and of all its addressees, copies
    /// included (fiches.md, «Routing» and «Warnings»; guide, annexe 6.1, article 2).
    ///
    /// - Parameter copieOFIIDispensee: true when the missing copy to the DT OFII was accounted for
    ///   (`--sans-copie-ofii MOTIF`, which the caller logs).
    public func routingFindings(
        author: StructureKind, addressees: [StructureKind], copieOFIIDispensee: Bool = false
    ) -> RoutingReport {
        guard let form else { return RoutingReport(erreurs: [], avertissements: []) }
        func finding(_ path: FormPath, found: String, expected: String) -> [Finding] {
            form.tree.leaf(path).map { [Finding($0, found: found, expected: expected)] } ?? []
        }
        var errors: [Finding] = []
        let due = Sens(author: author)
        if sens != due {
            errors += finding(
                .sens, found: "«\(sens.rawValue)» alors que l'auteur est : \(author.french)",
                expected: "«\(due.rawValue)»")
        }
        if needsOFIICopy, !addressees.contains(.dtOFII), !copieOFIIDispensee {
            errors += finding(
                .dateContratAGIR, found: "rien, et pas de copie à la DT OFII",
                expected: "une copie à la direction territoriale de l'OFII, car la fiche oriente "
                    + "une personne qui n'est pas encore suivie (annexe 6.1, article 2)")
        }
        var warnings: [Finding] = []
        let misfits = addressees.filter { !Self.speAddressees.contains($0) }
        let isOnlyOFII = !addressees.isEmpty && addressees.allSatisfy { $0 == .dtOFII }
        if !misfits.isEmpty || isOnlyOFII {
            let names = isOnlyOFII ? [StructureKind.dtOFII] : misfits
            warnings += finding(
                .modele,
                found: "une fiche SPE adressée à : " + Self.list(names),
                expected: "un acteur du SPE ou un opérateur AGIR, la DT OFII en copie seulement")
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

    /// Whether the fiche orients a person not yet followed: it goes with a copy to the DT OFII.
    public var needsOFIICopy: Bool {
        modele == .spe && sens == .partenaireVersAGIR && dateContratAGIR == nil
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
