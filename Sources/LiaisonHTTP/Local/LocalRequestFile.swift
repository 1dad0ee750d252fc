public import LiaisonBase
public import LiaisonSchema

/// All that the service knows for a request, by pseudonyms and sealed texts: `GET /local/v1/demandes/{n}`.
public struct LocalRequestFile: LocalAnswer, Equatable {
    public let request: LocalRequest
    /// Whom it is about; of a partner's request, whose erasure the DPO confirmed.
    public let personnes: [PersonIndex]
    public let etapes: [RightsRequest.Step]
    /// The structures that received a fiche about the person.
    public let destinataires: [StructureName]
    /// What is held about the person.
    public let fiches: [LocalHeld]
    /// The monthly tables, which nobody annotates.
    public let tableaux: [LocalHeld]
    /// From whom to whom, what was destroyed too.
    public let transmissions: [LocalTransmission]
    /// Plis that nobody annotated: closing waits for each.
    public let aExaminer: [PliKey]
    public let detruits: [LocalDestruction]
    /// Of the person's fiches, and of the `droits` plis of this request.
    public let accuses: [LocalReceipt]
    /// The plis in which partners answer those.
    public let reponsesRecues: [LocalReceivedAnswer]
    /// Of an erasure that is not carried out yet: what it would do.
    public let effacement: LocalErasure?

    public init(
        request: LocalRequest, personnes: [PersonIndex], etapes: [RightsRequest.Step],
        destinataires: [StructureName], fiches: [LocalHeld], tableaux: [LocalHeld],
        transmissions: [LocalTransmission], aExaminer: [PliKey], detruits: [LocalDestruction],
        accuses: [LocalReceipt], reponsesRecues: [LocalReceivedAnswer],
        effacement: LocalErasure? = nil
    ) {
        self.request = request
        self.personnes = personnes
        self.etapes = etapes
        self.destinataires = destinataires
        self.fiches = fiches
        self.tableaux = tableaux
        self.transmissions = transmissions
        self.aExaminer = aExaminer
        self.detruits = detruits
        self.accuses = accuses
        self.reponsesRecues = reponsesRecues
        self.effacement = effacement
    }

    public init(_ value: JSONValue) throws {
        request = try LocalRequest(value)
        let fields = try LocalFields(value, "dossier")
        personnes = try fields.list("personnes") { $0.string.flatMap { PersonIndex($0) } }
        etapes = try fields.answer("etapes")
        destinataires = try fields.list("destinataires", LocalRead.structure)
        fiches = try fields.answer("fiches")
        tableaux = try fields.answer("tableaux")
        transmissions = try fields.answer("transmissions")
        aExaminer = try fields.answer("aExaminer")
        detruits = try fields.answer("detruits")
        accuses = try fields.answer("accuses")
        reponsesRecues = try fields.answer("reponsesRecues")
        effacement = try fields.optional("effacement") { try LocalErasure($0) }
        guard fiches.allSatisfy({ $0.keeping != nil }) else { throw fields.wrong("fiches") }
    }

    public var value: JSONValue {
        .object(
            JSONObject(
                request.members + [
                    ("personnes", .texts(personnes)), ("etapes", etapes.value),
                    ("destinataires", .texts(destinataires)), ("fiches", fiches.value),
                    ("tableaux", tableaux.value), ("transmissions", transmissions.value),
                    ("aExaminer", aExaminer.value), ("detruits", detruits.value),
                    ("accuses", accuses.value), ("reponsesRecues", reponsesRecues.value),
                    ("effacement", effacement?.value),
                ]))
    }
}

/// A step as it was entered, and when and by whom.
extension RightsRequest.Step: LocalAnswer {
    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "dossier.etapes")
        self.init(
            le: try fields.instant("le"), par: try fields.keyName("par"),
            fact: try fields.step(without: ["le", "par"]) { object throws(SchemaError) in
                try RequestFact(object)
            })
    }

    public var value: JSONValue {
        let said = fact.object.members.map { ($0.key, JSONValue?.some($0.value)) }
        return .object(JSONObject(said + [("le", .text(le)), ("par", .text(par))]))
    }
}
