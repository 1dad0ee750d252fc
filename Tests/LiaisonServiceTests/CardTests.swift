import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Cartes, vérifications et rôles")
struct CardTests {
    private let horloge = Horloge()
    private let a: Maison
    private let b: Maison

    init() throws {
        (a, b) = try Maison.pair(horloge)
    }

    @Test("un service neuf n'est pris que par qui en a le droit, et une seule fois")
    func claim() throws {
        let other = try Maison("c.example", horloge)
        try PrivateFile.makeFolder(other.folder + "/neuf")
        let fresh = Courrier(
            store: try LiaisonStore(folder: other.folder + "/neuf"),
            keys: other.courrier.keys, now: { horloge.now }, wakeDelivery: {})
        #expect(throws: Refusal.self) { try fresh.ownCard() }
        #expect(throws: Refusal.self) { try fresh.publish(other.card().bytes, mayClaim: false) }
        #expect(try fresh.publish(other.card().bytes, mayClaim: true))
        #expect(try !fresh.publish(fresh.ownCard().bytes, mayClaim: false))
        // The same name and daemon keys under another structure key, and another structure.
        let key = try SigningKey.generate()
        var card = try other.card(serie: 2).carte
        card.cleStructure = try key.verifierKey(name: other.structure.key(.structure).description)
        let thief = try SignedCarte(card, key: key)
        #expect(throws: Refusal.self) { try fresh.publish(thief.bytes, mayClaim: true) }
        #expect(throws: Refusal.self) { try fresh.publish(a.card().bytes, mayClaim: true) }
    }

    @Test("une carte sans les clés de ce service est refusée")
    func foreignKeys() throws {
        let other = try b.courrier.keys.verifierKeys(of: a.structure)
        let card = try a.card(serie: 2) { $0.daemon = other }
        #expect(throws: Refusal.self) { try a.courrier.publish(card.bytes, mayClaim: true) }
    }

    @Test("la série ne recule pas, la même série ne change pas d'octets, et c'est noté")
    func rollback() throws {
        let admin = try a.agent("admin")
        #expect(try a.courrier.importContact(b.card(serie: 3).bytes, by: admin))
        #expect(try !a.courrier.importContact(b.card(serie: 3).bytes, by: admin))
        for card in [try b.card(serie: 2), try b.card(serie: 3) { $0.libelle = "Autre" }] {
            let logged = try a.logged {
                let refusal = #expect(throws: Refusal.self) {
                    try a.courrier.importContact(card.bytes, by: admin)
                }
                #expect(refusal?.code == .conflit)
            }
            #expect(logged == ["contact:refuse:retour-arriere"])
        }
    }

    @Test("une nouvelle clé de structure est admise comme carte, et signalée au journal")
    func newStructureKey() throws {
        let key = try SigningKey.generate()
        var card = try b.card(serie: 2).carte
        card.cleStructure = try key.verifierKey(name: b.structure.key(.structure).description)
        let logged = try a.logged {
            _ = try a.courrier.importContact(
                SignedCarte(card, key: key).bytes, by: a.agent("admin"))
        }
        #expect(logged == ["contact:fait:cles-changees"])
    }

    @Test("sa propre carte n'est pas un contact, et un dpo n'en importe pas")
    func notContacts() throws {
        #expect(throws: Refusal.self) {
            try a.courrier.importContact(a.card().bytes, by: a.agent("admin"))
        }
        #expect(throws: Refusal.self) {
            try a.courrier.importContact(b.card(serie: 2).bytes, by: a.agent("dpo"))
        }
    }

    @Test("une vérification se garde une fois, de qui en a le rôle")
    func verification() throws {
        func note(_ local: String) throws -> [UInt8] {
            try Verification(
                structure: b.structure, cle: b.card().carte.cleStructure, serie: 1,
                moyen: .telephone, le: horloge.now
            ).signed(by: #require(a.identities[local]).signing, name: a.name(local)).bytes
        }
        let logged = try a.logged {
            let act = try note("referent")
            try a.courrier.recordVerification(act, by: a.agent("referent"))
            try a.courrier.recordVerification(act, by: a.agent("referent"))
        }
        #expect(logged == ["verification:fait"])
        #expect(try a.courrier.directory(for: a.agent("dpo")).verifications.count == 1)
        #expect(throws: Refusal.self) {
            try a.courrier.recordVerification(note("dpo"), by: a.agent("admin"))
        }
        let wrong = try a.logged {
            try a.courrier.recordWrongFingerprint(of: b.structure, by: a.agent("referent"))
        }
        #expect(wrong == ["verification:refuse:empreinte"])
    }

    @Test("la clé d'un service n'est reconnue que sous son nom et son identifiant")
    func peerKey() throws {
        let key = try #require(b.card().carte.daemon?.service)
        #expect(try a.courrier.peer(keyID: key.keyID)?.1 == key)
        for wrong in [
            "", "b.example", "b.example/service+00000000", "a.example/service+00000000",
            "c.example/service+00000000", b.name("referent").description, key.keyID + "0",
            key.name, "/",
        ] {
            #expect(try a.courrier.peer(keyID: wrong) == nil)
        }
        #expect(try a.courrier.agent(keyID: key.keyID) == nil)
    }

    @Test("chaque permission va aux rôles de la table, et à eux seuls")
    func permissions() throws {
        let table: [(Permission, [String])] = [
            (.sendFiche, ["referent"]), (.readFiche, ["referent"]), (.listFiches, ["referent"]),
            (.readLog, ["dpo"]), (.publishCard, ["admin"]),
            (.importContact, ["referent", "admin"]), (.verifyContact, ["referent", "admin"]),
            (.listContacts, ["referent", "dpo", "admin"]),
        ]
        #expect(table.count == Permission.allCases.count)
        for (permission, allowed) in table {
            for local in ["referent", "dpo", "admin"] {
                if allowed.contains(local) {
                    try a.courrier.require(permission, a.agent(local))
                } else {
                    #expect(throws: Refusal.self) {
                        try a.courrier.require(permission, a.agent(local))
                    }
                }
            }
        }
    }
}
