public import LiaisonBase
public import LiaisonSchema

/// A pli of a box: what its slip says, and where it stands (docs/openapi.yaml, `Envoi` and `Reception`).
public struct BoxEntry: LocalAnswer, Equatable {
    /// In which box it lies, and what became of it there.
    public enum Place: Sendable, Equatable {
        /// - retenu: it does not leave by itself any more.
        case envoi(EnvoiStatut, retenu: Bool, accuses: [Receipt], voie: Voie = .service)
        case reception(ReceptionStatut)
    }

    /// A receipt of a sending.
    public struct Receipt: LocalAnswer, Equatable {
        public let statut: Accuse.Statut
        public let par: KeyName
        public let le: Instant
        /// Of a refusal: the code of its motive, one of a later version's perhaps.
        public let motif: String?

        public init(
            statut: Accuse.Statut, par: KeyName, le: Instant, motif: String? = nil
        ) {
            self.statut = statut
            self.par = par
            self.le = le
            self.motif = motif
        }

        public init(_ value: JSONValue) throws {
            let fields = try LocalFields(value, "accuse")
            statut = try fields.code("statut")
            par = try fields.keyName("par")
            le = try fields.instant("le")
            motif = try fields.optional("motif", LocalRead.text)
        }

        public var value: JSONValue {
            .object(
                JSONObject([
                    ("statut", .string(statut.rawValue)), ("par", .string(par.description)),
                    ("le", .string(le.description)), ("motif", motif.map { .string($0) }),
                ]))
        }
    }

    public let id: PliID
    /// Of a `violation` that was sealed to the referents, for want of a DPO; else none.
    public let roles: [Role]
    public let objet: Objet
    public let modele: FicheModele?
    public let de: StructureName
    public let pour: StructureName
    public let auteur: KeyName
    public let scelle: Instant
    /// When it was received: here, or, once it was delivered, at the partner's.
    public let recu: Instant?
    public let conserverJusquA: CalendarDate
    /// Bytes of the age file.
    public let taille: Int
    public let reponseA: PliID?
    public let remplace: PliID?
    public let place: Place
    /// Of a sending that its author may still take back: before when it does not leave.
    public let partirApres: Instant?
    /// Of a sending that waits: why its addressee was not reached last.
    public let injoignable: SilentPartner?
    /// Of a `recu`: where an agent says that it comes from, and how.
    public let origine: StructureName?
    public let voieRecue: VoieRecue?

    public init(
        _ slip: Slip, recu: Instant?, place: Place, partirApres: Instant? = nil,
        injoignable: SilentPartner? = nil, origine: StructureName? = nil,
        voieRecue: VoieRecue? = nil
    ) {
        self.partirApres = partirApres
        self.injoignable = injoignable
        self.origine = origine
        self.voieRecue = voieRecue
        id = slip.id
        if slip.objet == .violation, case .roles(let roles) = slip.addressees,
            roles.contains(.referent)
        {
            self.roles = roles
        } else {
            roles = []
        }
        objet = slip.objet
        modele = slip.modele
        de = slip.de
        pour = slip.pour
        auteur = slip.auteur
        scelle = slip.scelle
        self.recu = recu
        conserverJusquA = slip.conserverJusquA
        taille = slip.taille
        reponseA = slip.reponseA
        remplace = slip.remplace
        self.place = place
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "pli")
        id = try fields.id("id")
        roles = try fields.optionalList("roles", LocalRead.code)
        objet = try fields.code("objet")
        modele = try fields.optional("modele", LocalRead.code)
        de = try fields.structure("de")
        pour = try fields.structure("pour")
        auteur = try fields.keyName("auteur")
        scelle = try fields.instant("scelle")
        recu = try fields.optional("recu", LocalRead.instant)
        conserverJusquA = try fields.date("conserverJusquA")
        taille = try fields.count("taille")
        reponseA = try fields.optional("reponseA", LocalRead.id)
        remplace = try fields.optional("remplace", LocalRead.id)
        partirApres = try fields.optional("partirApres", LocalRead.instant)
        injoignable = try fields.optional("injoignable") { try SilentPartner($0) }
        origine = try fields.optional("origine", LocalRead.structure)
        voieRecue =
            objet == .recu ? try fields.optional("voie", LocalRead.code) : nil
        guard (objet == .recu) == (origine != nil) else { throw fields.wrong("origine") }
        if let accuses: [Receipt] = try fields.optional("accuses", { try [Receipt]($0) }) {
            place = .envoi(
                try fields.code("statut"), retenu: try fields.flag("retenu"), accuses: accuses,
                voie: try fields.optional("voie", LocalRead.code) ?? .service)
        } else {
            guard recu != nil else { throw fields.wrong("recu") }
            place = .reception(try fields.code("statut"))
        }
    }

    public var value: JSONValue {
        var object = JSONObject([
            ("id", .string(id.text)),
            ("roles", roles.isEmpty ? nil : .array(roles.map { .string($0.rawValue) })),
            ("objet", .string(objet.rawValue)), ("modele", modele.map { .string($0.rawValue) }),
            ("de", .string(de.text)), ("pour", .string(pour.text)),
            ("auteur", .string(auteur.description)), ("scelle", .string(scelle.description)),
            ("recu", recu.map { .string($0.description) }), ("statut", .string(statut)),
            ("conserverJusquA", .string(conserverJusquA.description)),
            ("taille", .integer(Int64(taille))), ("reponseA", reponseA.map { .string($0.text) }),
            ("remplace", remplace.map { .string($0.text) }),
        ])
        object["origine"] = origine.map { .string($0.text) }
        object["voie"] = voieRecue.map { .string($0.rawValue) }
        if case .envoi(_, let retenu, let accuses, let voie) = place {
            object["retenu"] = retenu ? .bool(true) : nil
            object["partirApres"] = partirApres.map { .string($0.description) }
            object["injoignable"] = injoignable?.value
            object["accuses"] = accuses.value
            object["voie"] = .string(voie.rawValue)
        }
        return .object(object)
    }

    public var key: PliKey { PliKey(de: de, id: id) }

    /// The structure that gave it, whoever took it in.
    public var sender: StructureName { origine ?? de }

    /// The word of its state.
    public var statut: String {
        switch place {
        case .envoi(let statut, _, _, _): statut.rawValue
        case .reception(let statut): statut.rawValue
        }
    }

    /// Where a sending stands; nil for what was received.
    public var envoi: EnvoiStatut? {
        if case .envoi(let statut, _, _, _) = place { statut } else { nil }
    }

    /// Where what was received stands; nil for a sending.
    public var reception: ReceptionStatut? {
        if case .reception(let statut) = place { statut } else { nil }
    }

    public var isHeldBack: Bool {
        if case .envoi(_, let retenu, _, _) = place { retenu } else { false }
    }

    public var accuses: [Receipt] {
        if case .envoi(_, _, let accuses, _) = place { accuses } else { [] }
    }

    /// By which road a sending left; nil for what was received.
    public var voie: Voie? {
        if case .envoi(_, _, _, let voie) = place { voie } else { nil }
    }
}
