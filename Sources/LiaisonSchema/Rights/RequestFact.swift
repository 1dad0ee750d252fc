/// A step of a person's request. Steps are only added: where the request stands is derived from all of
/// them (`RightsRequest`). The daemon sees pseudonyms and sealed texts, never the person.
public enum RequestFact: Sendable, Equatable {
    /// - `recue`: the day on which the person asked, from which the delay runs.
    /// - `personnes`, `details`: none any more three months after the end.
    case ouverture(
        Droit, recue: CalendarDate, personnes: [PersonIndex], details: SealedText?,
        identite: Identite)
    /// The service's own: a partner's `droits` pli came; nobody read yet what it asks for.
    case recu(de: StructureName, id: PliID, recue: CalendarDate)
    case identite(Moyen)
    /// Two months more, told to the person within the first. The reason goes three months after the end, as
    /// those of the other steps.
    case prolongation(motif: SealedText?)
    /// The decision to act here.
    ///
    /// - `contentieux`: of a limitation, the hold that keeps the data as they are.
    /// - `plis`: of an erasure, how many the DPO saw that it destroys.
    case execution(contentieux: Int?, plis: Int? = nil)
    /// A `droits` pli that told a partner.
    case envoi(pour: StructureName, id: PliID)
    /// A `reponse-droits` pli in which a referent assembled what is held.
    ///
    /// - `plis`: those whose content it holds.
    case reponse(id: PliID, plis: [PliKey] = [])
    /// A pli that nobody annotated has nothing to do with the person.
    case exclusion(de: StructureName, id: PliID)
    case refus(motif: SealedText?)
    case cloture(motif: SealedText?)

    public enum Identite: String, Sendable, CaseIterable {
        case verifiee
        case aVerifier = "a-verifier"
    }

    /// How the person was known to be who she says.
    public enum Moyen: String, Sendable, CaseIterable {
        case piece, connu, autre
    }

    /// The closed list of what a step may be, as it is written.
    public enum Etape: String, Sendable, CaseIterable {
        case ouverture, recu, identite, prolongation, execution, envoi, reponse, exclusion, refus
        case cloture
    }

    public var etape: Etape {
        switch self {
        case .ouverture: .ouverture
        case .recu: .recu
        case .identite: .identite
        case .prolongation: .prolongation
        case .execution: .execution
        case .envoi: .envoi
        case .reponse: .reponse
        case .exclusion: .exclusion
        case .refus: .refus
        case .cloture: .cloture
        }
    }

    /// Whether an agent may enter it: the service itself notes what comes from a partner, and what names a
    /// person or says why is left out only once it is destroyed.
    public var isEntered: Bool {
        switch self {
        case .recu: false
        case .ouverture(_, _, let personnes, let details, _): !personnes.isEmpty && details != nil
        case .prolongation(let motif), .refus(let motif): motif != nil
        default: true
        }
    }

    /// Who may enter it (cli.md, «Roles»).
    public var permission: Permission {
        switch self {
        case .reponse, .exclusion: .answerRequest
        default: .handleRequest
        }
    }

    /// How the log names it.
    public var detail: LogDetail {
        switch self {
        case .ouverture(let droit, _, _, _, _): droit.detail
        case .recu: .recue
        case .identite: .identiteVerifiee
        case .prolongation: .prolongee
        case .execution: .executee
        case .envoi: .notifiee
        case .reponse: .repondue
        case .exclusion: .vu
        case .refus: .refusee
        case .cloture: .close
        }
    }
}
