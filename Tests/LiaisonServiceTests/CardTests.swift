import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Cartes, vérifications et rôles")
struct CardTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    @Test("un service neuf n'est pris que par qui en a le droit, et une seule fois")
    func claim() throws {
        let other = try House("c.example", horloge)
        try PrivateFile.makeFolder(other.folder + "/neuf")
        let fresh = Desks(
            store: try LiaisonStore(folder: other.folder + "/neuf"), keys: other.desks.office.keys,
            folder: other.folder + "/neuf", now: { horloge.now })
        #expect(throws: Refusal.self) { try fresh.office.ownCard() }
        #expect(throws: Refusal.self) {
            try fresh.cards.publish(other.card().bytes, mayClaim: false)
        }
        #expect(try fresh.cards.publish(other.card().bytes, mayClaim: true))
        #expect(try !fresh.cards.publish(fresh.office.ownCard().bytes, mayClaim: false))
        // The same name and daemon keys under another structure key, and another structure.
        let key = try SigningKey.generate()
        var card = try other.card(serie: 2).carte
        card.cleStructure = try key.verifierKey(name: other.structure.key(.structure).description)
        let thief = try SignedCarte(card, key: key)
        #expect(throws: Refusal.self) { try fresh.cards.publish(thief.bytes, mayClaim: true) }
        #expect(throws: Refusal.self) { try fresh.cards.publish(a.card().bytes, mayClaim: true) }
    }

    @Test("une carte sans les clés de ce service est refusée")
    func foreignKeys() throws {
        let other = try b.desks.office.keys.verifierKeys(of: a.structure)
        let card = try a.card(serie: 2) { $0.daemon = other }
        #expect(throws: Refusal.self) { try a.desks.cards.publish(card.bytes, mayClaim: true) }
    }

    @Test("la série ne recule pas, la même série ne change pas d'octets, et c'est noté")
    func rollback() throws {
        let admin = try a.agent("admin")
        #expect(try a.desks.cards.importContact(b.card(serie: 3).bytes, by: admin))
        #expect(try !a.desks.cards.importContact(b.card(serie: 3).bytes, by: admin))
        let other = try b.card(serie: 3) { $0.libelle = "Autre" }
        let told = ["contact:refuse:retour-arriere"]
        // Of one number there are two: an alarm besides, once a day.
        for (card, expected) in [
            (try b.card(serie: 2), told), (other, ["alarme:echec:meme-serie"] + told),
            (other, told),
        ] {
            let logged = try a.logged {
                let refusal = #expect(throws: Refusal.self) {
                    try a.desks.cards.importContact(card.bytes, by: admin)
                }
                #expect(refusal?.code == .conflit)
            }
            #expect(logged == expected)
        }
    }

    /// A card of `b` under another structure key.
    private func otherKey(serie: Int = 2) throws -> SignedCarte {
        let key = try SigningKey.generate()
        var card = try b.card(serie: serie).carte
        card.cleStructure = try key.verifierKey(name: b.structure.key(.structure).description)
        return try SignedCarte(card, key: key)
    }

    private func verification(of card: SignedCarte, by local: String) throws -> [UInt8] {
        try Verification(
            structure: card.carte.structure, cle: card.carte.cleStructure,
            serie: card.carte.serie, moyen: .telephone, le: horloge.now
        ).signed(by: a.identities[local]!.signing, name: a.name(local)).bytes
    }

    private func inForce() throws -> [UInt8]? {
        try a.desks.office.store.read { try $0.card(of: b.structure) }?.bytes
    }

    @Test("une autre clé de structure attend : l'ancienne carte reste jusqu'à la vérification")
    func newStructureKey() throws {
        let held = try inForce()
        // Under another key, the number starts anew.
        let card = try otherKey(serie: 1)
        let logged = try a.logged {
            _ = try a.desks.cards.importContact(card.bytes, by: a.agent("admin"))
        }
        #expect(logged == ["contact:fait:cles-changees"])
        #expect(try inForce() == held)
        // The act of somebody else changes nothing.
        let stranger = try Verification(
            structure: b.structure, cle: card.carte.cleStructure, serie: 1, moyen: .sms,
            le: horloge.now
        ).signed(by: b.identities["referent"]!.signing, name: b.name("referent"))
        #expect(throws: Refusal.self) {
            try a.desks.cards.recordVerification(stranger.bytes, by: a.agent("referent"))
        }
        #expect(try inForce() == held)
        try a.desks.cards.recordVerification(
            verification(of: card, by: "referent"), by: a.agent("referent"))
        #expect(try inForce() == card.bytes)
        #expect(try a.desks.office.store.read { try $0.cards(of: b.structure) }.count == 2)
    }

    @Test("d'un inconnu rien n'est lu que son nom ; d'un connu, sa signature d'abord")
    func lookedUpFirst() throws {
        let key = try SigningKey.generate()
        func card(of structure: StructureName, cle: String) throws -> [UInt8] {
            // No card at all: whoever read on would say so.
            let object = JSONObject([
                ("structure", .string(structure.text)), ("cleStructure", .string(cle)),
            ])
            return try Acte(.carte, object, key: key, name: structure.key(.structure)).bytes
        }
        let unknown = try #require(StructureName("inconnue.example"))
        let own = try b.card().carte.cleStructure.description
        for (bytes, detail) in [
            (try card(of: unknown, cle: own), "partenaire-inconnu"),
            (try card(of: b.structure, cle: "autre"), "cles-changees"),
            (try card(of: b.structure, cle: own), "signature"),
        ] {
            let logged = try a.logged {
                let refusal = #expect(throws: Refusal.self) {
                    try a.desks.cards.receive(card: bytes)
                }
                #expect(refusal?.code == .interdit)
            }
            #expect(logged == ["contact:refuse:\(detail)"])
            // One an hour of strangers is recorded each.
            horloge.advance(3_601)
        }
    }

    @Test("une carte que le partenaire apporte vaut par la clé déjà connue, et par elle seule")
    func carried() throws {
        let held = try inForce()
        let stranger = try House("c.example", horloge)
        let key = try SigningKey.generate()
        var forged = try b.card(serie: 9).carte
        forged.agents = try stranger.card().carte.agents.map { agent in
            Carte.Agent(
                nom: KeyName(agent: "\(b.structure)/\(agent.nom.local)")!, fonction: agent.fonction,
                roles: agent.roles,
                cle: try stranger.identities[agent.nom.local]!.signing.verifierKey(
                    name: "\(b.structure)/\(agent.nom.local)"),
                destinataire: agent.destinataire)
        }
        forged.cleStructure = try key.verifierKey(name: b.structure.key(.structure).description)
        for bytes in [
            try SignedCarte(forged, key: key).bytes, try stranger.card().bytes, try a.card().bytes,
        ] {
            #expect(throws: Refusal.self) { try a.desks.cards.receive(card: bytes) }
        }
        #expect(try inForce() == held)
        #expect(try a.desks.cards.receive(card: b.card(serie: 2).bytes))
        #expect(try !a.desks.cards.receive(card: b.card(serie: 2).bytes))
        #expect(throws: Refusal.self) { try a.desks.cards.receive(card: b.card(serie: 1).bytes) }
        #expect(try inForce() == b.card(serie: 2).bytes)
    }

    @Test("le pli d'une clé que la carte révoque est refusé ; un pli qui l'attend est retenu")
    func revocation() throws {
        let early = try b.pli(to: a).countersigned(by: b.desks.office.keys.service)
        let waiting = try a.pli(to: b)
        let toAnother = try a.pli(to: b) { $0.addressees = .agents([b.name("dpo")]) }
        for pli in [waiting, toAnother] {
            _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
        }
        let card = try b.card(serie: 2) { card in
            let lost = card.agents.first { $0.nom == b.name("referent") }!
            card.agents.removeAll { $0.nom == lost.nom }
            card.revocations = [
                Carte.Revocation(cle: lost.cle, depuis: horloge.now, motif: .perte)
            ]
        }
        let logged = try a.logged { _ = try a.desks.cards.receive(card: card.bytes) }
        #expect(logged == ["contact:fait", "retenue:fait:cle-revoquee"])
        let rows = try a.desks.office.store.read { view in
            try [waiting, toAnother].map { try view.outgoing($0.slip.id, pour: b.structure) }
        }
        #expect(rows.map { $0?.prochain == nil } == [true, false])
        #expect(rows.map { $0?.statut } == ["en-attente", "en-attente"])
        horloge.advance(3_600)
        let due = try a.desks.office.store.read {
            try $0.dueOutgoing(to: b.structure, at: horloge.now, limit: 10)
        }
        #expect(due.map(\.slip.id) == [toAnother.slip.id])
        // Written before the revocation, it says; it was not recorded here before.
        let refused = try a.logged {
            #expect(throws: Refusal.self) {
                try a.desks.mail.receive(
                    pli: early.bytes, id: early.slip.id, from: card.carte)
            }
        }
        #expect(
            refused == [
                "reception:refuse:cle-revoquee-utilisee", "alarme:echec:cle-revoquee-utilisee",
            ])
    }

    @Test("sa propre carte n'est pas un contact, et un dpo n'en importe pas")
    func notContacts() throws {
        #expect(throws: Refusal.self) {
            try a.desks.cards.importContact(a.card().bytes, by: a.agent("admin"))
        }
        #expect(throws: Refusal.self) {
            try a.desks.cards.importContact(b.card(serie: 2).bytes, by: a.agent("dpo"))
        }
    }

    @Test("une vérification se garde une fois, de qui en a le rôle")
    func verification() throws {
        let c = try House("c.example", horloge)
        _ = try a.desks.cards.importContact(c.card().bytes, by: a.agent("admin"))
        func note(_ local: String) throws -> [UInt8] {
            try Verification(
                structure: c.structure, cle: c.card().carte.cleStructure, serie: 1,
                moyen: .telephone, le: horloge.now
            ).signed(by: #require(a.identities[local]).signing, name: a.name(local)).bytes
        }
        let logged = try a.logged {
            let act = try note("referent")
            try a.desks.cards.recordVerification(act, by: a.agent("referent"))
            try a.desks.cards.recordVerification(act, by: a.agent("referent"))
        }
        #expect(logged == ["verification:fait"])
        #expect(try a.desks.cards.directory(for: a.agent("dpo")).verifications.count == 2)
        #expect(throws: Refusal.self) {
            try a.desks.cards.recordVerification(note("dpo"), by: a.agent("admin"))
        }
        let wrong = try a.logged {
            try a.desks.cards.recordWrongFingerprint(of: b.structure, by: a.agent("referent"))
        }
        #expect(wrong == ["verification:refuse:empreinte-cle"])
    }

    @Test("la clé d'un service n'est reconnue que sous son nom et son identifiant")
    func peerKey() throws {
        let key = try #require(b.card().carte.daemon?.service)
        #expect(try a.desks.office.peer(keyID: key.keyID)?.1 == key)
        for wrong in [
            "", "b.example", "b.example/service+00000000", "a.example/service+00000000",
            "c.example/service+00000000", b.name("referent").description, key.keyID + "0",
            key.name, "/",
        ] {
            #expect(try a.desks.office.peer(keyID: wrong) == nil)
        }
        #expect(try a.desks.office.agent(keyID: key.keyID) == nil)
    }

    @Test("chaque permission va aux rôles de la table, et à eux seuls")
    func permissions() throws {
        let table: [(Permission, [String])] = [
            (.sendFiche, ["referent"]), (.readFiche, ["referent"]),
            (.listFiches, ["referent", "dpo"]),
            (.readLog, ["dpo"]), (.resumeLog, ["dpo"]), (.publishCard, ["admin"]),
            (.watchService, ["admin"]),
            (.importContact, ["referent", "admin"]), (.verifyContact, ["referent", "admin"]),
            (.listContacts, ["referent", "dpo", "admin"]), (.openEpoch, ["dpo", "admin"]),
            (.readState, ["dpo", "admin"]),
            (.holdIndexKey, ["referent", "dpo"]),
            (.handIndexKey, ["referent", "dpo", "admin"]), (.keepConventions, ["admin"]),
            (.listConventions, ["referent", "dpo", "admin"]), (.closeFile, ["referent"]),
            (.holdPurge, ["dpo"]), (.purge, ["dpo"]),
            (.sendMessage, ["referent", "dpo"]), (.readMessage, ["referent", "dpo"]),
            (.sendNotice, ["dpo"]), (.readNotice, ["dpo"]),
            (.declareIncident, ["referent", "dpo", "admin"]), (.handleIncident, ["dpo"]),
            (.handleRequest, ["dpo"]), (.answerRequest, ["referent"]),
            (.decideHosting, ["dpo"]),
        ]
        #expect(table.count == Permission.allCases.count)
        for (permission, allowed) in table {
            for local in ["referent", "dpo", "admin"] {
                if allowed.contains(local) {
                    try a.desks.office.require(permission, a.agent(local))
                } else {
                    #expect(throws: Refusal.self) {
                        try a.desks.office.require(permission, a.agent(local))
                    }
                }
            }
        }
    }
}
