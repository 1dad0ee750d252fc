import LiaisonBase
import LiaisonSchema

/// The names that strangers give to what they send, made into names of parts.
struct EntryName {
    /// Names that payloads use themselves (formats.md, «Sealed payload»).
    private var taken: Set<String> = [
        "fiche.json", "manifeste.note", "bourrage", "reception.json",
    ]

    /// Whether a path leaves the folder that it is unpacked in: absolute, on a drive, or with `..`.
    static func escapes(_ path: String) -> Bool {
        let components = Self.components(of: path)
        let start = path.unicodeScalars.prefix(2)
        return components.contains("..") || components.first == ""
            || (start.count == 2 && start.last == ":"
                && start.first?.properties.isAlphabetic == true)
    }

    /// Scalar by scalar: a combining mark would hide a slash from a comparison of characters.
    private static func components(of path: String) -> [String] {
        path.unicodeScalars
            .split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
            .map { String($0) }
    }

    /// A plain file name as it is, unless it was given before.
    mutating func keep(_ name: String) -> String {
        taken.insert(name.lowercased()).inserted ? name : take(name)
    }

    /// The last component of a path, as it is shown to people, at most 100 bytes, and not one that was given
    /// before, capitals or not: `bilan.pdf`, then `Bilan-2.pdf`.
    mutating func take(_ path: String) -> String {
        let last = Self.components(of: path).last { !$0.isEmpty }
        var name = VisibleText.line(last ?? "").trimmingSpaces
        while name.utf8.first == UInt8(ascii: ".") { name.unicodeScalars.removeFirst() }
        let ending = name.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(name[$0...]) } ?? ""
        var stem = ending.utf8.count <= 10 ? String(name.dropLast(ending.count)) : name
        let kept = ending.utf8.count <= 10 ? ending : ""
        while stem.utf8.count + kept.utf8.count > 100 { stem.removeLast() }
        if stem.isEmpty { stem = "document" }
        var number = 1
        var result = stem + kept
        while !taken.insert(result.lowercased()).inserted || !Manifest.Part.isName(result) {
            number += 1
            // A name that no number mends is left.
            if number > 1_000 { stem = "document-\(taken.count)" }
            result = "\(stem)-\(number)\(number > 1_000 ? "" : kept)"
        }
        return result
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
