import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// A structure that opens guichets to another, and what a browser does there.
struct GuichetHouse {
    let a: House
    let b: House
    let horloge = TestClock()
    let proof = [UInt8](repeating: 7, count: GuichetBounds.proof)
    let visitor = GuichetDesk.Visitor(place: "c0000201")

    init() throws { (a, b) = try House.pair(horloge) }

    var desk: GuichetDesk { a.desks.guichets }

    static let content = Array("aaaa.bbbb.cccc.dddd.eeee".utf8)
    static let answer = Array("ffff..gggg.hhhh.iiii".utf8)
    static let key = Array("age-encryption.org/v1\ncle".utf8)

    func name(_ letter: Character = "a") throws -> GuichetName {
        try #require(GuichetName(String(repeating: letter, count: 64)))
    }

    /// A fiche that leaves by a guichet.
    func deposit() throws -> PliID {
        let pli = try a.pli(to: b)
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"), road: .init(.guichet))
        return pli.slip.id
    }

    func preparation(
        _ subject: GuichetSubject, days: Int64 = 30, remplace: GuichetName? = nil
    ) -> GuichetPreparation {
        GuichetPreparation(
            pour: b.structure, subject: subject, fin: horloge.now + days * 86_400,
            preuve: Hex.encode(Hash.sha256(proof)), cle: Self.key, remplace: remplace)
    }

    @discardableResult
    func prepare(
        _ subject: GuichetSubject, as nom: GuichetName, days: Int64 = 30,
        remplace: GuichetName? = nil
    ) throws -> Bool {
        try desk.prepare(
            preparation(subject, days: days, remplace: remplace), as: nom, by: a.agent("referent")
        ).isNew
    }

    @discardableResult
    func publish(_ nom: GuichetName) throws -> Bool {
        try desk.publish(Self.content, as: nom, by: a.agent("referent")).isNew
    }

    /// Open, for a fiche that was just deposited.
    func open(_ letter: Character = "a") throws -> (nom: GuichetName, id: PliID) {
        let (nom, id) = (try name(letter), try deposit())
        try prepare(.envoi(id), as: nom)
        try publish(nom)
        return (nom, id)
    }

    func fetch(_ nom: GuichetName) throws -> [UInt8] {
        try desk.content(of: nom, for: visitor) { _ in }
    }

    @discardableResult
    func reply(_ nom: GuichetName, id: PliID, _ bytes: [UInt8] = GuichetHouse.answer) throws
        -> GuichetDesk.Received
    {
        try desk.receive(bytes, id: id, of: nom, proof: proof, from: visitor)
    }

    func withdraw(_ id: PliID) throws -> [Retrait.Issue] {
        try a.desks.mail.withdraw(id, for: .doublon, by: a.agent("referent")).map(\.issue)
    }

    func statut(_ id: PliID) throws -> String? { try a.statut(id, pour: b) }

    func guichet(_ nom: GuichetName) throws -> StoredGuichet {
        try #require(try a.store.read { try $0.guichet(nom) })
    }

    func refusal(_ body: () throws -> Void) -> Refusal.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Refusal)?.code
        }
    }

    /// What an opened answer became: a document from the partner.
    func document() throws -> Pli {
        let identity = try #require(a.identities["referent"])
        let recipients = [identity.age.recipient]
        let manifest = Manifest(
            id: .random(), objet: .recu, modele: nil, auteur: a.name("referent"),
            pour: [a.structure],
            recipients: recipients, scelle: horloge.now,
            conserverJusquA: try #require(CalendarDate(year: 2031, month: 11, day: 23)))
        let note = ReceptionNote(
            origine: b.structure, voie: .guichet, le: ParisTime.date(at: horloge.now))
        let age = try Age.seal(
            Payload.write(manifest, parts: [note.part], key: identity.signing), to: recipients)
        let slip = Slip(
            manifest: manifest, pour: a.structure, addressees: .roles([.referent]), age: age,
            postQuantique: false)
        return try Pli(acte: slip.signed(by: identity.signing), age: age)
    }

    /// Opens an answer, as one of ours does.
    @discardableResult
    func take(_ answer: PliID, of nom: GuichetName) throws -> PliID {
        let pli = try document()
        _ = try a.desks.mail.deposit(
            pli.bytes, by: a.agent("referent"),
            origin: .init(structure: b.structure, voie: .guichet),
            answer: .init(guichet: nom, reponse: answer))
        return pli.slip.id
    }

    /// Takes in an answer that came as a file of its page.
    @discardableResult
    func takeFile(
        _ answer: PliID, of nom: GuichetName, _ bytes: [UInt8] = GuichetHouse.answer,
        voie: VoieRecue = .fichier
    ) throws -> PliID {
        let pli = try document()
        _ = try a.desks.mail.deposit(
            pli.bytes, by: a.agent("referent"), origin: .init(structure: b.structure, voie: voie),
            answer: .init(
                guichet: nom, reponse: answer,
                file: .init(sha256: Hex.encode(Hash.sha256(bytes)), taille: bytes.count)))
        return pli.slip.id
    }

    /// Whether key and blob of a part are gone, and its tombstone stands.
    func isDestroyed(_ part: GuichetPart, of nom: GuichetName) throws -> Bool {
        let id = part.id(in: nom)
        return try a.store.blob(in: .guichet, de: a.structure.text, id: id.text) == nil
            && a.store.read { try $0.tombstone(id, de: a.structure) } != nil
            && a.store.read { try $0.part(part, of: nom) } == nil
    }
}
