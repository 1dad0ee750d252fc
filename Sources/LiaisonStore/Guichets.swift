internal import GRDB
public import LiaisonSchema

/// A guichet as it stands here: by its name, never by its token (guichet.md).
public struct StoredGuichet: Sendable, Equatable {
    public let rang: Int64
    public let nom: GuichetName
    public let pour: StructureName
    public let subject: GuichetSubject
    public let statut: GuichetStatut
    public let cree: Instant
    public let fin: Instant
    /// SHA-256 of what whoever opened it knows, in hexadecimal.
    public let preuve: String
    public let remplace: GuichetName?
    /// When its content was first given out, when it was first opened, when an answer was last opened here.
    public let remis: Instant?
    public let lu: Instant?
    public let repondu: Instant?
    public let clos: Instant?
    public let motif: GuichetMotif?
    public let par: KeyName

    /// Whether it is given to who knows its name.
    public func isServed(at now: Instant) -> Bool { statut == .ouvert && now < fin }

    /// What the log names it by: its sending, else itself.
    public var ref: String { subject.envoi?.text ?? nom.text }
}

/// An answer that came by a guichet.
public struct StoredGuichetAnswer: Sendable, Equatable {
    public let id: PliID
    /// Of the sealed bytes, in hexadecimal.
    public let sha256: String
    public let recu: Instant
    public let taille: Int
    public let ouverte: Instant?
    /// The `recu` that it became.
    public let document: PliID?
}

/// What is held sealed of a guichet, a blob each.
public enum GuichetPart: Sendable, Hashable {
    case content, key
    case answer(PliID)

    var text: String {
        switch self {
        case .content: "contenu"
        case .key: "cle"
        case .answer(let id): id.text
        }
    }

    /// Where its blob lies, and what its tombstone is called: an answer's own id is its sender's choice, and
    /// might be that of a pli.
    public func id(in nom: GuichetName) -> PliID {
        PliID(standingFor: "agir-liaison/guichet/blob/v1\n\(nom)\n\(text)")
    }
}

extension StoreView {
    public func guichet(_ nom: GuichetName) throws -> StoredGuichet? {
        try Row.fetchOne(
            database, cached: "SELECT * FROM guichets WHERE nom = ?", arguments: [nom.text]
        ).map(StoredGuichet.init)
    }

    /// Those of one sending, to one structure or to all, oldest first.
    public func guichets(
        of envoi: PliID, pour: StructureName? = nil
    ) throws -> [StoredGuichet] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM guichets WHERE envoi = ?1 AND (?2 IS NULL OR pour = ?2) ORDER BY rang
                """, arguments: [envoi.text, pour?.text]
        ).map(StoredGuichet.init)
    }

    /// Newest first, before that rank.
    ///
    /// - Parameters:
    ///   - isUnopened: only those with answers that nobody opened.
    ///   - envoi: only those of that sending.
    ///   - prefix: only those whose name, or whose sending's identity, begins so.
    public func guichets(
        before rang: Int64, isUnopened: Bool = false, of envoi: PliID? = nil,
        prefix: String? = nil, limit: Int
    ) throws -> [StoredGuichet] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM guichets WHERE rang < ?1 AND (NOT ?2 OR nom IN (
                    SELECT nom FROM guichets_reponses WHERE ouverte IS NULL))
                  AND (?3 IS NULL OR envoi = ?3)
                  AND (?4 IS NULL OR substr(nom, 1, length(?4)) = ?4
                    OR substr(envoi, 1, length(?4)) = ?4)
                  ORDER BY rang DESC LIMIT ?5
                """, arguments: [rang, isUnopened, envoi?.text, prefix, limit]
        ).map(StoredGuichet.init)
    }

    /// The open ones, after that rank.
    public func openGuichets(after rang: Int64, limit: Int) throws -> [StoredGuichet] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM guichets WHERE statut != 'clos' AND rang > ? ORDER BY rang LIMIT ?
                """, arguments: [rang, limit]
        ).map(StoredGuichet.init)
    }

    /// The open ones whose last day is over; whose answers were all opened before `answered`, invitations
    /// left out; and those that were prepared before `prepared`.
    public func dueGuichets(
        at now: Instant, answered: Instant, prepared: Instant, limit: Int
    ) throws -> [StoredGuichet] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM guichets AS g WHERE statut = 'ouvert' AND fin <= ?1
                UNION SELECT * FROM guichets AS g
                  WHERE statut = 'ouvert' AND envoi IS NOT NULL AND repondu <= ?2
                    AND NOT EXISTS (
                      SELECT 1 FROM guichets_reponses AS r WHERE r.nom = g.nom AND r.ouverte IS NULL)
                UNION SELECT * FROM guichets AS g WHERE statut = 'prepare' AND cree <= ?3
                LIMIT ?4
                """, arguments: [now.seconds, answered.seconds, prepared.seconds, limit]
        ).map(StoredGuichet.init)
    }

    /// Those that were closed before that instant, and of which nothing waits; not while the fiche is held
    /// that they gave: that it was opened is known of them alone.
    public func oldGuichets(closedBefore instant: Instant, limit: Int) throws -> [StoredGuichet] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM guichets AS g WHERE statut = 'clos' AND clos < ? AND NOT EXISTS (
                    SELECT 1 FROM guichets_reponses AS r WHERE r.nom = g.nom AND r.ouverte IS NULL)
                  AND (envoi IS NULL OR NOT EXISTS (SELECT 1 FROM envois AS e WHERE e.id = g.envoi))
                  LIMIT ?
                """, arguments: [instant.seconds, limit]
        ).map(StoredGuichet.init)
    }

    /// The guichets with an answer that came before that instant and that nobody opened.
    public func unansweredGuichets(before instant: Instant, limit: Int) throws -> [StoredGuichet] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM guichets WHERE nom IN (
                    SELECT nom FROM guichets_reponses WHERE ouverte IS NULL AND recu < ?) LIMIT ?
                """, arguments: [instant.seconds, limit]
        ).map(StoredGuichet.init)
    }

    /// When those came that nobody opened, before that instant; oldest first.
    public func unopenedAnswers(before instant: Instant) throws -> [Instant] {
        try Int64.fetchAll(
            database,
            cached:
                "SELECT recu FROM guichets_reponses WHERE ouverte IS NULL AND recu < ? ORDER BY recu",
            arguments: [instant.seconds]
        ).map { Instant(seconds: $0) }
    }

    /// In the order in which they came.
    public func answers(of nom: GuichetName) throws -> [StoredGuichetAnswer] {
        try Row.fetchAll(
            database, cached: "SELECT * FROM guichets_reponses WHERE nom = ? ORDER BY rang",
            arguments: [nom.text]
        ).map(StoredGuichetAnswer.init)
    }

    /// Of a part that is held: the digest and the number of its bytes.
    public func part(
        _ part: GuichetPart, of nom: GuichetName
    ) throws -> (sha256: String, bytes: Int)? {
        try Row.fetchOne(
            database,
            cached: "SELECT sha256, octets FROM guichets_contenus WHERE nom = ? AND part = ?",
            arguments: [nom.text, part.text]
        ).map { row -> (sha256: String, bytes: Int) in (row["sha256"], row["octets"]) }
    }

    /// Bytes that all guichets take together.
    public func occupiedByGuichets() throws -> Int64 {
        try Int64.fetchOne(
            database, cached: "SELECT octets FROM occupation WHERE structure = ?",
            arguments: [StoredGuichet.account]) ?? 0
    }

    /// The guichet that a tombstone's blob belongs to, and which part it is.
    public func guichet(holding key: PliKey) throws -> (nom: GuichetName, part: GuichetPart)? {
        try Row.fetchOne(
            database,
            cached: "SELECT nom, part FROM guichets_contenus WHERE de = ? AND id = ?",
            arguments: [key.de.text, key.id.text]
        ).flatMap { row -> (nom: GuichetName, part: GuichetPart)? in
            guard let nom = GuichetName(row["nom"] as String), let part = GuichetPart(row["part"])
            else { return nil }
            return (nom, part)
        }
    }
}

extension StoredGuichet {
    /// Of what all take, in `occupation`: no structure is called so.
    static let account = "guichet/"

    init(_ row: Row) throws {
        func instant(_ column: String) -> Instant? {
            let seconds: Int64? = row[column]
            return seconds.map { Instant(seconds: $0) }
        }
        func name(_ column: String) -> GuichetName? {
            let text: String? = row[column]
            return text.flatMap { GuichetName($0) }
        }
        let (envoi, modele, motif): (String?, String?, String?) = (
            row["envoi"], row["modele"], row["motif"]
        )
        let nombre: Int? = row["nombre"]
        let form = modele.flatMap { FicheModele(rawValue: $0) }
        let subject =
            envoi.flatMap { PliID($0) }.map { GuichetSubject.envoi($0) }
            ?? form.map { GuichetSubject.invitation(modele: $0, nombre: nombre ?? 1) }
        guard let nom = name("nom"), let subject, let pour = StructureName(row["pour"]),
            let statut = GuichetStatut(rawValue: row["statut"]), let par = KeyName(row["par"])
        else { throw StoreError(.damaged, "Un guichet conservé est illisible.") }
        rang = row["rang"]
        self.nom = nom
        self.pour = pour
        self.subject = subject
        self.statut = statut
        cree = Instant(seconds: row["cree"])
        fin = Instant(seconds: row["fin"])
        preuve = row["preuve"]
        remplace = name("remplace")
        (remis, lu) = (instant("remis"), instant("lu"))
        (repondu, clos) = (instant("repondu"), instant("clos"))
        self.motif = motif.flatMap { GuichetMotif(rawValue: $0) }
        self.par = par
    }
}

extension StoredGuichetAnswer {
    init(_ row: Row) throws {
        guard let id = PliID(row["id"]) else {
            throw StoreError(.damaged, "Une réponse de guichet est illisible.")
        }
        let (seconds, document): (Int64?, String?) = (row["ouverte"], row["document"])
        self.id = id
        sha256 = row["sha256"]
        recu = Instant(seconds: row["recu"])
        taille = row["taille"]
        ouverte = seconds.map { Instant(seconds: $0) }
        self.document = document.flatMap { PliID($0) }
    }
}

extension GuichetPart {
    init?(_ text: String) {
        switch text {
        case "contenu": self = .content
        case "cle": self = .key
        default:
            guard let id = PliID(text) else { return nil }
            self = .answer(id)
        }
    }
}
