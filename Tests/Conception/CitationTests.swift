import Foundation
import Testing

/// What the project cites is there: pages, their sections, the guide's articles, links.
@Suite("Conception : ce qui est cité existe")
struct CitationTests {
    private static let endings: Set = [
        "swift", "sh", "py", "c", "h", "md", "tsv", "yaml", "service", "timer", "socket", "json",
        "sysusers", "tmpfiles", "Debian",
    ]

    /// Everything that people wrote here.
    private static func files() throws -> [String] {
        try ["Sources", "Tests", "systemd", "docs"].flatMap {
            try Repository.files(under: $0, endings: endings)
        } + ["README.md", "CHANGELOG.md", "Makefile", "Package.swift", "keys.example"]
            + (try Repository.files(under: ".ci"))
    }

    /// These tests hold made-up citations.
    private static func isOwn(_ file: String) -> Bool { file.hasPrefix("Tests/Conception/") }

    @Test("chaque page citée existe, avec la section dite")
    func pages() throws {
        var pages: [String: Page] = [:]
        var (seen, withSection) = (0, 0)
        for file in try Self.files() where !Self.isOwn(file) {
            for citation in Citations.all(in: try Repository.text(file)) {
                // MANUEL.md of a usage line stands for any; a target names its own templates.
                let base = citation.page.split(separator: "/").last ?? ""
                guard base != "MANUEL", !citation.page.hasPrefix("Templates/") else { continue }
                seen += 1
                let place = "\(file):\(citation.line) : \(citation.page).md"
                guard let path = Citations.path(of: citation.page, citedIn: file) else {
                    Issue.record("\(place) n'existe pas")
                    continue
                }
                let page = try pages[path] ?? Page(try Repository.text(path))
                pages[path] = page
                if let anchor = citation.anchor, !page.hasAnchor(anchor) {
                    Issue.record("\(place) n'a pas d'ancre #\(anchor)")
                }
                for section in citation.sections {
                    withSection += 1
                    if !page.has(section) { Issue.record("\(place) n'a pas « \(section) »") }
                }
            }
        }
        #expect(seen > 300)
        #expect(withSection > 100)
    }

    /// The table of retention names the rule behind each case in its first column.
    @Test("chaque cas de conservation cite une règle qui est à sa page")
    func cases() throws {
        let rgpd = try Repository.text("docs/conception/rgpd.md").lowercased()
        let formats = try Repository.text("docs/conception/formats.md").lowercased()
        var seen = 0
        for line in try Repository.text("Tests/LiaisonServiceTests/Retention/cas.tsv")
            .split(separator: "\n") where !line.hasPrefix("#")
        {
            let cell = line.prefix { $0 != "\t" }.lowercased()
            for (name, page) in [("rgpd.md, ", rgpd), ("formats.md, ", formats)] {
                guard let range = cell.range(of: name) else { continue }
                seen += 1
                let rule = cell[range.upperBound...].prefix { !"(;".contains($0) }
                    .trimmingCharacters(in: .whitespaces)
                for term in rule.components(separatedBy: ", ") where !page.contains(term) {
                    Issue.record("\(name)\(term) : rien de tel à la page")
                }
            }
        }
        #expect(seen > 80)
    }

    @Test("chaque citation du guide est d'une forme, et d'un article qui existe")
    func guide() throws {
        var seen = 0
        for file in try Self.files() where !Self.isOwn(file) {
            let text = try Repository.text(file)
            let isSwift = file.hasSuffix(".swift")
            for (part, isForPeople) in isSwift
                ? Self.parts(ofSource: text)
                : [(text, !file.hasPrefix("docs/conception/"))]
            {
                if part.contains("guide AGIR 2022") { seen += 1 }
                for finding in Guide.findings(in: part, isForPeople: isForPeople) {
                    Issue.record("\(file) : \(finding)")
                }
            }
        }
        #expect(seen > 20)
    }

    /// Comments, each with its lines joined, and the code between them: what users read is there.
    private static func parts(ofSource text: String) -> [(text: String, isForPeople: Bool)] {
        var parts: [(text: String, isForPeople: Bool)] = []
        for line in text.split(separator: "\n") {
            let rest = line.drop { $0 == " " }
            let isComment = rest.hasPrefix("//")
            let content = isComment ? rest.drop { $0 == "/" || $0 == " " } : rest
            if let last = parts.last, last.isForPeople != isComment {
                parts[parts.count - 1].text += " \(content)"
            } else {
                parts.append((String(content), !isComment))
            }
        }
        return parts
    }

    @Test("rien ne renvoie hors du projet")
    func outside() throws {
        for file in try Self.files() where !Self.isOwn(file) {
            for (index, line) in try Repository.text(file).components(separatedBy: "\n")
                .enumerated()
            {
                if line.contains("guide-agir-2022")
                    || line.contains("../shared") && !line.contains("age-testkit")
                {
                    Issue.record("\(file):\(index + 1) : \(line)")
                }
            }
        }
    }

    /// `style.md` names the files of others.
    @Test("chaque chemin cité est dans le projet, ou de ce que ses programmes connaissent")
    func paths() throws {
        let known = try CitedPaths()
        var seen = 0
        for file in try Self.files() where !Self.isOwn(file) && file != "docs/conception/style.md" {
            for (index, line) in try Repository.text(file).components(separatedBy: "\n")
                .enumerated() where line.contains("`")
            {
                for path in CitedPaths.all(on: line) {
                    seen += 1
                    if !known.has(path) {
                        Issue.record("\(file):\(index + 1) : \(path) n'existe pas")
                    }
                }
            }
        }
        #expect(seen > 500)
    }

    @Test("chaque lien d'une page mène quelque part")
    func links() throws {
        var seen = 0
        let pages = try Repository.files(under: "docs", endings: ["md"])
        for file in ["README.md", "CHANGELOG.md"] + pages {
            let text = try Repository.text(file)
            let folder = file.split(separator: "/").dropLast().joined(separator: "/")
            for match in text.matches(of: #/\]\((?<target>[^)\s]+)\)/#) {
                let target = String(match.output.target)
                guard !target.hasPrefix("https://") else { continue }
                seen += 1
                let halves = target.split(
                    separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let path =
                    halves[0].isEmpty
                    ? file
                    : folder.isEmpty
                        ? String(halves[0]) : "\(folder)/\(halves[0])"
                guard Repository.exists(path) else {
                    Issue.record("\(file) : \(target) n'existe pas")
                    continue
                }
                if halves.count > 1, !Page(try Repository.text(path)).hasAnchor(String(halves[1])) {
                    Issue.record("\(file) : \(target) n'a pas cette ancre")
                }
            }
        }
        #expect(seen > 20)
    }

    /// The days in a browser make them (Tests/Bureau/onglet.py), at 1,000 pixels of width.
    @Test("chaque image est montrée par une page, et tient en 120 Kio")
    func images() throws {
        let pages = try Repository.files(under: "docs", endings: ["md"]).map(Repository.text)
        let images = try Repository.names(in: "docs/images")
        #expect(images.count >= 8)
        for image in images {
            #expect(pages.contains { $0.contains("](images/\(image))") }, "\(image)")
            let file = Repository.root.appending(path: "docs/images/\(image)")
            #expect(try Data(contentsOf: file).count <= 120 * 1_024, "\(image)")
        }
    }

    // MARK: The test of the test

    @Test("une citation se lit d'une ligne à l'autre, et une morte se voit")
    func broken() throws {
        let text = """
            /// As it must be (formats.md, «Peer
            /// protocol»; rgpd.md, «Retention» and «The purge»).
            # docs/journal.md, [dpo](docs/dpo.md#le-journal), nulle-part.md
            """
        let found = Citations.all(in: text)
        #expect(found.map(\.page) == ["formats", "rgpd", "docs/journal", "docs/dpo", "nulle-part"])
        #expect(found.first?.sections == ["Peer protocol"])
        #expect(found[1].sections == ["Retention", "The purge"])
        #expect(found[3].anchor == "le-journal")
        #expect(Citations.path(of: "nulle-part", citedIn: "Sources/x.swift") == nil)
        #expect(Citations.path(of: "formats", citedIn: "Sources/x.swift") != nil)
        let page = Page("# Titre\n## Peer protocol (HTTPS)\n- **Hold**: `purge/v1`\n")
        #expect(page.has("Peer protocol") && page.has("Hold") && page.has("purge/v1"))
        #expect(page.has("Peer") && !page.has("Pee") && !page.has("Époque"))
    }

    @Test("un chemin qui n'est nulle part se voit ; une commande, une adresse n'en sont pas un")
    func strayPaths() throws {
        let line =
            "`maquettes/`, `a.swift`; `cd x/y`, `/etc/x`, `https://x`, `e.g`, `x.age`, `docs/x.md`"
        #expect(CitedPaths.all(on: line) == ["maquettes/", "a.swift", "docs/x.md"])
        let known = try CitedPaths()
        for path in [
            "maquettes/", "maquettes/guichet.html", "agir-liaisond@.service", "docs/x.md",
            "Sources/Rien/*.swift", "Rien.swift",
        ] {
            #expect(!known.has(path), "\(path)")
        }
        for path in [
            "docs/images", "Tests/Conception/CitedPaths.swift", "CitedPaths.swift",
            "agir-liaison-bureau@claire.exemple.socket", "docs/exemple-MODELE.json",
            "Tests/Paquet/*.sh", "brouillons/<id>.clos", "agir38.example/claire.exemple",
        ] {
            #expect(known.has(path), "\(path)")
        }
    }

    @Test(
        "une citation du guide qui n'est pas de la forme, ou d'un article qui n'est pas, se voit",
        arguments: [
            "annexe 6.1, art. 3", "guide, annexe 6.1, art. 3",
            "guide AGIR 2022, annexe 6.1, art. 12",
            "guide AGIR 2022, annexe 9", "guide AGIR 2022, annexe 6.1, article 3",
            "guide AGIR 2022, annexe 6.1, annexe 3", "guide 2.3.2", "guide AGIR 2022, 2.3.9",
        ])
    func wrongGuide(text: String) {
        #expect(!Guide.findings(in: text, isForPeople: false).isEmpty)
    }

    @Test(
        "une citation du guide qui est de la forme passe",
        arguments: [
            "guide AGIR 2022, annexe 6.1, art. 3; annexe 6.2, art. 4 and 5",
            "guide AGIR 2022, annexe 6, annexe opérationnelle", "guide AGIR 2022, 1.3.2.2",
            "guide AGIR 2022, annexe 6.2, annexe 1", "the annexe's words",
        ])
    func rightGuide(text: String) {
        #expect(Guide.findings(in: text, isForPeople: false) == [])
        #expect(Guide.findings(in: text, isForPeople: true) == [])
    }
}
