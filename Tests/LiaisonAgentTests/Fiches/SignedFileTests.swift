import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// What `ouvrir -o` wrote, shown again by `afficher`: without identity, without daemon.
@Suite struct SignedFileTests {
    private let partnership: Partnership
    private let folder: TemporaryFolder

    init() throws {
        partnership = try Partnership()
        folder = try TemporaryFolder()
        let pli = try partnership.receive()
        let open = try OpenFiche(.box(pli.slip.id.text), partnership.claire.session())
        try open.write(open.open(), into: path)
        partnership.operateur.daemon.isDown = true
    }

    private var path: String { "\(folder.path)/recu" }
    private var context: AgentContext { partnership.claire.context }

    private func view(_ name: String = "fiche.json", _ context: AgentContext? = nil) throws
        -> FicheView?
    {
        let file = "\(path)/\(name)"
        return try SignedFile.view(
            file, PrivateFile.read(file, limit: 1 << 20), context ?? self.context)
    }

    @Test("la fiche ouverte se montre signée, transmise par son auteur, pas par qui la lit")
    func signed() throws {
        let page = try #require(try view()).text(.html)
        #expect(page.contains("Signé par claire (claire), Mission"))
        #expect(page.contains("transmise par Mission locale de Grenoble"))
        #expect(!page.contains("transmise par Opérateur AGIR"))
        let text = try #require(try view()).text(.texte)
        #expect(text.contains("Signé par claire (claire), Mission locale de Grenoble,"))
        #expect(text.contains("(ml.example/claire,"))
    }

    @Test("un octet de changé, et rien n'est montré comme signé")
    func changed() throws {
        let file = "\(path)/fiche.json"
        let content = try PrivateFile.read(file, limit: 1 << 20) + [0x20]
        #expect(throws: AgentError(.data, "", next: .fiche(.openAgain))) {
            try SignedFile.view(file, content, context)
        }
    }

    @Test(
        "`afficher` montre ce qui est signé, sinon le brouillon ; ce qui n'est pas une fiche, ses défauts"
    )
    func shown() throws {
        func text(_ name: String) throws -> String? {
            guard case .view(let view) = try FicheFile.show("\(path)/\(name)", context) else {
                return nil
            }
            return view.text(.html)
        }
        #expect(try text("fiche.json")?.contains("Signé par claire (claire), Mission") == true)
        let bytes = try PrivateFile.read("\(path)/fiche.json", limit: 1 << 20)
        try PrivateFile.write(bytes, to: "\(path)/brouillon.json")
        // A partner wrote it to us: nothing says who transmits a draft of it.
        let draft = try #require(try text("brouillon.json"))
        #expect(!draft.contains("Signé par") && !draft.contains("transmise par Opérateur"))
        try PrivateFile.write("{}".utf8, to: "\(path)/vide.json")
        guard case .refused(let report) = try FicheFile.show("\(path)/vide.json", context) else {
            Issue.record("une fiche vide est montrée")
            return
        }
        #expect(!report.erreurs.isEmpty)
        let judged = try FicheFile.validate("\(path)/vide.json", context)
        #expect(judged.erreurs == report.erreurs)
    }

    @Test("un autre fichier du même dossier, ou sans manifeste, est un brouillon")
    func draft() throws {
        let other = "\(path)/autre.json"
        #expect(try SignedFile.view(other, [], context) == nil)
        #expect(try SignedFile.view("-", [], context) == nil)
        let note = "\(path)/manifeste.note"
        let manifest = try PrivateFile.read(note, limit: 1 << 20)
        PrivateFile.remove(note)
        #expect(try view() == nil)
        try PrivateFile.write(Array("%PDF-1.4".utf8), to: note)
        #expect(try view() == nil)
        // What begins as one and is none is no draft.
        try PrivateFile.write(Array(manifest.dropLast(40)), to: note, replacing: true)
        #expect(code { _ = try view() } == .data)
    }

    @Test("le manifeste d'un autre auteur, d'une structure non vérifiée ou inconnue est refusé")
    func forged() throws {
        let unverified = try Machine("claire", of: partnership.operateur)
        try unverified.knows(partnership.ml.card(), isVerified: false)
        #expect(code { _ = try view("fiche.json", unverified.context) } == .notAllowed)
        let stranger = try Machine("claire", of: partnership.operateur)
        #expect(code { _ = try view("fiche.json", stranger.context) } == .noInput)
        // The key that signed is nobody's any more: only the box tells when the pli came.
        let renewed = try partnership.ml.card(serie: 2) { card in
            let other = try AgentIdentity.generate(.x25519)
            let name = partnership.ml.name("claire")
            card.agents.removeAll { $0.nom == name }
            card.agents.append(
                Carte.Agent(
                    nom: name, fonction: "claire", roles: [.referent],
                    cle: try other.signing.verifierKey(name: name.description),
                    destinataire: other.age.recipient))
        }
        let later = try Machine("claire", of: partnership.operateur)
        try later.knows(renewed)
        #expect(throws: AgentError(.data, "", next: .fiche(.openAgain))) {
            try view("fiche.json", later.context)
        }
    }

    @Test("une fiche scellée pour une autre structure n'est pas montrée")
    func surreptitious() throws {
        let other = try Team("cph.example", .cph, partnership.operateur.horloge)
        let machine = try Machine("claire", of: other)
        try machine.knows(partnership.ml.card())
        #expect(code { _ = try view("fiche.json", machine.context) } == .data)
    }

    /// What a partner's own program sealed with the generic fiche, opened here.
    private func received(_ pieces: [Payload.Part]) throws -> (OpenFiche, OpenedPayload) {
        let author = try partnership.conseillere.session()
        partnership.operateur.daemon.isDown = false
        let destination = try Destination(
            "agir38.example", session: author, unverifiedReason: nil)
        let sealer = Sealer(session: author, destinations: [destination], classical: true)
        let report = try Fiche.validate(
            Partnership.fiche("generique"), today: author.today)
        let sealed = try sealer.seal(#require(report.fiche), pieces: pieces)
        let pli = try sealer.plis(sealed)[0].countersigned(by: partnership.ml.serviceKey)
        partnership.holds([pli])
        let open = try OpenFiche(.box(pli.slip.id.text), partnership.claire.session())
        return (open, try open.open())
    }

    @Test("une pièce qui n'est pas ce qu'elle dit est dite, et s'écrit sous un nom qui le dit")
    func deceiving() throws {
        let pdf = Array("%PDF-1.7\n<script>alert(1)</script>".utf8)
        let (open, opened) = try received([
            Payload.Part(nom: "bilan.PDF", type: "application/pdf", content: pdf),
            Payload.Part(nom: "page.html", type: "application/pdf", content: pdf),
            Payload.Part(nom: "scan", type: "application/pdf", content: pdf),
            Payload.Part(nom: "outil.pdf", type: "application/pdf", content: [0x4D, 0x5A, 0, 1]),
            Payload.Part(nom: "note.txt", type: "image/png", content: Array("Bonjour\n".utf8)),
        ])
        let told = partnership.claire.notices.compactMap { notice -> String? in
            guard case .fiche(.deceivingPart(let name, _)) = notice else { return nil }
            return name
        }
        #expect(told == ["page.html", "outil.pdf", "note.txt"])
        let target = "\(folder.path)/pieces"
        try open.write(opened, into: target)
        #expect(
            PrivateFile.names(in: target).sorted() == [
                "bilan.PDF", "fiche.json", "manifeste.note", "note.txt", "outil.pdf.bin",
                "page.html.pdf", "scan",
            ])
    }

    @Test("deux pièces qui finiraient sous un nom : rien n'est écrit")
    func sameName() throws {
        let pdf = Array("%PDF-1.7".utf8)
        let (open, opened) = try received([
            Payload.Part(nom: "page.html", type: "application/pdf", content: pdf),
            Payload.Part(nom: "page.html.pdf", type: "application/pdf", content: pdf),
        ])
        let target = "\(folder.path)/double"
        #expect(code { try open.write(opened, into: target) } == .data)
        #expect(PrivateFile.names(in: target) == [])
    }

    @Test("une pièce qui prend le nom du manifeste n'est pas écrite à sa place")
    func taken() throws {
        let (open, opened) = try received([
            Payload.Part(nom: "manifeste.note", type: "text/plain", content: [0x41])
        ])
        let target = "\(folder.path)/autre"
        #expect(code { try open.write(opened, into: target) } == .data)
        #expect(PrivateFile.names(in: target) == [])
    }
}
