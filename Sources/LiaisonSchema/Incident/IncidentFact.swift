/// A step of an incident. Steps are only added: what stands is derived from all of them, and a correction
/// says why (rgpd.md, «Breaches and complaints»).
public enum IncidentFact: Sendable, Equatable {
    case declaration(Declaration)
    case qualification(Qualification)
    /// A notice that this service is to deliver; the service enters it with the deposit.
    case avis(pour: StructureName, id: PliID, phase: Int)
    /// A notice written as a sealed file, for a partner whom no service reaches.
    case fichier(pour: StructureName, id: PliID, phase: Int)
    /// The partner's service holds it, or its DPO opened it: as its receipt says.
    case accuse(pour: StructureName, id: PliID, statut: Accuse.Statut, le: Instant)
    /// Somebody was told outside the program.
    case notifie(NoticeAddressee, le: Instant, moyen: NoticeMeans, reference: SealedText)
    /// Why a notice comes, or came, after its deadline.
    case retard(NoticeAddressee, motif: SealedText)
    /// A partner's notice came.
    case recu(de: StructureName, id: PliID)
    /// A DPO read it: what it says that is no text.
    case lu(de: StructureName, id: PliID, Told)
    /// What goes to a partner waits, or goes on.
    case envois(StructureName, isStopped: Bool)
    case cloture(motif: SealedText?)

    /// The first word on an incident.
    public struct Declaration: Sendable, Equatable {
        public var type: IncidentKind
        public var moments: Moments
        public var natures: [IncidentNature]
        public var portee: IncidentScope
        public var textes: SealedText
        /// Partners to whom nothing goes for now.
        public var arrets: [StructureName]

        public init(
            type: IncidentKind, moments: Moments, natures: [IncidentNature], portee: IncidentScope,
            textes: SealedText, arrets: [StructureName] = []
        ) {
            self.type = type
            self.moments = moments
            self.natures = natures
            self.portee = portee
            self.textes = textes
            self.arrets = arrets
        }
    }

    /// The instants that the clocks start from; the declaration is the step's own.
    public struct Moments: Sendable, Equatable {
        /// The first suspicion, when it came before the discovery.
        public var soupcon: Instant?
        public var decouverte: Instant?
        /// When the person's complaint came.
        public var reception: Instant?
        /// When the structure was sure enough that data are touched: awareness (RGPD, art. 33(1)).
        public var connaissance: Instant?

        public init(
            soupcon: Instant? = nil, decouverte: Instant? = nil, reception: Instant? = nil,
            connaissance: Instant? = nil
        ) {
            self.soupcon = soupcon
            self.decouverte = decouverte
            self.reception = reception
            self.connaissance = connaissance
        }

        public var all: [Instant] {
            [soupcon, decouverte, reception, connaissance].compactMap(\.self)
        }

        /// With what the other one says.
        public func corrected(by other: Moments) -> Moments {
            Moments(
                soupcon: other.soupcon ?? soupcon, decouverte: other.decouverte ?? decouverte,
                reception: other.reception ?? reception,
                connaissance: other.connaissance ?? connaissance)
        }
    }

    /// What the DPO decides or corrects; what is nil stays.
    public struct Qualification: Sendable, Equatable {
        public var moments = Moments()
        public var natures: [IncidentNature]?
        public var portee = IncidentScope()
        /// Partners that are not concerned after all.
        public var sans: [StructureName] = []
        public var risque: IncidentRisk?
        /// Whether data of the OFII are touched.
        public var ofii: Bool?
        public var personnes: Int?
        public var enregistrements: Int?
        public var textes: SealedText?
        public var motif: SealedText?

        public init() {}

        /// Whether it takes something back or moves a clock: then it says why.
        public var needsReason: Bool {
            !moments.all.isEmpty || !sans.isEmpty || ofii == false || risque == .aucun
        }
    }

    /// What a partner's notice says, its texts left out.
    public struct Told: Sendable, Equatable {
        public var type: IncidentKind
        public var numero: Int
        public var phase: Int
        public var natures: [IncidentNature]
        public var plis: [PliID]
        public var textes: SealedText

        public init(
            type: IncidentKind, numero: Int, phase: Int, natures: [IncidentNature], plis: [PliID],
            textes: SealedText
        ) {
            self.type = type
            self.numero = numero
            self.phase = phase
            self.natures = natures
            self.plis = plis
            self.textes = textes
        }
    }

    public enum Genre: String, Sendable, CaseIterable {
        case declaration, qualification, avis, fichier, accuse, notifie, retard, recu, lu, envois
        case cloture
    }

    public var genre: Genre {
        switch self {
        case .declaration: .declaration
        case .qualification: .qualification
        case .avis: .avis
        case .fichier: .fichier
        case .accuse: .accuse
        case .notifie: .notifie
        case .retard: .retard
        case .recu: .recu
        case .lu: .lu
        case .envois: .envois
        case .cloture: .cloture
        }
    }

    /// Whether agents enter it; the others are the service's own.
    public var isEntered: Bool { ![.avis, .accuse, .recu].contains(genre) }

    /// Who may say it (cli.md, «Retention, log, breaches, rights»).
    public var permission: Permission {
        switch self {
        case .declaration: .declareIncident
        // The one to whom the notice was sealed; the service looks.
        case .lu: .readMessage
        default: .handleIncident
        }
    }
}
