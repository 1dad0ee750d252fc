import Foundation
import HTTPTypes
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonSchema
@testable import LiaisonService
@testable import agir_liaisond

/// The plis that this version writes, and what daemons say of them.
extension CaptureWriter {
    private struct Contents {
        let name: String
        let objet: Objet
        var modele: FicheModele?
        var author = "referent"
        let parts: [Payload.Part]
    }

    /// One of each `objet` that leaves a structure, from `a` to `b`.
    func writePlis() throws -> [(name: String, pli: Pli)] {
        let number = try #require(AGDREFNumber("3803012345"))
        let day = try #require(CalendarDate("2026-11-18"))
        let table = OFIITable(
            operateur: "Opérateur", departement: "38", au: day, capacite: "à séquencer", rows: [])
        let attachment = Payload.Part(
            nom: "pièce à lire.pdf", type: "application/pdf", content: Array("%PDF-1.7\n".utf8))
        let contents = [
            Contents(
                name: "fiche-generique", objet: .fiche, modele: .generique,
                parts: [try fiche(.generique), attachment]),
            Contents(name: "fiche-spe", objet: .fiche, modele: .spe, parts: [try fiche(.spe)]),
            Contents(
                name: "fiche-pic-ipr", objet: .fiche, modele: .picIPR, parts: [try fiche(.picIPR)]),
            Contents(
                name: "sortie", objet: .sortie,
                parts: [SortieMessage(numeroAGDREF: number, le: day).part]),
            Contents(
                name: "anomalie", objet: .anomalie,
                parts: [try AnomalieMessage(texte: "Le numéro ne répond pas.").part()]),
            Contents(
                name: "violation", objet: .violation, author: "dpo", parts: [try notice(.violation)]
            ),
            Contents(
                name: "droits", objet: .droits, author: "dpo",
                parts: [
                    try RightsMessage(
                        numeroAGDREF: number, demande: .rectification,
                        champs: .object(JSONObject([("/beneficiaire/nom", .string("SPECIMEN"))]))
                    ).part
                ]),
            Contents(name: "tableau-ofii", objet: .tableauOFII, parts: [.table(table.csv)]),
        ]
        return try contents.map { content in
            let pli = try pli(content, from: a, to: b, roles: content.objet.roles)
                .countersigned(by: a.desks.office.keys.service)
            try files.write(pli.bytes, to: "plis/\(content.name).pli")
            return (content.name, pli)
        }
    }

    private func fiche(_ modele: FicheModele) throws -> Payload.Part {
        let docs = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/exemple-\(modele.rawValue).json")
        return .fiche(Array(try Data(contentsOf: docs)))
    }

    private func pli(
        _ content: Contents, from: House, to: House, roles: [Role]?, agents: [KeyName] = [],
        padded: Bool = true, until: String = "2031-11-23", answers: PliID? = nil
    ) throws -> Pli {
        let readers = roles?.map(\.rawValue) ?? agents.map(\.local)
        let identities =
            (readers.flatMap { [from.identities[$0], to.identities[$0]] }
            + [from.identities[content.author]]).compactMap { $0?.age.recipient }
        let manifest = Manifest(
            id: .random(), objet: content.objet, modele: content.modele,
            auteur: from.name(content.author), pour: [to.structure], recipients: identities,
            scelle: horloge.now, conserverJusquA: try #require(CalendarDate(until)),
            convention: content.modele == .spe ? "SPE-38-2026" : nil, reponseA: answers,
            remplace: answers)
        let key = try key(from, content.author)
        // A daemon does not look inside: what it refuses need not be whole.
        let plaintext =
            padded
            ? try Payload.write(manifest, parts: content.parts, key: key) : Array("vide".utf8)
        let age = try Age.seal(plaintext, to: Array(Set(identities)))
        let slip = Slip(
            manifest: manifest, pour: to.structure,
            addressees: roles.map { .roles($0) } ?? .agents(agents), age: age, postQuantique: false)
        return try Pli(acte: slip.signed(by: key), age: age)
    }

    /// What colleagues of `a` hand each other.
    func writeInternalPlis(of plis: [(name: String, pli: Pli)]) throws {
        let identity = try #require(a.identities["referent"])
        let fiche = try Payload(Age.open(#require(plis.first).pli.age, with: [identity.age]))
        let number = try #require(AGDREFNumber("3803012345"))
        let item = AccessAnswer.Item(
            de: b.structure, id: .random(), objet: .fiche, modele: .spe, scelle: horloge.now,
            fonction: "Conseiller", contenu: JSONObject([("version", .integer(1))]),
            pieces: [.init(type: "application/pdf", taille: 9)])
        let answer = AccessAnswer(
            demande: 1, numeroAGDREF: number, plis: [item],
            nonOuverts: [PliKey(de: b.structure, id: .random())])
        let handed: [(Contents, String)] = [
            (Contents(name: "partage", objet: .partage, parts: fiche.shared), "referent"),
            (Contents(name: "reponse-droits", objet: .reponseDroits, parts: [answer.part]), "dpo"),
            (
                Contents(
                    name: "cle-index", objet: .cleIndex,
                    parts: [.indexKeys([1: try SecretBytes(random: 32)])]), "dpo"
            ),
        ]
        for (content, reader) in handed {
            let pli = try pli(content, from: a, to: a, roles: nil, agents: [a.name(reader)])
                .countersigned(by: a.desks.office.keys.service)
            try files.write(pli.bytes, to: "plis/\(content.name).pli")
        }
    }

    /// What `a` asks of the daemon of `b`, and what that answers, in this order.
    func writeExchanges(_ plis: [(name: String, pli: Pli)]) async throws {
        // What b sent to a, and holds: it waits there, and its receipts come.
        let answer = Contents(
            name: "de-b", objet: .fiche, modele: .spe, parts: [try fiche(.spe)])
        let sent = try pli(answer, from: b, to: a, roles: [.referent], answers: plis[0].pli.slip.id)
        try files.write(sent.bytes, to: "plis/depot-de-b.pli")
        _ = try b.desks.mail.deposit(sent.bytes, by: b.agent("referent"))
        let book = CaptureBook(a, b, horloge, files)
        try book.ask(.get, "/v1/carte", isSigned: false)
        try book.ask(.put, "/v1/cartes", body: "cartes/a-serie-2.carte", isSigned: false)
        try book.ask(.put, "/v1/cartes", body: "cartes/a-serie-2.carte", isSigned: false)
        try book.ask(.put, "/v1/cartes", body: "cartes/a.carte", isSigned: false)
        try book.ask(.put, "/v1/cartes", body: "cartes/c.carte", isSigned: false)
        for (name, pli) in plis {
            try book.ask(.put, "/v1/plis/\(pli.slip.id)", body: "plis/\(name).pli")
        }
        let first = plis[0]
        try book.ask(.put, "/v1/plis/\(first.pli.slip.id)", body: "plis/\(first.name).pli")
        let empty = Contents(name: "", objet: .fiche, modele: .generique, parts: [])
        for (name, pli) in [
            (
                "perime",
                try pli(
                    empty, from: a, to: b, roles: [.referent], padded: false,
                    until: "2026-11-01")
            ),
            (
                "destinataire-inconnu",
                try pli(
                    empty, from: a, to: b, roles: nil,
                    agents: [b.name("partie")], padded: false)
            ),
        ] {
            let bytes = try pli.countersigned(by: a.desks.office.keys.service).bytes
            try files.write(bytes, to: "plis/\(name).pli")
            try book.ask(.put, "/v1/plis/\(pli.slip.id)", body: "plis/\(name).pli")
        }
        try book.ask(.put, "/v1/plis/\(PliID.random())", body: "plis/perime.pli")
        try book.ask(.get, "/v1/plis?pour=a.example")
        try book.ask(.get, "/v1/plis/\(sent.slip.id)")
        let taken = try Accuse(
            de: b.structure, id: sent.slip.id, pour: a.structure, sha256: sent.slip.sha256,
            statut: .remis, le: horloge.now, par: a.structure.key(.service)
        ).signed(by: a.desks.office.keys.service).bytes
        try files.write(taken, to: "actes/remis-par-a.note")
        try files.write(a.opening(of: sent.slip), to: "actes/ouvert-par-a.note")
        let path = "/v1/accuses/b.example/\(sent.slip.id)"
        try book.ask(.put, "\(path)/remis/service", body: "actes/remis-par-a.note")
        try book.ask(.put, "\(path)/ouvert/referent", body: "actes/ouvert-par-a.note")
        try book.ask(.put, "\(path)/ouvert/referent", body: "actes/ouvert-par-a.note")
        try book.ask(.get, "/v1/accuses?pour=a.example&apres=0")
        let point = try SignedNote(files.read("actes/point-de-controle"))
        let request = WitnessRequest(
            old: 0, proof: [], note: point, tree: try Checkpoint(text: point.text))
        try files.write(request.bytes, to: "actes/add-checkpoint")
        try book.ask(
            .post, "/v1/temoin/add-checkpoint", body: "actes/add-checkpoint", isSigned: false)
        try book.ask(.get, "/v1/temoin/point")
        try await book.write()
    }
}
