public import LiaisonBase
public import LiaisonSchema

/// What only who handles incidents is told of one.
public struct LocalIncidentFile: Sendable, Equatable {
    /// A notice of ours.
    public struct Avis: LocalAnswer, Equatable {
        public let pour: StructureName
        public let id: PliID
        public let phase: Int
        public let le: Instant
        public let par: KeyName
        /// Written as a file, to be carried: no receipt comes by itself.
        public let isFile: Bool
        public let remis: Instant?
        public let ouvert: Instant?
        public let refuse: Instant?

        public init(
            pour: StructureName, id: PliID, phase: Int, le: Instant, par: KeyName, isFile: Bool,
            remis: Instant?, ouvert: Instant?, refuse: Instant?
        ) {
            self.pour = pour
            self.id = id
            self.phase = phase
            self.le = le
            self.par = par
            self.isFile = isFile
            self.remis = remis
            self.ouvert = ouvert
            self.refuse = refuse
        }

        public init(_ value: JSONValue) throws {
            let fields = try LocalFields(value, "avis")
            pour = try fields.structure("pour")
            id = try fields.id("id")
            phase = try fields.count("phase")
            le = try fields.instant("le")
            par = try fields.keyName("par")
            isFile = try fields.value("fichier") { $0.bool }
            remis = try fields.optional("remis", LocalRead.instant)
            ouvert = try fields.optional("ouvert", LocalRead.instant)
            refuse = try fields.optional("refuse", LocalRead.instant)
        }

        public var value: JSONValue {
            .object(
                JSONObject([
                    ("pour", .text(pour)), ("id", .text(id)), ("phase", .count(phase)),
                    ("le", .text(le)), ("par", .text(par)), ("fichier", .bool(isFile)),
                    ("remis", .text(remis)), ("ouvert", .text(ouvert)), ("refuse", .text(refuse)),
                ]))
        }
    }

    /// A step as it was entered. The moment that the step itself names is `fait-le` here.
    public struct Etape: LocalAnswer, Equatable {
        public let le: Instant
        public let par: KeyName
        public let fact: IncidentFact

        public init(le: Instant, par: KeyName, fact: IncidentFact) {
            self.le = le
            self.par = par
            self.fact = fact
        }

        public init(_ value: JSONValue) throws {
            let fields = try LocalFields(value, "incident.etapes")
            le = try fields.instant("le")
            par = try fields.keyName("par")
            fact = try fields.step(without: ["le", "par"], renaming: ("fait-le", "le")) {
                object throws(SchemaError) in try IncidentFact(object)
            }
        }

        public var value: JSONValue {
            let said = fact.object.members.map {
                ($0.key == "le" ? "fait-le" : $0.key, JSONValue?.some($0.value))
            }
            return .object(JSONObject([("le", .text(le)), ("par", .text(par))] + said))
        }
    }

    public let portee: IncidentScope
    public let textes: SealedText?
    /// Whether the texts are a partner's: nobody wrote ours yet.
    public let isTold: Bool
    /// The notices of a partner, when it was one who told us.
    public let origine: [PliKey]
    /// The number of this incident there.
    public let numeroPartenaire: Int?
    public let avis: [Avis]
    public let etapes: [Etape]

    public init(
        portee: IncidentScope, textes: SealedText?, isTold: Bool, origine: [PliKey],
        numeroPartenaire: Int?, avis: [Avis], etapes: [Etape]
    ) {
        self.portee = portee
        self.textes = textes
        self.isTold = isTold
        self.origine = origine
        self.numeroPartenaire = numeroPartenaire
        self.avis = avis
        self.etapes = etapes
    }

    static let keys = [
        "portee", "textes", "textesDuPartenaire", "origine", "numeroPartenaire", "avis", "etapes",
    ]

    init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "incident")
        portee = try fields.value("portee") { value in
            value.object.flatMap { try? IncidentScope($0) }
        }
        textes = try fields.optional("textes", LocalRead.sealed)
        isTold = try fields.value("textesDuPartenaire") { $0.bool }
        origine = try fields.answer("origine")
        numeroPartenaire = try fields.optional("numeroPartenaire", LocalRead.count)
        avis = try fields.answer("avis")
        etapes = try fields.answer("etapes")
    }

    var members: [(String, JSONValue?)] {
        [
            ("portee", .object(portee.object)), ("textes", .sealed(textes)),
            ("textesDuPartenaire", .bool(isTold)), ("origine", origine.value),
            ("numeroPartenaire", .count(numeroPartenaire)), ("avis", avis.value),
            ("etapes", etapes.value),
        ]
    }
}
