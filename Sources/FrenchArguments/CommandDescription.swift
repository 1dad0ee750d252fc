internal import LiaisonBase

/// A command as swift-argument-parser describes it in its dump (ToolInfo version 0).
struct CommandDescription: Sendable {
    struct Argument: Sendable {
        enum Kind: String, Sendable { case positional, option, flag }

        let kind: Kind
        /// With their dashes; empty for a positional.
        let names: [String]
        let valueName: String
        let abstract: String
        let isOptional: Bool
        let isRepeating: Bool
        /// Takes every value up to the next option.
        let takesSeveral: Bool
        let allowed: [String]
        let isShown: Bool
    }

    let name: String
    let abstract: String
    /// The example.
    let discussion: String
    let arguments: [Argument]
    let subcommands: [CommandDescription]
    /// Whether help lists it.
    let isShown: Bool

    func subcommand(_ name: String) -> CommandDescription? {
        subcommands.first { $0.name == name }
    }

    /// Reads the dump; nil when it is not of the form known.
    init?(dump: String) {
        guard let object = (try? JSONValue.parse(dump.utf8))?.object,
            let command = object["command"]?.object
        else { return nil }
        self.init(command)
    }

    private init?(_ object: JSONObject) {
        guard let name = object["commandName"]?.string else { return nil }
        self.name = name
        abstract = object["abstract"]?.string ?? ""
        discussion = object["discussion"]?.string ?? ""
        isShown = object["shouldDisplay"]?.bool ?? true
        arguments = (object["arguments"]?.array ?? [])
            .compactMap { $0.object.flatMap(Argument.init) }
        // The parser's own «help» is replaced by ours.
        subcommands = (object["subcommands"]?.array ?? [])
            .compactMap { $0.object.flatMap(CommandDescription.init) }
            .filter { $0.name != "help" }
    }
}

extension CommandDescription.Argument {
    init?(_ object: JSONObject) {
        guard let kind = object["kind"]?.string.flatMap(Kind.init(rawValue:)) else { return nil }
        self.kind = kind
        names = (object["names"]?.array ?? []).compactMap { value in
            guard let name = value.object?["name"]?.string else { return nil }
            return (value.object?["kind"]?.string == "short" ? "-" : "--") + name
        }
        valueName = object["valueName"]?.string ?? "valeur"
        abstract =
            names.contains("--help") ? "Montre cette aide." : object["abstract"]?.string ?? ""
        isOptional = object["isOptional"]?.bool ?? false
        isRepeating = object["isRepeating"]?.bool ?? false
        takesSeveral = object["parsingStrategy"]?.string == "upToNextOption"
        allowed = (object["allValues"]?.array ?? []).compactMap(\.string)
        isShown = object["shouldDisplay"]?.bool ?? true
    }

    /// The name people are shown: the long one.
    var label: String {
        kind == .positional
            ? "<\(valueName)>" : names.first { $0.hasPrefix("--") } ?? names.first ?? valueName
    }
}
