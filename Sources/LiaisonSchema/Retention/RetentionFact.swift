internal import LiaisonBase
public import LiaisonCrypto

/// What somebody entered that decides how long fiches are kept. Facts are only added: what is in force
/// is derived from all of them, each time (rgpd.md, «Retention»).
public enum RetentionFact: Sendable, Equatable {
    case convention(Convention)
    /// Whom to call at one of its structures from now on.
    case contacts(reference: String, structure: StructureName, Convention.Contacts)
    case avenant(reference: String, signe: CalendarDate, echeance: Terme)
    /// - `effet`: the date that the letter names, if any.
    case resiliation(reference: String, courrierRecu: CalendarDate, effet: CalendarDate?)
    /// The end of the accord-cadre or of the programme; said again, it replaces what was said.
    case terme(Terme.Commun, le: CalendarDate)
    /// The end of a person's accompagnement.
    case fin(personnes: [PersonIndex], le: CalendarDate)
    case reprise(personnes: [PersonIndex], le: CalendarDate, motif: SealedText)
    /// A received `sortie` that a referent confirms.
    case sortie(de: StructureName, id: PliID, personnes: [PersonIndex], le: CalendarDate)
    /// A fiche is no longer needed after that day.
    case usage(de: StructureName, id: PliID, jusquA: CalendarDate)
    /// A litigation hold, to be looked at again on a day.
    case contentieux(Portee, revue: CalendarDate, motif: SealedText)
    /// A legal duty to keep: its basis and the type of document are in `motif`.
    case exception(Portee, jusquA: CalendarDate, motif: SealedText)
    /// A hold or an exception ends.
    case levee(Int)
    /// A pli that nobody annotated has nothing to do with that hold.
    case exclusion(Int, de: StructureName, id: PliID)
    /// A person's request for erasure, which the DPO carries out.
    ///
    /// - `demande`: its number.
    case effacement(demande: Int, personnes: [PersonIndex])
    /// A received `droits` that our DPO confirms.
    case droits(de: StructureName, id: PliID, personnes: [PersonIndex], demande: Droit)
    /// A received `droits` that our DPO refuses: what was confirmed of it counts no more.
    case droitsRefus(de: StructureName, id: PliID, motif: SealedText)
    /// Why an author did otherwise than asked when a fiche left, as declared at its deposit; it goes with the
    /// fiche, and decides nothing of how long that is kept.
    ///
    /// - `declaration`: one of `LogDetail.justified`.
    case justification(de: StructureName, id: PliID, declaration: LogDetail, motif: SealedText)
    /// The DPO's decision that agents work in a browser on the structure's server, where their keys lie too
    /// (rgpd.md, «Hosted bureaux»); it decides nothing of how long fiches are kept.
    ///
    /// - `depuis`: from that day on; nil: no more.
    case hebergement(depuis: CalendarDate?, motif: SealedText)

    /// What a hold or an exception keeps.
    public enum Portee: Sendable, Equatable {
        case fiche(de: StructureName, id: PliID)
        case personne([PersonIndex])
        case convention(String)

        /// A person is not named.
        public var french: String {
            switch self {
            case .convention(let reference): "convention \(VisibleText.line(reference))"
            case .fiche(_, let id): "fiche \(id.text.prefix(8))"
            case .personne: "une personne"
            }
        }
    }

    /// The closed list of what a fact may be, as it is written.
    public enum Genre: String, Sendable, CaseIterable {
        case convention, contacts, avenant, resiliation, terme, fin, reprise, sortie, usage
        case contentieux, exception, levee, exclusion, effacement, droits
        case droitsRefus = "droits-refus"
        case hebergement, justification
    }

    public var genre: Genre {
        switch self {
        case .convention: .convention
        case .contacts: .contacts
        case .avenant: .avenant
        case .resiliation: .resiliation
        case .terme: .terme
        case .fin: .fin
        case .reprise: .reprise
        case .sortie: .sortie
        case .usage: .usage
        case .contentieux: .contentieux
        case .exception: .exception
        case .levee: .levee
        case .exclusion: .exclusion
        case .effacement: .effacement
        case .droits: .droits
        case .droitsRefus: .droitsRefus
        case .hebergement: .hebergement
        case .justification: .justification
        }
    }

    /// Whom the fact is about, by every pseudonym that its author knows.
    public var personnes: [PersonIndex] {
        switch self {
        case .fin(let personnes, _), .reprise(let personnes, _, _), .sortie(_, _, let personnes, _),
            .contentieux(.personne(let personnes), _, _),
            .exception(.personne(let personnes), _, _), .effacement(_, let personnes),
            .droits(_, _, let personnes, _):
            personnes
        default: []
        }
    }

    /// The pli that the fact is about.
    public var fiche: (de: StructureName, id: PliID)? {
        switch self {
        case .sortie(let de, let id, _, _), .usage(let de, let id, _),
            .exclusion(_, let de, let id), .droits(let de, let id, _, _),
            .droitsRefus(let de, let id, _), .justification(let de, let id, _, _),
            .contentieux(.fiche(let de, let id), _, _), .exception(.fiche(let de, let id), _, _):
            (de, id)
        default: nil
        }
    }

    /// The convention that the fact is about.
    public var reference: String? {
        switch self {
        case .convention(let convention): convention.reference
        case .contacts(let reference, _, _), .avenant(let reference, _, _),
            .resiliation(let reference, _, _),
            .contentieux(.convention(let reference), _, _),
            .exception(.convention(let reference), _, _):
            reference
        default: nil
        }
    }

    /// Who may say it (cli.md, «Roles»).
    public var permission: Permission {
        switch genre {
        case .convention, .contacts, .avenant, .resiliation, .terme: .keepConventions
        case .fin, .reprise, .sortie, .usage, .exclusion: .closeFile
        case .contentieux, .exception, .levee: .holdPurge
        case .effacement, .droits, .droitsRefus: .handleRequest
        case .hebergement: .decideHosting
        case .justification: .sendFiche
        }
    }
}

/// A text for the DPOs alone, which the daemon keeps and can't read: an age file.
public struct SealedText: Sendable, Equatable {
    /// The longest text, in bytes.
    public static let textLimit = 1_000
    private static let limit = 384 * 1_024

    public let age: [UInt8]

    /// - Throws: `.tooLarge`, `.value` for what is no age file.
    public init(age: [UInt8]) throws(SchemaError) {
        guard age.count <= Self.limit else {
            throw SchemaError(.tooLarge, "Le texte scellé est trop long.")
        }
        guard age.starts(with: "age-encryption.org/v1\n".utf8) else {
            throw SchemaError(.value, "Le motif n'est pas scellé.")
        }
        self.age = age
    }

    /// Seals one line of text.
    ///
    /// - Throws: `.value` for an empty text, one over 1,000 bytes, or one with control characters.
    public init(_ text: String, to recipients: [AgeRecipient]) throws(SchemaError) {
        guard FieldReader.line(.string(text), limit: Self.textLimit) != nil else {
            throw SchemaError(
                .value, "Le motif, ou la référence, est vide, trop long, ou n'est pas d'une ligne.",
                hint: "Une ligne de mille signes au plus.")
        }
        guard let age = try? Age.seal(Array(text.utf8), to: recipients) else {
            throw SchemaError(.value, "Le motif ne peut pas être scellé.")
        }
        self.age = age
    }

    /// Nil for who is not among its readers.
    public func text(with identities: [AgeIdentity]) -> String? {
        (try? Age.open(age, with: identities)).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
