import LiaisonHTTP
package import LiaisonSchema

/// Fiches opened from files that never went through our daemon: it is told of each as soon as it can
/// be reached, so that retention and the log know of them too. Until then each waits in the agent's
/// folder: the receipt that the agent signed, behind the date to keep it until. It names nobody.
package struct FileOpenings {
    package let session: Session

    package init(session: Session) { self.session = session }

    private static let folder = "attente"

    /// Tells the daemon, or keeps it for later.
    ///
    /// - Parameter personne: whom the fiche is about.
    package func add(_ manifest: Manifest, sha256: String, personne: AGDREFNumber?) throws {
        let (de, id) = (manifest.structure, manifest.id)
        let acte = try session.opening(de: de, id: id, sha256: sha256)
        let line = Array("\(manifest.conserverJusquA)\n".utf8)
        try session.folder.makeFolder(Self.folder)
        let path = "\(Self.folder)/\(id)-\(de)"
        let annotations = try session.annotations(of: personne, de: de, id: id)
        for (index, annotation) in annotations.enumerated() {
            try session.folder.write(
                annotation.bytes, to: "\(path)-\(index)\(Self.annotation)", replacing: true)
        }
        try session.folder.write(line + acte.bytes, to: path + Self.opening, replacing: true)
        if try !flush() {
            session.context.notify(.fiche(.openingWaits))
        }
    }

    /// Tells the daemon what it was not told yet: whom a fiche is about before that it was opened.
    ///
    /// - Returns: whether it answered.
    @discardableResult
    package func flush() throws -> Bool {
        let names = session.folder.names(in: Self.folder)
        for kind in [Self.annotation, Self.opening] {
            for name in names where name.hasSuffix(kind) {
                guard try send("\(Self.folder)/\(name)") else { return false }
            }
        }
        return true
    }

    private static let annotation = ".annotation"
    private static let opening = ".ouverture"

    /// Whether the daemon answered. What it refuses is not asked again.
    private func send(_ path: String) throws -> Bool {
        let content = try session.folder.read(path, limit: Limits.act + 16)
        let target: String
        var body = content[...]
        if path.hasSuffix(Self.annotation) {
            target = Routes.localAnnotations
        } else {
            let date = String(decoding: content.prefix { $0 != 0x0A }, as: UTF8.self)
            target = Routes.localFileOpening(until: date)
            body = content.dropFirst(date.utf8.count + 1)
        }
        do {
            _ = try session.client.request("PUT", target, body: Array(body))
        } catch is SignedClient.Unreachable {
            return false
        } catch let problem as Problem {
            guard (400..<500).contains(problem.status), problem.status != 429 else { return false }
            session.context.notify(.fiche(.openingRefused("\(problem)")))
        }
        session.folder.remove(path)
        return true
    }
}
