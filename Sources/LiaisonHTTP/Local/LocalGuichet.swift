public import LiaisonBase
public import LiaisonSchema

/// A guichet, as the own daemon tells it (`/local/v1/guichets`).
public struct LocalGuichet: LocalAnswer, Equatable {
    /// An answer that came by it. Not opened yet it lies in the inbox: a row of `objet` `reponse-guichet`,
    /// which is no pli.
    public struct Reponse: LocalAnswer, Equatable {
        public let id: PliID
        public let recu: Instant
        /// When one of ours opened it, and it became a `recu`.
        public let ouverte: Instant?
        /// Bytes, sealed.
        public let taille: Int

        public init(id: PliID, recu: Instant, ouverte: Instant?, taille: Int) {
            self.id = id
            self.recu = recu
            self.ouverte = ouverte
            self.taille = taille
        }

        public init(_ value: JSONValue) throws {
            let fields = try LocalFields(value, "guichet.reponses")
            id = try fields.id("id")
            recu = try fields.instant("recu")
            ouverte = try fields.optional("ouverte", LocalRead.instant)
            taille = try fields.count("taille")
        }

        public var value: JSONValue {
            .object(
                JSONObject([
                    ("id", .text(id)), ("recu", .text(recu)), ("ouverte", .text(ouverte)),
                    ("taille", .count(taille)),
                ]))
        }
    }

    public let nom: GuichetName
    public let pour: StructureName
    public let subject: GuichetSubject
    public let statut: GuichetStatut
    /// Where it is served, without `#` and token: `https://guichet.agir38.example/guichet`. Nil where the
    /// administrator took the setting away.
    public let adresse: String?
    public let cree: Instant
    /// Until when it is served.
    public let fin: Instant
    /// When its sealed content was first given to somebody.
    public let remis: Instant?
    /// When somebody first opened it, with the link and the phrase.
    public let lu: Instant?
    /// In the order in which they came.
    public let reponses: [Reponse]
    public let clos: Instant?
    public let motif: GuichetMotif?
    /// Who made it.
    public let par: KeyName

    public init(
        nom: GuichetName, pour: StructureName, subject: GuichetSubject, statut: GuichetStatut,
        adresse: String?, cree: Instant, fin: Instant, remis: Instant?, lu: Instant?,
        reponses: [Reponse], clos: Instant?, motif: GuichetMotif?, par: KeyName
    ) {
        self.nom = nom
        self.pour = pour
        self.subject = subject
        self.statut = statut
        self.adresse = adresse
        self.cree = cree
        self.fin = fin
        self.remis = remis
        self.lu = lu
        self.reponses = reponses
        self.clos = clos
        self.motif = motif
        self.par = par
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "guichet")
        nom = try fields.value("nom") { $0.string.flatMap { GuichetName($0) } }
        pour = try fields.structure("pour")
        let envoi = try fields.optional("envoi", LocalRead.id)
        let invitation = try fields.optional("invitation") { try LocalFields($0, "invitation") }
        switch (envoi, invitation) {
        case (let id?, nil): subject = .envoi(id)
        case (nil, let form?):
            subject = .invitation(
                modele: try form.code("modele"), nombre: try form.count("nombre"))
        default: throw fields.wrong("envoi")
        }
        statut = try fields.code("statut")
        adresse = try fields.optional("adresse", LocalRead.text)
        cree = try fields.instant("cree")
        fin = try fields.instant("fin")
        remis = try fields.optional("remis", LocalRead.instant)
        lu = try fields.optional("lu", LocalRead.instant)
        reponses = try fields.answer("reponses")
        clos = try fields.optional("clos", LocalRead.instant)
        motif = try fields.optional("motif", LocalRead.code)
        par = try fields.keyName("par")
        guard (statut == .clos) == (clos != nil), (clos != nil) == (motif != nil) else {
            throw fields.wrong("clos")
        }
    }

    public var value: JSONValue {
        var invitation: JSONValue?
        if case .invitation(let modele, let nombre) = subject {
            invitation = .object(
                JSONObject([("modele", .code(modele)), ("nombre", .count(nombre))]))
        }
        return .object(
            JSONObject([
                ("nom", .text(nom)), ("pour", .text(pour)), ("envoi", .text(subject.envoi)),
                ("invitation", invitation), ("statut", .code(statut)),
                ("adresse", .text(adresse)), ("cree", .text(cree)), ("fin", .text(fin)),
                ("remis", .text(remis)), ("lu", .text(lu)), ("reponses", reponses.value),
                ("clos", .text(clos)), ("motif", .code(motif)), ("par", .text(par)),
            ]))
    }

    /// Those that wait for one of ours.
    public var unopened: [Reponse] { reponses.filter { $0.ouverte == nil } }
}

/// A page of the guichets, newest first (`GET /local/v1/guichets`).
public struct LocalGuichetPage: LocalAnswer, Equatable {
    public let guichets: [LocalGuichet]
    /// Where this service opens guichets, without `#` and token; nil: the administrator opened none.
    public let adresse: String?
    /// Where to go on; nil: this page is the last one.
    public let next: Int64?

    public init(guichets: [LocalGuichet], adresse: String?, next: Int64?) {
        self.guichets = guichets
        self.adresse = adresse
        self.next = next
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "guichets")
        guichets = try fields.answer("guichets")
        adresse = try fields.optional("adresse", LocalRead.text)
        next = try fields.optional("suite", LocalRead.integer)
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("guichets", guichets.value), ("adresse", .text(adresse)),
                ("suite", next.map { .integer($0) }),
            ]))
    }
}
