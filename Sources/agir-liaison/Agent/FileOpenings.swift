import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// Fiches opened from files that never went through our daemon: it is told of each as soon as it can
/// be reached, so that retention and the log know of them too. Until then each waits in the agent's
/// folder: the receipt that the agent signed, behind the date to keep it until. It names nobody.
struct FileOpenings {
    let session: Session

    private var folder: String { session.folder.file("attente") }

    /// Tells the daemon, or keeps it for later.
    func add(_ manifest: Manifest, sha256: String) throws {
        let receipt = Accuse(
            de: manifest.structure, id: manifest.id, pour: session.own.structure, sha256: sha256,
            statut: .ouvert, le: Now.instant, par: session.agent.nom)
        let acte = try receipt.signed(by: session.identity.signing)
        let line = Array("\(manifest.conserverJusquA)\n".utf8)
        try PrivateFile.makeFolder(folder)
        let path = "\(folder)/\(manifest.id)-\(manifest.structure).ouverture"
        try PrivateFile.write(line + acte.bytes, to: path, replacing: true)
        if try !send(path) {
            Output.note("Le service ne répond pas : cette ouverture lui sera dite plus tard.")
        }
    }

    /// Tells the daemon what it was not told yet.
    func flush() throws {
        for name in PrivateFile.names(in: folder) where name.hasSuffix(".ouverture") {
            guard try send("\(folder)/\(name)") else { return }
        }
    }

    /// Whether the daemon answered. What it refuses is not asked again.
    private func send(_ path: String) throws -> Bool {
        let content = try PrivateFile.read(path, limit: Limits.act + 16)
        guard let end = content.firstIndex(of: 0x0A) else {
            PrivateFile.remove(path)
            return true
        }
        let date = String(decoding: content[..<end], as: UTF8.self)
        do {
            _ = try session.client.request(
                "PUT", Routes.localFileOpening(until: date), body: Array(content[(end + 1)...]))
        } catch is SignedClient.Unreachable {
            return false
        } catch let problem as Problem {
            guard (400..<500).contains(problem.status), problem.status != 429 else { return false }
            Output.note("Le service n'a pas noté une ouverture : \(problem)")
        }
        PrivateFile.remove(path)
        return true
    }
}
