public import LiaisonBase

/// What an incident touches here, as the program found it: «about how many» (RGPD, art. 33(3)(a)).
public struct IncidentReach: Sendable, Equatable {
    /// What was exchanged with one partner.
    public struct Partner: Sendable, Equatable {
        /// The first of them.
        public var plis: [PliID]
        public var personnes: Int
        public var enregistrements: Int

        public init(plis: [PliID] = [], personnes: Int = 0, enregistrements: Int = 0) {
            self.plis = plis
            self.personnes = personnes
            self.enregistrements = enregistrements
        }

        public var object: JSONObject {
            JSONObject([
                ("plis", .array(plis.map { .string($0.text) })),
                ("personnes", .integer(Int64(personnes))),
                ("enregistrements", .integer(Int64(enregistrements))),
            ])
        }
    }

    /// By partner: what was exchanged with it.
    public var partners: [StructureName: Partner] = [:]
    public var personnes = 0
    public var enregistrements = 0
    /// How many of them nobody opened yet: each counts as one more person.
    public var aPreciser = 0

    public init() {}

    /// The same without the ids of plis.
    public var counts: IncidentReach {
        var reach = self
        for name in partners.keys { reach.partners[name]?.plis = [] }
        return reach
    }

    public var object: JSONObject {
        JSONObject([
            ("personnes", .integer(Int64(personnes))),
            ("enregistrements", .integer(Int64(enregistrements))),
            ("aPreciser", .integer(Int64(aPreciser))),
            (
                "partenaires",
                .object(
                    JSONObject(
                        partners.sorted { $0.key.text < $1.key.text }
                            .map { ($0.key.text, .object($0.value.object)) }))
            ),
        ])
    }
}
