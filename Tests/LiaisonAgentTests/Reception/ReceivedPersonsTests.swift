import AgentTestSupport
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import LiaisonAgent

/// Whom what came outside the service is about, and what it is.
extension ReceiveDocumentsTests {
    private static let other = [("3803054321", "3803054322")]

    private func mail(_ fiches: [[UInt8]]) throws -> String {
        let parts = fiches.enumerated().map { index, fiche in
            """
            --b\r
            Content-Type: application/json\r
            Content-Transfer-Encoding: base64\r
            Content-Disposition: attachment; filename="fiche-\(index).json"\r
            \r
            \(Base64.encode(fiche))\r

            """
        }
        return try file(
            "message-\(fiches.count).eml",
            Array(
                ("From: a@ml.example\r\nSubject: fiches\r\nMIME-Version: 1.0\r\n"
                    + "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n"
                    + parts.joined() + "--b--\r\n").utf8))
    }

    private func fiche(_ changes: [(String, String)] = []) throws -> Fiche {
        let report = Fiche.validate(
            try Partnership.fiche("generique", changes), today: session.today, reponseA: true)
        return try #require(report.fiche)
    }

    @Test("deux personnes ne s'enregistrent pas ensemble : un seul pseudonyme le dirait")
    func severalPersons() throws {
        let receive = try ReceiveDocuments(session)
        let (one, two) = try (
            Partnership.fiche("generique"), Partnership.fiche("generique", Self.other)
        )
        let both = try input([mail([one, two])])
        #expect(code { _ = try receive.plan(both) } == .data)
        let plan = try receive.plan(input([mail([one])]))
        #expect(plan.documents.map(\.type) == [Payload.Part.fiche([]).type])
        // A transcription of somebody else's papers is about two persons too.
        let other = try fiche(Self.other)
        #expect(code { _ = try receive.execute(plan, transcription: other) } == .data)
        #expect(daemon.bodies("PUT", Routes.localSend).isEmpty)
        _ = try receive.execute(plan, transcription: fiche())
        #expect(daemon.bodies("PUT", Routes.localSend).count == 1)
    }

    @Test("une réponse transcrite n'oriente personne : l'origine compte, pas qui l'a enregistrée")
    func transcribedAnswer() throws {
        let sending = try SendFiche(session)
        var confirmed = FicheAnswers()
        confirmed.confirmsWarnings = true
        let asked = try sending.execute(
            sending.plan(Partnership.input(Partnership.fiche("spe"), to: ["ml.example"], session)),
            confirmed)
        let ours = try Pli(#require(daemon.bodies("PUT", Routes.localSend).last)).slip
        let receive = try ReceiveDocuments(session)
        var answer = try input([file("scan.pdf", Array("%PDF-1.4 scan".utf8))])
        answer.reponseA = asked
        _ = try receive.execute(receive.plan(answer), transcription: fiche())
        let pli = try Pli(#require(daemon.bodies("PUT", Routes.localSend).last))
            .countersigned(by: partnership.operateur.serviceKey)
        partnership.holds([pli])
        var month = MonthlyTable.Input(
            month: try #require(CalendarDate("2026-11-01")),
            au: try #require(CalendarDate("2026-11-30")))
        (month.departement, month.capacite) = ("Isère", "à séquencer")
        let table = try MonthlyTable(session)
        // Nothing of ours went there: it proposes somebody.
        #expect(try table.plan(month).fiches == [pli.slip.key])
        let sent = BoxEntry(
            ours, recu: nil, place: .envoi(.enAttente, retenu: false, accuses: []))
        daemon.on("GET", "/local/v1/boite/envoi", json: [sent].value)
        _ = partnership.claire.notices
        #expect(try table.plan(month).fiches == [])
        let name = FicheNotice.NamedFiche(id: pli.slip.id, name: "OFFICE Samir")
        #expect(partnership.claire.notices.contains(.fiche(.answersLeftOut([name]))))
    }

    @Test("ce qu'un scellé par phrase dit de ses parties ne compte pas : leur contenu, si")
    func sealedParts() throws {
        let theirs = try partnership.conseillere.session()
        let sealer = Sealer(
            session: theirs,
            destinations: [.phrase(partnership.operateur.structure, .operateurAGIR)],
            classical: false)
        let content = Sealer.Content(
            objet: .fiche, modele: .generique,
            parts: [
                .fiche(try Partnership.fiche("generique")),
                .init(nom: "bilan.pdf", type: "application/pdf", content: [0x4D, 0x5A, 0, 1]),
                .init(nom: "note.bin", type: "text/html", content: Array("%PDF-1.4".utf8)),
            ], page: "")
        let manifest = try sealer.ownCopy(content).sealed.manifest
        let phrase = RecoveryCode.generate()
        func secret() throws -> SecretBytes {
            var bytes = Array(phrase.utf8)
            return try SecretBytes(taking: &bytes)
        }
        let path = try file(
            "document.age",
            sealer.fileByPhrase(content, like: manifest, passphrase: secret(), asPage: false))
        _ = partnership.claire.notices
        let plan = try ReceiveDocuments(session).plan(input([path])) { try secret() }
        #expect(
            plan.documents.map(\.nom)
                == ["fiche-2.json", "note.bin.pdf", "manifeste-d-origine.note"])
        #expect(
            plan.documents.map(\.type)
                == [Payload.Part.fiche([]).type, "application/pdf", "text/plain"])
        #expect(partnership.claire.notices.contains(.fiche(.leftOut("bilan.pdf"))))
    }

    @Test("un ZIP de plus de dix mille entrées est refusé pour ce qu'il est")
    func crowded() throws {
        let end: [UInt8] =
            [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 0x11, 0x27, 0x11, 0x27]
            + [UInt8](repeating: 0, count: 10)
        let path = try file("lot.zip", [0x50, 0x4B, 3, 4] + end)
        let refused = failure { _ = try ReceiveDocuments(session).plan(input([path])) }
        #expect(refused?.code == .data)
        #expect(refused?.message == "L'archive a plus de 200 entrées.")
    }
}
