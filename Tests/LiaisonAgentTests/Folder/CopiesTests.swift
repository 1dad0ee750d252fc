import Foundation
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import Testing

/// The list of plaintext files, in a folder with an identity and nothing else.
@Suite("Copies en clair")
final class CopiesTests {
    private let base: String
    private let folder: AgentFolder
    private var identity: AgentIdentity

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        base = FilePath.absolute(url.path())
        folder = AgentFolder(path: "\(base)/agent")
        identity = try .generate(.x25519)
        try PrivateFile.makeFolder(folder.path)
        try publish()
    }

    deinit { try? FileManager.default.removeItem(atPath: base) }

    private func publish() throws {
        let name = try #require(KeyName(agent: "agir38.example/claire.exemple"))
        let acte = try AgentActe(
            nom: name, fonction: "Référente",
            cle: VerifierKey(name: name.description, publicKey: identity.signing.publicKey),
            destinataire: identity.age.recipient)
        try folder.write(
            acte.signed(by: identity.signing).bytes, to: "agent.note", replacing: true)
    }

    private var context: AgentContext {
        AgentContext(
            folder: folder, endpoint: .socket(path: "/service"),
            now: { Instant(seconds: 1_795_000_000) },
            secret: { _ in throw AgentError(.usage, "") }, show: { _ in })
    }

    private func write(_ name: String, _ text: String = "{}") throws -> String {
        try PrivateFile.write(text.utf8, to: "\(base)/\(name)")
        return "\(base)/\(name)"
    }

    private func manifest() throws -> Manifest {
        let author = try #require(KeyName(agent: "agir38.example/claire.exemple"))
        let day = try #require(CalendarDate("2026-11-23"))
        return Manifest(
            id: .random(), objet: .fiche, modele: .spe, auteur: author, pour: [],
            recipients: [identity.age.recipient], scelle: Instant(seconds: 0), conserverJusquA: day)
    }

    private static func unheard(_ notice: AgentNotice) {}

    private func rows() throws -> [Copie] { try Copies.update(folder, identity, Self.unheard).rows }

    @Test("une fiche envoyée est connue du fichier, et de la page qui en fut tirée")
    func sent() throws {
        let (fiche, page) = (try write("fiche.json"), try write("page.html"))
        Copies.record(fiche, .fiche, .none, context)
        Copies.record(page, .fiche, .init(fichier: fiche), context)
        #expect(try rows().map(\.chemin) == [fiche, page])
        #expect(try rows().allSatisfy { $0.fiche == nil })
        let (first, second) = (try manifest(), try manifest())
        Copies.sent(fiche, as: first, context)
        Copies.sent(fiche, as: second, context)
        for row in try rows() { #expect(row.source.fiches == [first.key, second.key]) }
        // The page knows it still when the file is gone.
        PrivateFile.remove(fiche)
        #expect(try rows().map(\.fiche) == [second.key])
        #expect(try rows()[0].isDestroyed([first.key]))
    }

    @Test("un autre fichier sous le même nom n'a rien de celui d'avant")
    func rewritten() throws {
        let path = try write("fiche.json")
        Copies.record(path, .piece, .init(fiches: [try manifest().key]), context)
        let page = try write("page.html")
        Copies.record(page, .fiche, .init(fichier: path), context)
        #expect(try rows().count == 2)
        PrivateFile.remove(path)
        _ = try write("fiche.json")
        Copies.record(path, .fiche, .none, context)
        let held = try rows()
        #expect(held.map(\.chemin) == [page, path])
        #expect(held[1].nature == .fiche && held[1].fiche == nil)
        Copies.sent(path, as: try manifest(), context)
        #expect(try rows()[0].source.fiches.count == 1)
    }

    @Test("un numéro montré reste celui du même fichier, jusqu'à la liste suivante")
    func numbers() throws {
        let paths = try ["a", "b", "c"].map { try write($0) }
        for path in paths { Copies.record(path, .piece, .none, context) }
        try Copies.update(folder, identity, Self.unheard) { $0.number() }
        PrivateFile.remove(paths[0])
        Copies.record(try write("d"), .piece, .none, context)
        #expect(try rows().map(\.numero) == [2, 3, nil])
        try Copies.update(folder, identity, Self.unheard) { $0.number() }
        #expect(try rows().map(\.numero) == [1, 2, 3])
    }

    @Test("de nouvelles clés lisent la liste et ce qui attendait ; d'autres clés n'y lisent rien")
    func renewed() throws {
        let (listed, waiting) = (try write("a"), try write("b"))
        Copies.record(listed, .piece, .none, context)
        #expect(try rows().count == 1)
        Copies.record(waiting, .piece, .none, context)
        identity = try identity.renewed(.x25519)
        try publish()
        #expect(try rows().map(\.chemin) == [listed, waiting])
        identity = try .generate(.x25519)
        #expect(try rows().isEmpty)
    }

    @Test("sans identité, rien n'est noté")
    func nobody() throws {
        folder.remove("agent.note")
        Copies.record(try write("a"), .piece, .none, context)
        #expect(PrivateFile.names(in: folder.path).isEmpty)
        #expect(try rows().isEmpty)
    }

    @Test("un brouillon est dans la liste tant qu'il est là, avec la fiche dont il vient")
    func drafts() throws {
        let drafts = Drafts(folder)
        let path = try drafts.newPath()
        let original = try manifest()
        Copies.record(drafts.file(path), .brouillon, .init(fiches: [original.key]), context)
        try drafts.save(JSONObject(), link: .none, at: InterviewPlace(JSONObject()), to: path)
        try drafts.save(
            JSONObject(), link: .none, at: InterviewPlace(JSONObject()), to: drafts.newPath())
        #expect(try rows().map(\.nature) == [.brouillon, .brouillon])
        #expect(try rows().map(\.fiche) == [original.key, nil])
        drafts.remove(path)
        #expect(try rows().count == 1)
    }

    @Test(
        "le contenu est détruit jusqu'au dernier octet",
        arguments: [0, 1, 65_535, 65_536, 65_537, 200_000])
    func destroyed(size: Int) throws {
        let path = try write("a", String(repeating: "x", count: size))
        let witness = "\(base)/temoin"
        try FileManager.default.linkItem(atPath: path, toPath: witness)
        try FileDestruction.destroy(path)
        #expect(FilePath.isGone(path))
        #expect(try PrivateFile.read(witness, limit: 1 << 20) == .init(repeating: 0, count: size))
    }

    @Test("un lien, un dossier ou un tube sous le nom du fichier n'est pas touché")
    func changed() throws {
        let kept = try write("garde", "à garder")
        try FileManager.default.createSymbolicLink(
            atPath: "\(base)/lien", withDestinationPath: kept)
        try FileManager.default.createDirectory(
            atPath: "\(base)/dossier", withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: "\(base)/ailleurs", withDestinationPath: base)
        #expect(mkfifo("\(base)/tube", 0o600) == 0)
        for name in ["lien", "dossier", "tube", "ailleurs/garde"] {
            #expect(throws: AgentError.self) { try FileDestruction.destroy("\(base)/\(name)") }
            #expect(!FilePath.isGone("\(base)/\(name)"), "\(name)")
        }
        #expect(try PrivateFile.read(kept, limit: 100) == Array("à garder".utf8))
    }
}
