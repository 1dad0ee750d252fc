import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import Synchronization
import TestSupport
import Testing

@testable import LiaisonService

/// Seconds since the machine started, as the test says.
final class BootClock: Sendable {
    private let seconds = Mutex<Int64>(1_000)

    var now: Int64 { seconds.withLock { $0 } }
    func advance(_ elapsed: Int64) { seconds.withLock { $0 += elapsed } }
    func set(_ value: Int64) { seconds.withLock { $0 = value } }
}

/// Who is to be told, what stands, and by when.
typealias Clock = (pour: String, statut: IncidentDeadline.Statut, echeance: Instant?)

/// An operator `a` that has an incident, a mission locale `b`, the OFII's direction `c`; all know each other.
struct Crisis {
    let horloge = TestClock()
    let bootClock = BootClock()
    let a: House
    let b: House
    let c: House

    init(_ type: StructureKind = .operateurAGIR, at start: Instant? = nil) throws {
        if let start { horloge.set(start) }
        let bootClock = bootClock
        let settings = IncidentSettings { bootClock.now }
        a = try House("a.example", horloge, type: type, incidents: settings)
        b = try House("b.example", horloge, type: .missionLocale, incidents: settings)
        c = try House("c.example", horloge, type: .dtOFII, incidents: settings)
        for one in [a, b, c] {
            for other in [a, b, c] where other.structure != one.structure {
                try one.meet(other)
            }
            try one.desks.retention.startClock()
            try one.desks.retention.recordRules()
        }
    }

    var now: Instant { horloge.now }

    /// Time goes by, on every clock.
    func wait(_ seconds: Int64) {
        horloge.advance(seconds)
        bootClock.advance(seconds)
    }

    /// The service of `a`, started again.
    func restarted() -> Desks {
        let (horloge, bootClock) = (horloge, bootClock)
        return Desks(
            store: a.desks.office.store, keys: a.desks.office.keys, folder: a.folder,
            incidents: IncidentSettings { bootClock.now }, now: { horloge.now })
    }

    static let sealed = try! SealedText(age: Array("age-encryption.org/v1\nscellé".utf8))

    // MARK: Steps

    static func scope(_ change: (inout IncidentScope) -> Void) -> IncidentScope {
        var scope = IncidentScope()
        change(&scope)
        return scope
    }

    static func declaration(
        _ type: IncidentKind = .violation, at moment: Instant, portee: IncidentScope,
        arrets: [StructureName] = []
    ) -> IncidentFact {
        .declaration(
            IncidentFact.Declaration(
                type: type,
                moments: type == .plainte
                    ? .init(reception: moment) : .init(decouverte: moment),
                natures: [.confidentialite], portee: portee, textes: sealed, arrets: arrets))
    }

    static func qualification(
        _ change: (inout IncidentFact.Qualification) -> Void
    ) -> IncidentFact {
        var said = IncidentFact.Qualification()
        change(&said)
        if said.needsReason { said.motif = sealed }
        return .qualification(said)
    }

    /// Declares at `a` what touches these partners.
    @discardableResult
    func declare(_ partners: [House], arrets: [House] = []) throws -> Incident {
        try declare(.violation, partners, arrets: arrets)
    }

    @discardableResult
    func declare(_ scope: IncidentScope) throws -> Incident { try declare(.violation, scope) }

    @discardableResult
    func declare(at moment: Instant, _ partners: [House]) throws -> Incident {
        try declare(.violation, partners, at: moment)
    }

    @discardableResult
    func declare(
        _ type: IncidentKind, _ partners: [House], at moment: Instant? = nil,
        arrets: [House] = []
    ) throws -> Incident {
        try declare(
            type, Self.scope { $0.partenaires = partners.map(\.structure) }, at: moment,
            arrets: arrets)
    }

    @discardableResult
    func declare(
        _ type: IncidentKind, _ scope: IncidentScope, at moment: Instant? = nil,
        arrets: [House] = []
    ) throws -> Incident {
        try a.desks.incidents.enter(
            Self.declaration(
                type, at: moment ?? now, portee: scope, arrets: arrets.map(\.structure)),
            incident: nil, by: a.agent(arrets.isEmpty ? "referent" : "dpo"))
    }

    @discardableResult
    func enter(_ fact: IncidentFact, _ n: Int?, by local: String = "dpo") throws -> Incident {
        try a.desks.incidents.enter(fact, incident: n, by: a.agent(local))
    }

    @discardableResult
    func qualify(
        _ n: Int, _ change: (inout IncidentFact.Qualification) -> Void
    ) throws -> Incident {
        try enter(Self.qualification(change), n)
    }

    func notified(_ addressee: NoticeAddressee, at moment: Instant? = nil) -> IncidentFact {
        .notifie(addressee, le: moment ?? now, moyen: .telephone, reference: Self.sealed)
    }

    func read(
        _ pli: Pli, type: IncidentKind = .violation, phase: Int = 1,
        natures: [IncidentNature] = [.integrite], plis: [PliID] = []
    ) -> IncidentFact {
        .lu(
            de: pli.slip.de, id: pli.slip.id,
            IncidentFact.Told(
                type: type, numero: 7, phase: phase, natures: natures, plis: plis,
                textes: Self.sealed))
    }

    // MARK: Plis

    /// A notice of one DPO to another; what it holds the services never see.
    func notice(
        from: House, to: House, id: PliID = .random(), remplace: PliID? = nil,
        roles: [Role] = [.dpo]
    ) throws -> Pli {
        let identity = from.identities["dpo"]!
        let recipients = [identity.age.recipient, to.identities["dpo"]!.age.recipient]
        let manifest = Manifest(
            id: id, objet: .violation, modele: nil, auteur: from.name("dpo"),
            pour: [to.structure], recipients: recipients, scelle: horloge.now,
            conserverJusquA: CalendarDate(year: 2099, month: 12, day: 31)!, remplace: remplace)
        let age = try Age.seal(Array("avis".utf8), to: recipients)
        let slip = Slip(
            manifest: manifest, pour: to.structure, addressees: .roles(roles), age: age,
            postQuantique: false)
        return try Pli(acte: slip.signed(by: identity.signing), age: age)
    }

    /// Deposits a notice of incident `n` at `a`.
    func deposit(
        _ n: Int?, to other: House, phase: Int = 1, id: PliID = .random(),
        roles: [Role] = [.dpo]
    ) throws -> Pli {
        let pli = try notice(from: a, to: other, id: id, roles: roles)
        _ = try a.desks.mail.deposit(
            pli.bytes, by: a.agent("dpo"),
            notice: n.map { IncidentDesk.Notice(incident: $0, phase: phase) })
        return try pli.countersigned(by: a.desks.office.keys.service)
    }

    /// Brings a pli to the other side; the receipt it gives.
    @discardableResult
    func bring(_ pli: Pli, from sender: House, to other: House) throws -> [UInt8] {
        let sent = try pli.countersigned(by: sender.desks.office.keys.service)
        return try other.desks.mail.receive(
            pli: sent.bytes, id: pli.slip.id, from: sender.card().carte
        ).receipt
    }

    /// A fiche from one to the other, delivered, its receipt brought back.
    @discardableResult
    func send(
        from sender: House, to other: House, about persons: [PersonIndex] = []
    ) throws -> Pli {
        let pli = try sender.pli(to: other) {
            $0.conserverJusquA = CalendarDate(year: 2099, month: 12, day: 31)!
        }
        for person in persons { try annotate(pli, person, at: sender) }
        _ = try sender.desks.mail.deposit(pli.bytes, by: sender.agent("referent"))
        let receipt = try bring(pli, from: sender, to: other)
        _ = try sender.desks.mail.receive(receipt: receipt, from: other.card().carte)
        return pli
    }

    func annotate(_ pli: Pli, _ person: PersonIndex, at house: House) throws {
        let acte = try Annotation(de: pli.slip.de, id: pli.slip.id, personne: person).signed(
            by: house.identities["referent"]!.signing, name: house.name("referent"))
        try house.desks.mail.annotate(acte.bytes, by: house.agent("referent"))
    }

    func person(_ digit: String, version: Int = 1) -> PersonIndex {
        PersonIndex("\(version):" + String(repeating: digit, count: 32))!
    }

    /// A receipt of a partner's for one of our notices, at a time of its own.
    @discardableResult
    func receipt(
        _ pli: Pli, of other: House, _ statut: Accuse.Statut, at moment: Instant
    ) throws -> Bool {
        let isOpening = statut == .ouvert
        let signer = isOpening ? other.name("dpo") : other.structure.key(.service)
        let key = isOpening ? other.identities["dpo"]!.signing : other.desks.office.keys.service
        let accuse = Accuse(
            de: pli.slip.de, id: pli.slip.id, pour: other.structure, sha256: pli.slip.sha256,
            statut: statut, le: moment, par: signer)
        return try a.desks.mail.receive(
            receipt: accuse.signed(by: key).bytes, from: other.card().carte)
    }

    // MARK: What stands

    func incident(_ n: Int) throws -> Incident { try a.desks.incidents.incident(n) }

    func deadline(_ n: Int, _ addressee: NoticeAddressee) throws -> IncidentDeadline? {
        try a.desks.incidents.deadlines(of: incident(n)).first { $0.destinataire == addressee }
    }

    func statut(_ n: Int, _ addressee: NoticeAddressee) throws -> IncidentDeadline.Statut? {
        try deadline(n, addressee)?.statut(at: a.desks.incidents.incidentNow())
    }

    func refused(_ code: Refusal.Code, _ body: () throws -> Void) throws {
        let before = try a.desks.office.store.read { try $0.caseVersion() }
        let refusal = #expect(throws: Refusal.self) { try body() }
        #expect(refusal?.code == code)
        #expect(try a.desks.office.store.read { try $0.caseVersion() } == before)
    }
}
