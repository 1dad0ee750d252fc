import Foundation
import LiaisonBase
import Testing

@Suite("Écrire une sauvegarde : les fichiers du dossier, et rien où mène un lien")
struct TarSourceTests {
    /// An agent's folder, `elle`, and what is not hers, `autre`; `swap` is done once the names are read.
    private func saved(_ names: [String], _ swap: (String) throws -> Void) throws
        -> [String: [UInt8]]
    {
        let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            .path()
        defer { try? FileManager.default.removeItem(atPath: place) }
        for (owner, content) in [("elle", UInt8(1)), ("autre", 2)] {
            try PrivateFile.makeFolder("\(place)/\(owner)/a/b")
            for name in ["x", "a/x", "a/b/x"] {
                try PrivateFile.write([content], to: "\(place)/\(owner)/\(name)")
            }
        }
        let source = TarSource(of: "\(place)/elle", names)
        try swap(place)
        var found: [String: [UInt8]] = [:]
        var reader = TarReader()
        var buffer = [UInt8](repeating: 0, count: 1_000)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try source.read($0) }
            guard count > 0 else { break }
            try buffer[..<count].withUnsafeBytes { try reader.take($0) { found[$0] = $1 } }
        }
        try reader.finish()
        return found
    }

    @Test(
        "chaque fichier sous son nom, à quelque profondeur qu'il soit ; ce qui n'est plus là passe")
    func whole() throws {
        let names = ["x", "a/x", "a/b/x", "a/parti", "parti/x"]
        #expect(try saved(names) { _ in } == ["x": [1], "a/x": [1], "a/b/x": [1]])
    }

    @Test(
        "un dossier ou un fichier devenu un lien depuis que les noms sont lus ne mène nulle part",
        arguments: ["", "/a", "/a/b", "/a/b/x"])
    func swapped(part: String) throws {
        let found = try saved(["x", "a/x", "a/b/x"]) { place in
            try FileManager.default.removeItem(atPath: "\(place)/elle\(part)")
            try FileManager.default.createSymbolicLink(
                atPath: "\(place)/elle\(part)", withDestinationPath: "\(place)/autre\(part)")
        }
        // What lies beside it is hers, and there.
        let kept = ["x": "/x", "a/x": "/a/x", "a/b/x": "/a/b/x"].filter { !$1.hasPrefix(part) }
        #expect(found == kept.mapValues { _ in [1] })
    }
}
