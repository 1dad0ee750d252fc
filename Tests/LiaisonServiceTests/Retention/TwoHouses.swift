import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// Two structures, fiches between them, and a clock that goes where the test puts it.
struct TwoHouses {
    let horloge = TestClock()
    let a: House
    let b: House

    init() throws {
        (a, b) = try House.pair(horloge)
        for house in [a, b] {
            try house.desks.retention.startClock()
            try house.desks.retention.recordRules()
        }
    }

    /// A fiche of `a` that `b` holds, and whether both know it.
    @discardableResult
    func send(_ id: PliID = .random()) throws -> Pli {
        let pli = try a.pli(to: b, id: id)
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
        let sent = try pli.countersigned(by: a.desks.office.keys.service)
        let receipt = try b.desks.mail.receive(pli: sent.bytes, id: id, from: a.card().carte)
        _ = try a.desks.mail.receive(receipt: receipt.receipt, from: b.card().carte)
        return sent
    }

    /// Its use ended yesterday there.
    func condemn(_ pli: Pli, at house: House) throws {
        let yesterday = ParisTime.date(at: horloge.now).adding(days: -1)
        _ = try house.desks.retention.enter(
            .usage(de: pli.slip.de, id: pli.slip.id, jusquA: yesterday),
            by: house.agent("referent"))
    }

    func purge(_ house: House) throws -> RetentionDesk.Slice {
        try house.desks.retention.purge(
            by: house.agent("dpo"), limit: 1_000, confirmsClock: false)
    }

    func sealed(_ text: String = "motif") throws -> SealedText {
        try SealedText(text, to: [a.identities["dpo"]!.age.recipient])
    }

    func person(_ digit: String, version: Int = 1) -> PersonIndex {
        PersonIndex("\(version):" + String(repeating: digit, count: 32))!
    }

    /// - Parameter count: of a table, how many persons it lists.
    func annotate(
        _ pli: Pli, _ person: PersonIndex, of count: Int? = nil, at house: House
    ) throws {
        let acte = try Annotation(
            de: pli.slip.de, id: pli.slip.id, personne: person, nombre: count
        ).signed(by: house.identities["referent"]!.signing, name: house.name("referent"))
        try house.desks.mail.annotate(acte.bytes, by: house.agent("referent"))
    }
}
