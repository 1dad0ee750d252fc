import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonService
import TestSupport
import Testing

/// What the readers of version 0.1 accept: sets of keys and codes that are closed there.
struct TextReader {
    private let page: JSONObject

    init() throws {
        page = try #require(try JSONValue.parse(Capture.files.read("lecteur.json")).object)
    }

    func codes(_ name: String) throws -> Set<String> {
        Set(try #require(page[name]?.array).compactMap(\.string))
    }

    /// Whether a note is of the type that it read, with no key that it refused.
    func reads(_ note: some Collection<UInt8>, as name: String) throws -> Bool {
        let lines = String(decoding: note, as: UTF8.self).split(separator: "\n")
        let object = try #require(try JSONValue.parse(lines[1].utf8).object)
        return try lines[0] == page["actes"]?.object?[name]?.string ?? ""
            && Set(object.keys).isSubset(of: codes(name))
    }
}

/// What this version writes to a partner that stayed at version 0.1, whose readers are closed.
@Suite("Échanges captés de la version 0.1 : ce qu'on lui écrit")
struct CaptureWritingTests {
    private let capture: Capture
    private let a: House
    private let b: House
    private let lecteur: TextReader

    init() throws {
        capture = try Capture()
        (a, b) = try capture.pair()
        lecteur = try TextReader()
    }

    @Test("les captures elles-mêmes tiennent dans ce que ses lecteurs acceptaient")
    func honest() throws {
        for name in CaptureReadingTests.names {
            let pli = try Pli(Capture.files.read("plis/\(name).pli"))
            #expect(try lecteur.reads(pli.acte.bytes, as: "bordereau"), "\(name)")
        }
        #expect(try !lecteur.reads(Capture.files.read("cartes/b.carte"), as: "accuse"))
    }

    @Test("un bordereau et un manifeste n'ont que les clés et les codes qu'elle connaissait")
    func plis() throws {
        let whole = try a.pli(to: b) { slip in
            (slip.convention, slip.reponseA, slip.remplace) = ("SPE-38", .random(), .random())
        }
        let named = try a.pli(to: b) { $0.addressees = .agents([b.name("referent")]) }
        for pli in [whole, named] {
            #expect(try lecteur.reads(pli.acte.bytes, as: "bordereau"))
            let referent = try #require(b.identities["referent"])
            let payload = try Payload(Age.open(pli.age, with: [referent.age]))
            #expect(try lecteur.reads(payload.acte.bytes, as: "manifeste"))
            let parts = try #require(payload.acte.object["parties"]?.array).compactMap(\.object)
            for part in parts { #expect(try Set(part.keys) == lecteur.codes("partie")) }
        }
        // A later `objet` goes to none but partners whose card announces it (`Carte.announces`).
        let objets = Objet.allCases.filter { !$0.isInternal }.map(\.rawValue)
        #expect(try Set(objets).isSubset(of: lecteur.codes("objet")))
        #expect(
            try Set(FicheModele.allCases.map(\.rawValue)).isSubset(of: lecteur.codes("modele")))
        for objet in Objet.allCases {
            #expect(
                try Set(objet.roles.map(\.rawValue)).isSubset(of: lecteur.codes("roles")),
                "\(objet)")
        }
    }

    @Test("une fiche n'a que les champs et les codes qu'elle connaissait")
    func fiches() throws {
        let known = String(decoding: try Capture.files.read("fiches.txt"), as: UTF8.self)
            .split(separator: "\n").map(String.init)
        #expect(known.count > 100)
        let fields = Dictionary(
            uniqueKeysWithValues: known.map { line in
                let words = line.split(separator: " ").map(String.init)
                return (words.prefix(2).joined(separator: " "), Set(words.dropFirst(2)))
            })
        // Not written to whom does not announce it (`SendFicheTests`).
        for line in CaptureWriter.fiches where line != "generique ofii/departement" {
            let words = line.split(separator: " ").map(String.init)
            let codes = try #require(
                fields[words.prefix(2).joined(separator: " ")], "champ de plus : \(line)")
            #expect(Set(words.dropFirst(2)).isSubset(of: codes), "\(line)")
        }
    }

    @Test("les accusés que le service lui rend n'ont que les clés et les codes qu'elle connaissait")
    func receipts() throws {
        _ = try b.desks.logbook.signCheckpoint()
        let codes = (try lecteur.codes("statut"), try lecteur.codes("motif"))
        #expect(Set(Accuse.Statut.allCases.map(\.rawValue)) == codes.0)
        // The others answer what version 0.1 never writes.
        #expect(
            Set(Accuse.Motif.allCases.map(\.rawValue)).subtracting(codes.1)
                == ["objet-inconnu", "scelle-a-venir", "version-inconnue"])
        var motifs: Set<String> = []
        for name in CaptureReadingTests.names + ["perime", "destinataire-inconnu"] {
            let pli = try Pli(Capture.files.read("plis/\(name).pli"))
            guard pli.slip.pour == b.structure else { continue }
            let answer = try b.desks.mail.receive(
                pli: pli.bytes, id: pli.slip.id, from: a.card().carte)
            #expect(try lecteur.reads(answer.receipt, as: "accuse"), "\(name)")
            let receipt = try Accuse(answer.receipt, addressee: b.desks.office.ownCard().carte)
            if let code = receipt.codeMotif { motifs.insert(code) }
            // A checkpoint came with it: it is one of the keys that version 0.1 reads.
            #expect((receipt.pointDeControle != nil) == (receipt.statut == .remis), "\(name)")
        }
        #expect(motifs == ["perime", "destinataire-inconnu"])
    }

    @Test("sa carte n'annonce rien : rien de nouveau ne lui est écrit")
    func announces() throws {
        for name in ["a", "b", "c", "a-serie-2", "c-cle-remplacee"] {
            let card = try Capture.carte(name).carte
            for capacite in Capacite.allCases { #expect(!card.announces(capacite), "\(name)") }
        }
        let own = try a.card(serie: 9).carte
        for capacite in Capacite.allCases { #expect(own.announces(capacite)) }
    }
}
