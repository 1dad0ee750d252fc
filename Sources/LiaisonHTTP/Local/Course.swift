public import LiaisonBase
public import LiaisonSchema

/// Each step of a pli: its deposit or its reception, then the receipts (docs/openapi.yaml, `lireSuivi`).
public struct Course: LocalAnswer, Equatable {
    public struct Step: LocalAnswer, Equatable {
        public let etape: Etape
        public let par: KeyName
        /// Of a receipt: the addressee.
        public let pour: StructureName?
        public let le: Instant
        /// Of a refusal: the code of its motive, one of a later version's perhaps.
        public let motif: String?

        public init(
            _ etape: Etape, par: KeyName, pour: StructureName? = nil, le: Instant,
            motif: String? = nil
        ) {
            self.etape = etape
            self.par = par
            self.pour = pour
            self.le = le
            self.motif = motif
        }

        public init(_ value: JSONValue) throws {
            let fields = try LocalFields(value, "etape")
            etape = try fields.code("statut")
            par = try fields.keyName("par")
            pour = try fields.optional("pour", LocalRead.structure)
            le = try fields.instant("le")
            motif = try fields.optional("motif", LocalRead.text)
        }

        public var value: JSONValue {
            .object(
                JSONObject([
                    ("statut", .string(etape.rawValue)), ("par", .string(par.description)),
                    ("pour", pour.map { .string($0.text) }), ("le", .string(le.description)),
                    ("motif", motif.map { .string($0) }),
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
