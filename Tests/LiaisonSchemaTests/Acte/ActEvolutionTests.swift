import LiaisonBase
import LiaisonCrypto
import Testing

@testable import LiaisonSchema

private typealias A = ActeFixture

/// What a later version adds to an act other than a card never makes this one refuse it (formats.md, «Evolution»).
@Suite("Autres actes d'une version suivante")
struct ActEvolutionTests {
    private static let service = A.structure.key(.service)

    /// An act, its signer, how it is read: what must not change when something is added.
    private static let acts:
        [(name: String, acte: Acte, by: KeyName, read: @Sendable ([UInt8]) throws -> JSONObject)] =
            [
                (
                    "accusé",
                    try! Accuse(
                        de: A.partner, id: A.id, pour: A.structure,
                        sha256: Hex.encode(Hash.sha256([1])), statut: .refuse, le: A.now,
                        par: service,
                        motif: .perime
                    ).signed(by: A.key(2)), service,
                    {
                        try Accuse($0, addressee: A.carte()).signed(by: A.key(2)).object
                    }
                ),
                (
                    "vérification",
                    try! Verification(
                        structure: A.partner, cle: A.vkey("ml-grenoble.example/structure"),
                        serie: 2,
                        moyen: .mainPropre, le: A.now
                    ).signed(by: A.key(5), name: A.claire), A.claire,
                    {
                        try Verification($0, own: A.carte()).signed(by: A.key(5), name: A.claire)
                            .object
                    }
                ),
                (
                    "époque",
                    try! EpochActe(
                        structure: A.structure, epoque: 2,
                        precedent: Checkpoint(
                            origin: "agir38.example/journal/1", size: 1,
                            root: [UInt8](repeating: 1, count: 32)
                        ).text, motif: .restauration
                    ).signed(by: A.key(6), name: A.denis), A.denis,
                    {
                        try EpochActe($0, of: A.carte()).signed(by: A.key(6), name: A.denis).object
                    }
                ),
                (
                    "procès-verbal",
                    try! PurgeActe(
                        numero: 1, structure: A.structure, regle: "convention-v1", le: A.now,
                        nombre: 1,
                        parModele: ["spe": 1], premier: CalendarDate("2026-11-18")!,
                        dernier: CalendarDate("2026-11-18")!, magasins: [.init("base")],
                        methode: ["cle-detruite"], controle: .conforme, suspendus: 0, avant: "",
                        apres: ""
                    ).signed(by: A.key(2), name: service), service,
                    {
                        try PurgeActe($0, signedBy: A.vkey(service.description)).object
                    }
                ),
                (
                    "notification",
                    try! Acte(
                        .violation,
                        ViolationActe(
                            numero: 1, phase: 1, type: .violation, decouverte: A.now,
                            reception: nil,
                            connaissance: nil, natures: [.integrite], faits: "Un vol.",
                            plis: [A.id],
                            personnes: 1, enregistrements: 1, consequences: nil, mesures: nil,
                            inconnu: [],
                            contact: .init(nom: "Denis", telephone: "", courriel: ""),
                            motifRetard: nil
                        ).object, key: A.key(6), name: A.denis), A.denis,
                    {
                        try ViolationActe($0, signedBy: A.vkey(A.denis.description)).object
                    }
                ),
            ]

    @Test("un acte se lit de même, quelles que soient les clés de plus", arguments: acts.indices)
    func otherActs(index: Int) throws {
        let (name, acte, signer, read) = Self.acts[index]
        #expect(try read(acte.bytes) == acte.object, "\(name)")
        let deeper = ["procès-verbal": ["magasins.0.salle"], "notification": ["contact.adresse"]]
        for path in ["nouvelle"] + (deeper[name] ?? []) {
            for json in CardEvolutionTests.additions {
                let bytes = try A.altered(acte, [Change(path, json)], by: signer.description)
                #expect(try read(bytes) == acte.object, "\(name), \(path) : \(json)")
            }
        }
        // What was signed is what counts: nothing is added after.
        var late = acte.note.text.dropLast(2) + #","nouvelle":1}"# + "\n"
        late += String(decoding: acte.bytes, as: UTF8.self).dropFirst(acte.note.text.count)
        #expect(throws: SchemaError.self) { try read(Array(late.utf8)) }
    }

    @Test("un refus de motif inconnu est un refus ; un statut inconnu n'est pas un accusé")
    func receipts() throws {
        let acte = Self.acts[0].acte
        func read(_ change: Change) throws -> Accuse {
            try Accuse(
                A.altered(acte, [change], by: Self.service.description), addressee: A.carte())
        }
        let later = try read(Change("motif", #""boite-fermee""#))
        #expect(later.statut == .refuse && later.motif == nil && later.codeMotif == "boite-fermee")
        #expect(Accuse.Motif.french("boite-fermee") == "motif « boite-fermee »")
        #expect(throws: SchemaError(.value, "")) { try read(Change("statut", #""repondu""#)) }
        for motif in Accuse.Motif.allCases {
            let read = try read(Change("motif", text: motif.rawValue))
            #expect(read.motif == motif && Accuse.Motif.french(motif.rawValue) == motif.french)
        }
    }

    @Test(
        "un moyen, une atteinte, une sorte d'incident ou un contrôle inconnus se lisent prudemment")
    func codes() throws {
        let verification = try A.altered(
            Self.acts[1].acte, [Change("moyen", #""visio""#)], by: A.claire.description)
        let read = try Verification(verification, own: A.carte())
        #expect(read.codeMoyen == "visio" && read.moyen == nil)
        let notice = try ViolationActe(
            A.altered(
                Self.acts[4].acte,
                [
                    Change("natures", #"["integrite","vol"]"#), Change("type", #""fuite""#),
                ], by: A.denis.description), signedBy: A.vkey(A.denis.description))
        #expect(notice.type == .violation && notice.natures == [.integrite])
        let shown = NoticeDocument(notice, from: "ML", signature: nil)
        #expect(shown.text.contains("intégrité, vol") && shown.html.contains("intégrité, vol"))
        #expect(shown.script(to: "ML", contact: "").contains("intégrité, vol"))
        let purge = try PurgeActe(
            A.altered(
                Self.acts[3].acte, [Change("controle", #""partiel""#)],
                by: Self.service.description), signedBy: nil)
        #expect(purge.controle == .aVerifier)
    }

    @Test("fiches, manifestes et bordereaux restent fermés")
    func closed() throws {
        let manifest = PayloadFixture.manifest()
        let slip = Slip(
            manifest: manifest, pour: A.partner, addressees: .roles([.referent]), age: [1],
            postQuantique: true)
        var object = slip.object
        object["nouvelle"] = .integer(1)
        #expect(throws: SchemaError(.unknownKey, "")) { try Slip(object) }
        #expect(throws: SchemaError(.unknownKey, "")) {
            try Payload(PayloadFixture.plaintext(Change("nouvelle", "1")))
        }
        #expect(throws: SchemaError(.unknownKey, "")) {
            try Payload(PayloadFixture.plaintext(Change("parties.0.nouvelle", "1")))
        }
    }
}
