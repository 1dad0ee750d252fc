public import LiaisonBase
public import LiaisonSchema

/// Each step of a pli: its deposit or its reception, then the receipts (docs/openapi.yaml, `lireSuivi`).
public struct Course: LocalAnswer, Equatable {
    /// Why the author of a deposit did otherwise than asked, sealed to the DPOs and to the author.
    public struct Reason: LocalAnswer, Equatable {
        public let declaration: LogDetail
        public let motif: SealedText

        public init(declaration: LogDetail, motif: SealedText) {
            self.declaration = declaration
            self.motif = motif
        }

        public init(_ value: JSONValue) throws {
            let fields = try LocalFields(value, "motif")
            declaration = try fields.code("declaration")
            motif = try fields.value("motif", LocalRead.sealed)
        }

        public var value: JSONValue {
            .object(
                JSONObject([("declaration", .code(declaration)), ("motif", .sealed(motif))]))
        }
    }

    public struct Step: LocalAnswer, Equatable {
        public let etape: Etape
        public let par: KeyName
        /// Of a receipt: the addressee.
        public let pour: StructureName?
        public let le: Instant
        /// Of a refusal or a withdrawal: the code of its motive, one of a later version's perhaps.
        public let motif: String?
        /// Of a withdrawal: what it came to.
        public let issue: Retrait.Issue?
        /// Of a deposit or a withdrawal: the road, when it is not the service's. Of a later step: our own guichet
        /// saw it.
        public let voie: Voie?
        /// How it was handed over or learnt, of what an agent declared: no receipt proves it.
        public let moyen: DeclaredStep.Moyen?
        /// Of a deposit.
        public let motifs: [Reason]

        public init(
            _ etape: Etape, par: KeyName, pour: StructureName? = nil, le: Instant,
            motif: String? = nil, issue: Retrait.Issue? = nil, voie: Voie? = nil,
            moyen: DeclaredStep.Moyen? = nil, motifs: [Reason] = []
        ) {
            self.issue = issue
            self.etape = etape
            self.par = par
            self.pour = pour
            self.le = le
            self.motif = motif
            self.voie = voie
            self.moyen = moyen
            self.motifs = motifs
        }

        public init(_ value: JSONValue) throws {
            let fields = try LocalFields(value, "etape")
            etape = try fields.code("statut")
            par = try fields.keyName("par")
            pour = try fields.optional("pour", LocalRead.structure)
            le = try fields.instant("le")
            motif = try fields.optional("motif", LocalRead.text)
            issue = try fields.optional("issue", LocalRead.code)
            voie = try fields.optional("voie", LocalRead.code)
            moyen = try fields.optional("moyen", LocalRead.code)
            motifs = try fields.optionalList("motifs") { try Reason($0) }
        }

        public var value: JSONValue {
            .object(
                JSONObject([
                    ("statut", .string(etape.rawValue)), ("par", .string(par.description)),
                    ("pour", pour.map { .string($0.text) }), ("le", .string(le.description)),
                    ("motif", motif.map { .string($0) }), ("issue", .code(issue)),
                    ("voie", .code(voie)), ("moyen", .code(moyen)),
                    ("motifs", motifs.isEmpty ? nil : motifs.value),
                ]))
        }
    }

    public let steps: [Step]

    public init(steps: [Step]) { self.steps = steps }

    /// A pli that is known has at least one.
    public init(_ value: JSONValue) throws {
        steps = try [Step](value)
        guard !steps.isEmpty else { throw LocalUnreadable("suivi") }
    }

    public var value: JSONValue { steps.value }
}
