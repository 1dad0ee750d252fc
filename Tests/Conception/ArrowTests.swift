import Testing

/// The arrows between modules (docs/conception/architecture.md, «Arrows»).
@Suite("Architecture : les flèches entre les modules")
struct ArrowTests {
    private static let page = "docs/conception/architecture.md"
    private let architecture: Architecture

    init() throws { architecture = Architecture(page: try Repository.text(Self.page)) }

    private func imports(of module: String) throws -> [(file: String, name: String)] {
        try Repository.files(under: "Sources/\(module)", endings: ["swift"]).flatMap { file in
            Imports.names(in: try Repository.text(file)).map { (file, $0) }
        }
    }

    @Test("le dessin se tient : aucune flèche ne monte ni ne tourne en rond")
    func drawing() {
        #expect(architecture.rows.count > 10)
        #expect(architecture.holdings.count > 5)
        #expect(architecture.findings == [])
    }

    @Test("chaque module a sa ligne, chaque ligne son module")
    func rows() throws {
        #expect(
            architecture.rows.map(\.module).sorted() == (try Repository.names(in: "Sources")))
    }

    @Test("chaque import est une flèche du dessin")
    func sources() throws {
        var seen = 0
        for module in try Repository.names(in: "Sources") {
            for (file, name) in try imports(of: module) {
                seen += 1
                if let refusal = architecture.judge(name, in: module) {
                    Issue.record("\(file) : \(refusal)")
                }
            }
        }
        #expect(seen > 500)
    }

    @Test("chaque flèche du dessin sert encore")
    func used() throws {
        for row in architecture.rows {
            let used = Set(try imports(of: row.module).map(\.name))
            for name in row.imports where !used.contains(name) {
                Issue.record("\(row.module) → \(name) : plus rien ne l'importe")
            }
        }
    }

    @Test("ce que Package.swift déclare est sur le dessin")
    func manifest() throws {
        let targets = Imports.targets(inManifest: try Repository.text("Package.swift"))
        #expect(targets.map(\.name).sorted() == (try Repository.names(in: "Sources")))
        #expect(targets.contains { $0.dependencies.contains("GRDB") })
        for target in targets {
            for name in target.dependencies {
                if let refusal = architecture.judge(name, in: target.name) {
                    Issue.record("Package.swift : \(refusal)")
                }
            }
        }
    }

    @Test("les fichiers que la page suit de pièce en pièce existent")
    func rooms() throws {
        let page = try Repository.text(Self.page)
        let files = page.split(separator: "`").filter {
            $0.hasPrefix("Sources/") && $0.hasSuffix(".swift")
        }
        #expect(files.count > 20)
        for file in files where !Repository.exists(String(file)) {
            Issue.record("\(file) n'existe plus")
        }
    }

    // MARK: The test of the test

    @Test(
        "une flèche interdite est refusée, d'où qu'elle vienne",
        arguments: [
            ("LiaisonAgent", "import ArgumentParser"),
            ("LiaisonAgent", "public import struct ArgumentParser.Option"),
            ("agir-liaison", "import LiaisonStore"),
            ("agir-liaison", "@testable import LiaisonService"),
            ("LiaisonSchema", "internal import Foundation"),
            ("LiaisonService", "\timport NIOCore"),
            ("LiaisonHTTP", "package import LiaisonAgent"),
            ("LiaisonBase", "import CSodium"),
            ("FrenchArguments", "internal import LiaisonCrypto"),
        ])
    func refused(module: String, line: String) {
        let source = "import LiaisonCrypto\n\(line)\n\nstruct Page {}\n"
        #expect(architecture.judge(source: source, in: module).count == 1)
        // And so that no row of the table can let it in.
        if let name = Imports.names(in: line).first,
            ["ArgumentParser", "LiaisonStore"].contains(name)
        {
            let open = Architecture(
                page: "| module | may import |\n|---|---|\n| `\(module)` | `\(name)` |\n\n"
                    + "| what | only in |\n|---|---|\n| `\(name)` | `LiaisonService` |\n")
            #expect(open.findings.count == 1)
        }
    }

    @Test("ce qui n'importe rien n'est pas un import")
    func harmless() {
        let source =
            "// import GRDB\n/// import GRDB\nlet text = \"import GRDB\"\nlet importance = 1\n"
        #expect(Imports.names(in: source) == [])
        #expect(architecture.judge(source: "import LiaisonCrypto\n", in: "LiaisonSchema") == [])
        #expect(architecture.judge(source: "import LiaisonCrypto\n", in: "Inconnu").count == 1)
    }

    @Test("une flèche qui monte ou tourne en rond se voit au dessin")
    func upwards() {
        let page = "| module | may import |\n|---|---|\n| `A` | `B` |\n| `B` | `A`, `B` |\n"
        #expect(Architecture(page: page).findings.count == 2)
    }
}
