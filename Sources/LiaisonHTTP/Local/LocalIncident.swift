public import LiaisonBase
public import LiaisonSchema

/// An incident as the service says it: an item of `GET /local/v1/incidents`, the answer to each step.
public struct LocalIncident: LocalAnswer, Equatable {
    public let n: Int
    public let type: IncidentKind
    public let statut: IncidentStatut
    /// Of a complaint, no discovery.
    public let moments: IncidentFact.Moments
    public let declaration: Instant
    public let par: KeyName
    public let natures: [IncidentNature]
    /// Without the ids of plis for who does not handle incidents.
    public let touche: IncidentReach
    /// What the DPO said, else what was found.
    public let personnes: Int
    public let enregistrements: Int
    public let risque: IncidentRisk?
    /// Those to be told.
    public let partenaires: [StructureName]
    /// Those to whom no fiche goes for now.
    public let arrets: [StructureName]
    public let echeances: [NoticeDeadline]
    public let cloture: Instant?
    /// The incidents' own time, which never goes back.
    public let heure: Instant
    /// Nil for who does not handle incidents.
    public let dossier: LocalIncidentFile?

    public init(
        n: Int, type: IncidentKind, statut: IncidentStatut, moments: IncidentFact.Moments,
        declaration: Instant, par: KeyName, natures: [IncidentNature], touche: IncidentReach,
        personnes: Int, enregistrements: Int, risque: IncidentRisk?, partenaires: [StructureName],
        arrets: [StructureName], echeances: [NoticeDeadline], cloture: Instant?, heure: Instant,
        dossier: LocalIncidentFile?
    ) {
        self.n = n
        self.type = type
        self.statut = statut
        self.moments = moments
        self.declaration = declaration
        self.par = par
        self.natures = natures
        self.touche = touche
        self.personnes = personnes
        self.enregistrements = enregistrements
        self.risque = risque
        self.partenaires = partenaires
        self.arrets = arrets
        self.echeances = echeances
        self.cloture = cloture
        self.heure = heure
        self.dossier = dossier
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "incident")
        n = try fields.count("n")
        type = try fields.code("type")
        statut = try fields.code("statut")
        moments = IncidentFact.Moments(
            soupcon: try fields.optional("soupcon", LocalRead.instant),
            decouverte: try fields.optional("decouverte", LocalRead.instant),
            reception: try fields.optional("reception", LocalRead.instant),
            connaissance: try fields.optional("connaissance", LocalRead.instant))
        declaration = try fields.instant("declaration")
        par = try fields.keyName("par")
        natures = try fields.list("natures", LocalRead.code)
        touche = try fields.value("touche") { try IncidentReach(local: $0) }
        personnes = try fields.count("personnes")
        enregistrements = try fields.count("enregistrements")
        risque = try fields.optional("risque", LocalRead.code)
        partenaires = try fields.list("partenaires", LocalRead.structure)
        arrets = try fields.list("arrets", LocalRead.structure)
        echeances = try fields.answer("echeances")
        cloture = try fields.optional("cloture", LocalRead.instant)
        heure = try fields.instant("heure")
        // All of it, or nothing: any member of it asks for the others.
        let isWhole = LocalIncidentFile.keys.contains { fields.object[$0] != nil }
        dossier = isWhole ? try LocalIncidentFile(value) : nil
    }

    public var value: JSONValue {
        let members: [(String, JSONValue?)] = [
            ("n", .count(n)), ("type", .code(type)), ("statut", .code(statut)),
            ("soupcon", .text(moments.soupcon)), ("decouverte", .text(moments.decouverte)),
            ("reception", .text(moments.reception)), ("connaissance", .text(moments.connaissance)),
            ("declaration", .text(declaration)), ("par", .text(par)),
            ("natures", .texts(natures.map(\.rawValue))), ("touche", .object(touche.object)),
            ("personnes", .count(personnes)), ("enregistrements", .count(enregistrements)),
            ("risque", .code(risque)), ("partenaires", .texts(partenaires)),
            ("arrets", .texts(arrets)), ("echeances", echeances.value),
            ("cloture", .text(cloture)), ("heure", .text(heure)),
        ]
        return .object(JSONObject(members + (dossier?.members ?? [])))
    }
}

extension IncidentReach {
    fileprivate init(local value: JSONValue) throws {
        self.init()
        let fields = try LocalFields(value, "touche")
        personnes = try fields.count("personnes")
        enregistrements = try fields.count("enregistrements")
        aPreciser = try fields.count("aPreciser")
        for member in try fields.value("partenaires", { $0.object }).members {
            guard let name = StructureName(member.key) else { throw fields.wrong("partenaires") }
            let part = try LocalFields(member.value, "touche.partenaires")
            partners[name] = Partner(
                plis: try part.list("plis", LocalRead.id), personnes: try part.count("personnes"),
                enregistrements: try part.count("enregistrements"))
        }
    }
}
