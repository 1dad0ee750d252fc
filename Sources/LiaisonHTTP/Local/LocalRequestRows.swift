public import LiaisonBase
public import LiaisonSchema

/// A pli that is held, in the file of a request.
public struct LocalHeld: LocalAnswer, Equatable {
    /// Until when, and by which rule.
    public struct Keeping: Sendable, Equatable {
        public let regle: RetentionRule
        public let echeance: CalendarDate
        /// Whether a hold keeps it longer.
        public let isSuspended: Bool

        public init(regle: RetentionRule, echeance: CalendarDate, isSuspended: Bool) {
            self.regle = regle
            self.echeance = echeance
            self.isSuspended = isSuspended
        }
    }

    public let key: PliKey
    public let boite: Boite
    public let objet: Objet
    public let modele: FicheModele?
    public let partenaires: [StructureName]
    public let scelle: CalendarDate
    public let recu: CalendarDate?
    /// Of a `partage`, the fiche handed on.
    public let original: PliKey?
    /// Nil for a monthly table.
    public let keeping: Keeping?

    public init(
        key: PliKey, boite: Boite, objet: Objet, modele: FicheModele?, partenaires: [StructureName],
        scelle: CalendarDate, recu: CalendarDate?, original: PliKey?, keeping: Keeping?
    ) {
        self.key = key
        self.boite = boite
        self.objet = objet
        self.modele = modele
        self.partenaires = partenaires
        self.scelle = scelle
        self.recu = recu
        self.original = original
        self.keeping = keeping
    }

    public init(_ value: JSONValue) throws {
        key = try PliKey(value)
        let fields = try LocalFields(value, "dossier.fiches")
        boite = try fields.code("boite")
        objet = try fields.code("objet")
        modele = try fields.optional("modele", LocalRead.code)
        partenaires = try fields.list("partenaires", LocalRead.structure)
        scelle = try fields.date("scelle")
        recu = try fields.optional("recu", LocalRead.date)
        original = try fields.optional("original") { try PliKey($0) }
        keeping = try fields.optional("regle", LocalRead.code).map {
            Keeping(
                regle: $0, echeance: try fields.date("echeance"),
                isSuspended: try fields.value("suspendue") { $0.bool })
        }
    }

    public var value: JSONValue {
        .object(
            JSONObject(
                key.members + [
                    ("boite", .code(boite)), ("objet", .code(objet)), ("modele", .code(modele)),
                    ("partenaires", .texts(partenaires)), ("scelle", .text(scelle)),
                    ("recu", .text(recu)), ("original", original?.value),
                    ("regle", .code(keeping?.regle)), ("echeance", .text(keeping?.echeance)),
                    ("suspendue", keeping.map { .bool($0.isSuspended) }),
                ]))
    }
}

/// A fiche about the person that went from one structure to another.
public struct LocalTransmission: LocalAnswer, Equatable {
    public let key: PliKey
    public let pour: StructureName
    public let objet: Objet
    public let scelle: Instant
    public let recu: Instant?
    public let ouvert: Instant?
    public let voie: Voie
    /// By a road that proves nothing: where it stands, as long as it is held.
    public let statut: EnvoiStatut?
    /// What agents declared of it, where nothing proves it.
    public let declared: [Course.Step]

    /// Who gave it, and to whom: what an agent of ours took in is our pli, and `pour` where it came from.
    public var origine: StructureName { objet == .recu ? pour : key.de }
    public var destinataire: StructureName { objet == .recu ? key.de : pour }

    public init(
        key: PliKey, pour: StructureName, objet: Objet, scelle: Instant, recu: Instant?,
        ouvert: Instant?, voie: Voie = .service, statut: EnvoiStatut? = nil,
        declared: [Course.Step] = []
    ) {
        self.key = key
        self.pour = pour
        self.objet = objet
        self.scelle = scelle
        self.recu = recu
        self.ouvert = ouvert
        self.voie = voie
        self.statut = statut
        self.declared = declared
    }

    public init(_ value: JSONValue) throws {
        key = try PliKey(value)
        let fields = try LocalFields(value, "dossier.transmissions")
        pour = try fields.structure("pour")
        objet = try fields.code("objet")
        scelle = try fields.instant("scelle")
        recu = try fields.optional("recu", LocalRead.instant)
        ouvert = try fields.optional("ouvert", LocalRead.instant)
        voie = try fields.optional("voie", LocalRead.code) ?? .service
        statut = try fields.optional("statut", LocalRead.code)
        declared = try fields.optionalList("declarations") { try Course.Step($0) }
    }

    public var value: JSONValue {
        .object(
            JSONObject(
                key.members + [
                    ("pour", .text(pour)), ("objet", .code(objet)), ("scelle", .text(scelle)),
                    ("recu", .text(recu)), ("ouvert", .text(ouvert)), ("voie", .code(voie)),
                    ("statut", .code(statut)),
                    ("declarations", declared.isEmpty ? nil : declared.value),
                ]))
    }
}

/// A pli that was destroyed, by which rule, and in which procès-verbal.
public struct LocalDestruction: LocalAnswer, Equatable {
    public let key: PliKey
    public let le: Instant
    public let regle: RetentionRule
    public let procesVerbal: Int?

    public init(key: PliKey, le: Instant, regle: RetentionRule, procesVerbal: Int?) {
        self.key = key
        self.le = le
        self.regle = regle
        self.procesVerbal = procesVerbal
    }

    public init(_ value: JSONValue) throws {
        key = try PliKey(value)
        let fields = try LocalFields(value, "dossier.detruits")
        le = try fields.instant("le")
        regle = try fields.code("regle")
        procesVerbal = try fields.optional("procesVerbal", LocalRead.count)
    }

    public var value: JSONValue {
        .object(
            JSONObject(
                key.members + [
                    ("le", .text(le)), ("regle", .code(regle)),
                    ("procesVerbal", .count(procesVerbal)),
                ]))
    }
}

/// A receipt.
public struct LocalReceipt: LocalAnswer, Equatable {
    public let key: PliKey
    public let pour: StructureName
    public let statut: Accuse.Statut
    public let par: KeyName
    public let le: Instant

    public init(
        key: PliKey, pour: StructureName, statut: Accuse.Statut, par: KeyName, le: Instant
    ) {
        self.key = key
        self.pour = pour
        self.statut = statut
        self.par = par
        self.le = le
    }

    public init(_ value: JSONValue) throws {
        key = try PliKey(value)
        let fields = try LocalFields(value, "dossier.accuses")
        pour = try fields.structure("pour")
        statut = try fields.code("statut")
        par = try fields.keyName("par")
        le = try fields.instant("le")
    }

    public var value: JSONValue {
        .object(
            JSONObject(
                key.members + [
                    ("pour", .text(pour)), ("statut", .code(statut)), ("par", .text(par)),
                    ("le", .text(le)),
                ]))
    }
}

/// A pli in which a partner answers.
public struct LocalReceivedAnswer: LocalAnswer, Equatable {
    public let key: PliKey
    public let objet: Objet
    public let reponseA: PliID?
    public let recu: Instant

    public init(key: PliKey, objet: Objet, reponseA: PliID?, recu: Instant) {
        self.key = key
        self.objet = objet
        self.reponseA = reponseA
        self.recu = recu
    }

    public init(_ value: JSONValue) throws {
        key = try PliKey(value)
        let fields = try LocalFields(value, "dossier.reponsesRecues")
        objet = try fields.code("objet")
        reponseA = try fields.optional("reponseA", LocalRead.id)
        recu = try fields.instant("recu")
    }

    public var value: JSONValue {
        .object(
            JSONObject(
                key.members + [
                    ("objet", .code(objet)), ("reponseA", .text(reponseA)), ("recu", .text(recu)),
                ]))
    }
}
