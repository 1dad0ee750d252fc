import LiaisonHTTP
package import LiaisonSchema

/// A fiche that somebody wants to seal or send, and what was said of it beforehand.
package struct FicheInput {
    /// Where the fiche was read: what the folder remembers of a fiche goes by its file.
    package let file: String
    package let content: [UInt8]
    package let attachments: Attachments
    /// Whom the fiche goes to.
    package var destinations: [Destination]
    /// The fiche that this one answers or replaces.
    package let link: FicheLink
    /// Why no copy goes to the DT OFII; nil: one does, where it must.
    package var withoutOFIICopy: String?
    /// Why a key that no card vouches for is trusted.
    package var unverifiedKey: String?
    /// What the attachments are for of which it is not said one by one, when it is known.
    package var purpose: AttachmentPurpose?
    /// Those of whom a copy was proposed and not wanted.
    package private(set) var declined: Set<StructureKind> = []

    /// - Parameters:
    ///   - reponseA, remplace: how a person names the other fiche; nil: as it was noted when the file was
    ///     written.
    package init(
        file: String, content: [UInt8], attachments: Attachments, to destinations: [Destination],
        reponseA: String? = nil, remplace: String? = nil, _ session: Session
    ) throws {
        func id(_ text: String?) throws -> PliID? {
            guard let text else { return nil }
            return try PliID(text) ?? BoxListing.find(text, session).id
        }
        self.file = file
        self.content = content
        self.attachments = attachments
        self.destinations = destinations
        let told = FicheLink(reponseA: try id(reponseA), remplace: try id(remplace))
        link = told == .none ? FicheLinks(session.folder)[file] : told
    }

    /// Whether its author says that it answers another fiche.
    package var isReply: Bool { link.reponseA != nil }

    /// Whether somebody still has to say what an attachment is for.
    var lacksPurpose: Bool {
        purpose == nil && attachments.purposes.contains { $0 == nil }
    }

    /// The same with a copy that was proposed.
    package func copying(_ destination: Destination) -> FicheInput {
        var input = self
        input.destinations.append(destination)
        return input
    }

    /// The same once none of that kind is wanted.
    package func declining(_ kind: StructureKind) -> FicheInput {
        var input = self
        input.declined.insert(kind)
        return input
    }
}

/// What the author should look at again before the fiche is sealed.
package enum FicheWarning: Equatable, Sendable {
    case finding(Finding)
    /// No convention with that addressee is recorded for this form.
    case noConvention(StructureName)
    /// The form names another structure than the one that it goes to.
    case otherPartner(named: String, addressee: Carte)
    /// The same fiche went to that addressee within thirty days.
    case sentAlready(to: StructureName, id: PliID, le: Instant)
}

/// What only a person can answer before a fiche is sealed.
package enum FicheQuestion: Equatable, Sendable {
    /// Whether one of these structures, all of that kind, has a copy. An answer changes the plan: it is
    /// made anew of `FicheInput.copying` or `.declining`. Unanswered, no copy goes.
    case copy(StructureKind, [Destination])
    /// Whether the fiche goes in spite of the warnings.
    case confirmWarnings
    case attachmentPurpose
    /// Whether the CIR is signed: the fiche does not say (fiches.md, «Routing»).
    case isCIRSigned
}

package struct FicheAnswers {
    package var confirmsWarnings = false
    /// Not told: `autre`.
    package var purpose: AttachmentPurpose?
    package var isCIRSigned: Bool?

    package init() {}
}

/// What will be sealed, with all that was found in it at once.
package struct FichePlan {
    /// Why nothing may be sealed.
    package enum Refusal {
        case invalid(ValidationReport)
        /// It may not go from here to there.
        case route([Finding])
    }

    package let input: FicheInput
    /// Nil when it is invalid.
    package internal(set) var fiche: Fiche?
    package internal(set) var refusal: Refusal?
    package internal(set) var warnings: [FicheWarning] = []
    package internal(set) var notices: [FicheNotice] = []
    /// In the order in which they are asked.
    package internal(set) var questions: [FicheQuestion] = []
    /// Whether it answers a fiche of an addressee's, which then knows the person.
    var isAnswer = false
    /// Whether it goes with a copy to the DT OFII, or a reason why it does not.
    var needsOFIICopy = false
    /// The reference of the convention with the first addressee.
    package internal(set) var convention: String?

    init(_ input: FicheInput) { self.input = input }

    /// What the author declares on the way, for the log.
    ///
    /// - Throws: for what is refused, not confirmed, or not answered.
    func declarations(_ answers: FicheAnswers, _ context: AgentContext) throws -> [LogDetail] {
        var declarations: [LogDetail] = []
        if !warnings.isEmpty {
            guard answers.confirmsWarnings else {
                throw AgentError(
                    .data, "Les avertissements ne sont pas confirmés : rien n'est scellé.",
                    next: .fiche(.confirmWarnings))
            }
            declarations.append(.avertissementsConfirmes)
        }
        declarations += reasons.map(\.declaration)
        if !input.attachments.parts.isEmpty {
            let untold = input.purpose ?? answers.purpose ?? .autre
            let purposes = Set(input.attachments.purposes.map { $0 ?? untold })
            if purposes.contains(.autre) { context.notify(.fiche(.otherAttachment)) }
            declarations += AttachmentPurpose.allCases.filter(purposes.contains).map(\.detail)
        }
        guard questions.contains(.isCIRSigned) else { return declarations }
        guard let isCIRSigned = answers.isCIRSigned else {
            throw AgentError(
                .data, "Le CIR est-il signé ? La fiche ne le dit pas : rien n'est envoyé.",
                next: .fiche(.sayWhetherCIRSigned))
        }
        guard isCIRSigned else {
            throw AgentError(
                .data, "Sans CIR signé, la personne ne peut pas être orientée vers AGIR.",
                next: "Informez la DT OFII.")
        }
        return declarations + [.cirSigne]
    }

    /// - Throws: what forbids to seal it.
    func sealable() throws -> Fiche {
        let next: NextStep = "Corrigez ce qui est dit ci-dessus, puis recommencez."
        switch refusal {
        case .route:
            throw AgentError(
                .data, "La fiche ne peut pas être envoyée ainsi : rien n'est scellé.", next: next)
        case .invalid, nil:
            guard let fiche else {
                throw AgentError(
                    .data, "La fiche n'est pas valide : rien n'est scellé.", next: next)
            }
            return fiche
        }
    }
}
