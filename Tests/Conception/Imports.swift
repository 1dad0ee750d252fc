/// What Swift sources import, and what the manifest lets them.
enum Imports {
    private static let modifiers: Set = [
        "public", "package", "internal", "fileprivate", "private", "@testable", "@preconcurrency",
        "@_exported", "@_implementationOnly",
    ]
    private static let kinds: Set = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor",
    ]

    /// The modules, in order, each time that they are named. A declaration's own import counts as its
    /// module's; a comment or a text is none.
    static func names(in source: String) -> [String] {
        source.split(separator: "\n").compactMap { line in
            var words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })[...]
            while let first = words.first, modifiers.contains(String(first)) {
                words = words.dropFirst()
            }
            guard words.first == "import" else { return nil }
            words = words.dropFirst()
            if let first = words.first, kinds.contains(String(first)) { words = words.dropFirst() }
            let name = words.first?.prefix { $0 != "." && $0 != ";" } ?? ""
            return name.isEmpty ? nil : String(name)
        }
    }

    /// A target of the manifest under `Sources`, and the names of what it depends on.
    struct Target: Equatable {
        let name: String
        let dependencies: [String]
    }

    /// The targets that `Package.swift` declares without a `path` of their own.
    static func targets(inManifest manifest: String) -> [Target] {
        ["systemLibrary", "target", "executableTarget"].flatMap { kind in
            blocks(of: ".\(kind)(", in: manifest).compactMap { block -> Target? in
                guard !block.contains("path:"), let name = quoted(after: "name:", block).first
                else { return nil }
                return Target(name: name, dependencies: dependencies(block))
            }
        }
    }

    private static func dependencies(_ block: String) -> [String] {
        guard let list = blocks(of: "dependencies: [", in: block).first else { return [] }
        // Of a product, the package's name is no module.
        return list.split(separator: ",").filter { !$0.contains("package:") }
            .compactMap { quoted(after: "", String($0)).first }
    }

    /// What stands in the parentheses or brackets that each `head` opens.
    private static func blocks(of head: String, in text: String) -> [String] {
        text.ranges(of: head).map { range in
            var depth = 1
            return String(
                text[range.upperBound...].prefix { sign in
                    if sign == "(" || sign == "[" { depth += 1 }
                    if sign == ")" || sign == "]" { depth -= 1 }
                    return depth > 0
                })
        }
    }

    private static func quoted(after mark: String, _ text: String) -> [String] {
        let rest =
            mark.isEmpty
            ? text[...] : text[(text.firstRange(of: mark)?.upperBound ?? text.endIndex)...]
        return rest.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
