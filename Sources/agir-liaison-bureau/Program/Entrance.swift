import Dispatch
import Glibc
import LiaisonBase
import LiaisonCrypto
import Synchronization

/// How the agent's browser finds its way in: a page in the runtime folder, which no other user reads, leads to the
/// start; it is gone at use, or after a minute. The address alone is printed where no browser is to be opened.
final class Entrance: Sendable {
    private let desk: Desk
    /// The runtime folder of this user's session; nil where there is none.
    private let runtime: String?
    private let file = Mutex<String?>(nil)

    init(desk: Desk, runtime: String?) {
        self.desk = desk
        self.runtime = runtime
    }

    func open(inBrowser: Bool) {
        let word = desk.start.draw()
        desk.start.whenTaken { [self] in close() }
        guard let address = desk.place.address(of: Start.page + word) else { return }
        if inBrowser, let path = write(address), Self.browse(path) {
            StandardStream.error.write("Le bureau s'ouvre dans votre navigateur.\n")
        } else {
            StandardStream.error.write("Ouvrez cette adresse dans la minute :\n")
            StandardStream.output.write("\(address)\n")
        }
        let life = Int(Start.life)
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(life)) { [self] in close() }
    }

    func close() {
        let path = file.withLock { path in
            defer { path = nil }
            return path
        }
        if let path { PrivateFile.remove(path) }
    }

    /// - Returns: nil without a runtime folder that is this user's alone.
    private func write(_ address: String) -> String? {
        guard let runtime, FileMode.isFolder(runtime, isPrivate: true) else { return nil }
        let name = Hex.encode(Sodium.randomBytes(8))
        let path = "\(runtime)/agir-liaison-bureau-\(name).html"
        let page = """
            <!doctype html>
            <html lang="fr"><head><meta charset="utf-8"><title>Bureau</title>
            <meta http-equiv="refresh" content="0; url=\(address)"></head>
            <body><p><a href="\(address)">Ouvrir le bureau</a></p></body></html>

            """
        do {
            try PrivateFile.write(Array(page.utf8), to: path)
        } catch {
            return nil
        }
        file.withLock { $0 = path }
        return path
    }

    /// Whether a browser was asked to open it: the address is not on its command line, which others read.
    private static func browse(_ path: String) -> Bool {
        ChildProcess(
            "/usr/bin/xdg-open", ["xdg-open", path], environment: OwnProcess.environmentOfOthers(),
            descriptors: [nil, nil, nil]) != nil
    }
}
