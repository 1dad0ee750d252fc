import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

@testable import LiaisonStore

extension Shelf {
    /// A row of everything that is bound to the log, as the service writes it; two of each once it was called for
    /// 1 and for another number, a tenth further at least.
    func putSomeOfEverything(_ n: Int) throws {
        let sent = try send(n, to: b).slip
        let received = try receive(n + 1, from: c).slip
        try annotate(sent, Self.person(n))
        try acknowledge(sent, .remis)
        let card = try accept(n == 1 ? b : c).carte
        let day = try #require(CalendarDate("2026-11-01"))
        try write { transaction in
            _ = try transaction.insert(
                .fin(personnes: [Self.person(n)], le: day), by: agent())
            try transaction.record(LogEvent(.accompagnement, by: agent()))
            _ = try transaction.openPurge(avant: "point \(n)", suspendus: 0)
            _ = try transaction.insert(
                Tombstone(
                    de: c, id: Self.id(100 + n), sha256: "ab", regle: "usage-v1",
                    le: transaction.now))
            try transaction.insertRules("\(n)", isSeen: true)
            try transaction.insertBackup(BackupPlace(dossier: "/mnt/\(n)", cles: day))
        }
        try putLog(n)
        try putCards(n, card, read: received)
        try putCases(n, sent)
        try putGuichet(n)
        try putPast(n)
    }

    private func putLog(_ n: Int) throws {
        let byte = UInt8(n)
        try write { transaction in
            _ = try transaction.insertPoint(
                "a.example/journal/1", size: UInt64(n), note: [byte],
                after: transaction.view.lastPoint("a.example/journal/1"))
            try transaction.insert(
                StoredCosignature(
                    temoin: "b.example/temoin", le: transaction.now, line: "— \(n)\n"),
                origin: "a.example/journal/1", size: UInt64(n))
            _ = try transaction.insertContradiction(
                "b.example/journal/1", connu: [byte], vu: [byte, byte], par: c)
            _ = try transaction.insertEpochAct([byte], of: n == 1 ? b : c, epoch: 1)
        }
    }

    private func putCards(_ n: Int, _ card: Carte, read received: Slip) throws {
        let verification = Verification(
            structure: card.structure, cle: card.cleStructure, serie: 1, moyen: .telephone,
            le: Self.start)
        let other = try #require(StructureName("d\(n).example"))
        let opening = Accuse(
            de: received.de, id: received.id, pour: a, sha256: received.sha256, statut: .ouvert,
            le: Self.start, par: agent())
        let note = try verification.signed(by: key, name: agent()).bytes
        let opened = try opening.signed(by: key).bytes
        let until = try #require(CalendarDate("2027-11-01"))
        try write { transaction in
            try transaction.insert(verification: verification, note: note)
            try transaction.removePartner(other)
            try transaction.insert(
                DeclaredContact(structure: other, libelle: "D", type: .autre, le: Self.start),
                note: [UInt8(n)])
            _ = try transaction.insertFileOpening(
                opening, note: opened, until: until)
        }
    }

    private func putCases(_ n: Int, _ sent: Slip) throws {
        try write { transaction in
            let incident = try transaction.openCase(.violation)
            try transaction.insert(
                JSONObject([("etape", .string("essai"))]), in: .violation, n: incident,
                at: transaction.now, by: agent())
            try transaction.attach(sent.key, toIncident: incident)
            try transaction.attach(sent.key, toRequest: n)
            let row = try #require(try transaction.view.outgoing(sent.id, pour: b))
            try transaction.insert(
                StoredWithdrawal(
                    pour: b, le: transaction.now, par: agent(), .doublon, .parti, voie: .service),
                of: row)
            try transaction.insert(
                DeclaredStep(.transmis, le: transaction.now, moyen: .courriel), id: sent.id,
                pour: b, par: agent())
        }
    }

    private func putGuichet(_ n: Int) throws {
        let nom = try #require(GuichetName(String(repeating: n == 1 ? "a" : "b", count: 64)))
        let blob = try store.prepareBlob(
            [UInt8(n)], in: .guichet, de: a.text, id: GuichetPart.content.id(in: nom).text)
        try write { transaction in
            try transaction.insert(
                GuichetPreparation(
                    pour: c, subject: .invitation(modele: .generique, nombre: 1),
                    fin: transaction.now + Self.day, preuve: String(repeating: "0", count: 64),
                    cle: []),
                as: nom, par: agent())
            try transaction.insertAnswer(Self.id(200 + n), of: nom, sha256: "ab", taille: 1)
            try transaction.hold(
                .content, of: nom, de: a, sha256: Hex.encode(Hash.sha256([UInt8(n)])), bytes: 1)
            try transaction.insert(blob)
        }
    }

    /// What the register keeps of a sending that a purge took.
    private func putPast(_ n: Int) throws {
        let gone = try pli(300 + n, from: a, to: b)
        try write { try $0.insertOutgoing(gone, statut: "en-attente") }
        try annotate(gone.slip, Self.person(300 + n))
        let fiche = try #require(try held(gone.slip))
        _ = try write {
            try $0.entomb(fiche, regle: "fin-v1", le: Self.start, run: nil, isRegistered: true)
        }
    }
}
