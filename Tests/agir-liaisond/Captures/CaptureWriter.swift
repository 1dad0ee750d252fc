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

/// Writes what this version says to its partners, as test data for the versions that come
/// (`Tests/Captures/README.md`). By hand, once a version: `CAPTURES=…` names the new folder.
@Suite("Captures d'une version", .serialized, .enabled(if: CaptureFiles.target != nil))
struct CaptureWriter {
    let horloge = TestClock()
    let a: House
    let b: House
    let files: CaptureFiles

    init() throws {
        a = try House("a.example", horloge, type: .operateurAGIR)
        b = try House("b.example", horloge, type: .missionLocale)
        _ = try a.desks.cards.importContact(b.card().bytes, by: a.agent("admin"))
        _ = try b.desks.cards.importContact(a.card().bytes, by: b.agent("admin"))
        files = CaptureFiles(root: URL(filePath: CaptureFiles.target ?? ""))
    }

    @Test("tout ce que cette version écrit est écrit")
    func write() async throws {
        try files.write(secrets, to: "secrets.json")
        try writeCards()
        try writeActs()
        let plis = try writePlis()
        try writeInternalPlis(of: plis)
        try await writeExchanges(plis)
        try files.write(Array(Self.fiches.map { "\($0)\n" }.joined().utf8), to: "fiches.txt")
    }

    /// Every field of the fiches, and the codes that it may hold, spellings accepted included.
    static var fiches: [String] {
        FicheModele.allCases.flatMap { modele in
            FormDescription.form(for: modele).tree.leaves.map { leaf in
                ([modele.rawValue, leaf.field.path.keys.joined(separator: "/")]
                    + leaf.field.kind.options.flatMap { [$0.value] + $0.aliases })
                    .joined(separator: " ")
            }
        }
    }

    private var secrets: [UInt8] {
        get throws {
            var (signing, age) = (JSONObject(), JSONObject())
            for house in [a, b] {
                let keys = house.desks.office.keys
                for (name, key) in [
                    ("structure", house.structureKey), ("service", keys.service),
                    ("journal", keys.journal), ("temoin", keys.temoin),
                ] {
                    signing["\(house.structure)/\(name)"] = .string(key.secretText)
                }
                for (local, identity) in house.identities.sorted(by: { $0.key < $1.key }) {
                    let name = house.name(local).description
                    signing[name] = .string(identity.signing.secretText)
                    age[name] = .string(identity.age.secretText)
                }
            }
            return CaptureFiles.json([("signature", .object(signing)), ("age", .object(age))])
        }
    }

    // MARK: Cards

    private func writeCards() throws {
        try files.write(a.card().bytes, to: "cartes/a.carte")
        try files.write(b.card().bytes, to: "cartes/b.carte")
        // All that a card may hold.
        let left = try Carte.Revocation.Motif.allCases.map { motif in
            Carte.Revocation(
                cle: try SigningKey.generate().verifierKey(name: "a.example/\(motif.rawValue)"),
                depuis: horloge.now, motif: motif)
        }
        let whole = try a.card(serie: 2) { card in
            card.courriel = "agir@a.example"
            card.adresse = PeerAddress("https://a.example:8443")
            card.dpo = .init(telephone: "04 76 00 00 09", courriel: "dpo@a.example")
            card.revocations = left
        }
        try files.write(whole.bytes, to: "cartes/a-serie-2.carte")
        // A partner without a daemon, whose agents have hybrid recipients; then its key is replaced.
        let structure = try #require(StructureName("c.example"))
        let keys = [try SigningKey.generate(), try SigningKey.generate()]
        let agent = try AgentIdentity.generate(.hybrid)
        let name = try #require(KeyName(agent: "c.example/zoe"))
        func card(_ serie: Int) throws -> Carte {
            Carte(
                structure: structure, libelle: "Foyer de l'Isère", type: .hebergement, serie: serie,
                emise: horloge.now, expire: horloge.now + 365 * 86_400, adresse: nil, courriel: nil,
                cleStructure: try keys[serie - 1].verifierKey(name: "c.example/structure"),
                daemon: nil,
                agents: [
                    .init(
                        nom: name, fonction: "Conseillère", roles: [.referent, .admin],
                        cle: try agent.signing.verifierKey(name: name.description),
                        destinataire: agent.age.recipient)
                ],
                dpo: .init(telephone: "04 76 00 00 10", courriel: "dpo@c.example"))
        }
        try files.write(SignedCarte(card(1), key: keys[0]).bytes, to: "cartes/c.carte")
        var second = try card(2)
        second.remplace = try keys[0].verifierKey(name: "c.example/structure")
        try files.write(
            SignedCarte(second, key: keys[1], replacing: keys[0]).bytes,
            to: "cartes/c-cle-remplacee.carte")
        try files.write(
            AgentActe(
                nom: name, fonction: "Conseillère",
                cle: agent.signing.verifierKey(name: name.description),
                destinataire: agent.age.recipient
            ).signed(by: agent.signing).bytes, to: "actes/agent.note")
        for moyen in Verification.Moyen.allCases {
            let verification = Verification(
                structure: b.structure, cle: try b.card().carte.cleStructure, serie: 1,
                moyen: moyen, le: horloge.now)
            try files.write(
                verification.signed(by: key(a, "admin"), name: a.name("admin")).bytes,
                to: "actes/verification-\(moyen.rawValue).note")
        }
    }

    func key(_ house: House, _ local: String) throws -> SigningKey {
        try #require(house.identities[local]).signing
    }

    // MARK: Acts

    private func writeActs() throws {
        let point = try #require(try a.desks.logbook.signCheckpoint()).note
        try files.write(point, to: "actes/point-de-controle")
        let text = String(decoding: point, as: UTF8.self)
        let day = try #require(CalendarDate("2026-11-18"))
        let purge = PurgeActe(
            numero: 1, structure: a.structure, regle: "convention-v1,personne-v1", le: horloge.now,
            nombre: 3, parModele: ["spe": 2, "anomalie": 1], premier: day, dernier: day,
            magasins: [.init("base"), .init("sauvegardes", jusquA: day.adding(days: 30))],
            methode: ["cle-detruite"], controle: .conforme, suspendus: 1, avant: text, apres: text)
        try files.write(
            purge.signed(by: a.desks.office.keys.service, name: a.structure.key(.service)).bytes,
            to: "actes/purge.note")
        for motif in Accuse.Motif.allCases {
            try files.write(
                receipt(.refuse, by: b, motif: motif), to: "actes/refuse-\(motif.rawValue).note")
        }
        try files.write(receipt(.purge, by: b), to: "actes/purge-accuse.note")
        try files.write(receipt(.remis, by: a, point: text), to: "actes/remis-point.note")
        let epoch = EpochActe(
            structure: a.structure, epoque: 2, precedent: text, motif: .restauration)
        try files.write(
            epoch.signed(by: key(a, "admin"), name: a.name("admin")).bytes,
            to: "actes/epoque.note")
        let index = PersonIndex(
            of: try #require(AGDREFNumber("3803012345")), version: 1,
            key: try SecretBytes(random: 32))
        try files.write(
            Annotation(de: b.structure, id: .random(), personne: index)
                .signed(by: key(a, "referent"), name: a.name("referent")).bytes,
            to: "actes/annotation.note")
        try files.write(notice(.plainte).content, to: "actes/plainte.note")
    }

    private func receipt(
        _ statut: Accuse.Statut, by house: House, motif: Accuse.Motif? = nil, point: String? = nil
    ) throws -> [UInt8] {
        let other = house.structure == a.structure ? b : a
        return try Accuse(
            de: other.structure, id: .random(), pour: house.structure,
            sha256: Hex.encode(Hash.sha256([1])), statut: statut, le: horloge.now,
            par: house.structure.key(.service), motif: motif, pointDeControle: point
        ).signed(by: house.desks.office.keys.service).bytes
    }

    func notice(_ kind: IncidentKind) throws -> Payload.Part {
        let isBreach = kind == .violation
        return try ViolationActe(
            numero: 1, phase: 1, type: kind, decouverte: isBreach ? horloge.now : nil,
            reception: isBreach ? nil : horloge.now, connaissance: isBreach ? horloge.now : nil,
            natures: isBreach ? IncidentNature.allCases : [], faits: "Un ordinateur volé.\nVide.",
            plis: [.random(), .random()], personnes: 2, enregistrements: 2,
            consequences: isBreach ? "Aucune connue." : nil, mesures: "Clé révoquée.",
            inconnu: isBreach ? ["Si le disque était chiffré."] : [],
            contact: .init(nom: "Denis", telephone: "", courriel: "dpo@a.example"),
            motifRetard: "Découvert après les fermetures."
        ).part(signedBy: key(a, "dpo"), name: a.name("dpo"))
    }
}
