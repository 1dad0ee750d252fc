import LiaisonBase

/// What one field may hold, in the words of JSON Schema. Patterns are ECMA-262's; `$` is followed by
/// `(?![\s\S])` because some programs let it stand before a last line feed.
enum FieldSchema {
    static let isEmpty: JSONValue = ["$ref": "#/$defs/vide"]

    /// What counts as absent (fiches.md).
    static let empty: JSONValue = [
        "anyOf": [
            ["type": "string", "pattern": "^\\s*$"], ["type": "array", "maxItems": 0],
            ["type": "object", "maxProperties": 0],
        ]
    ]

    static func value(_ kind: FieldKind) -> JSONValue {
        switch kind {
        case .version: ["const": 1]
        case .line(let maximum): text(maximum, refused: controls + "\\n\\r")
        case .telephone: text(200, refused: controls + "\\n\\r")
        case .text(let maximum): text(maximum, refused: controls)
        case .date: pattern(date(year: year))
        case .partialDate:
            pattern("(\(date(year: birthYear))|\(birthYear)(-(0[1-9]|1[0-2]))?)")
        case .agdref:
            pattern("(?![\\s\\S]*[\(controls)])[\(between)]*([0-9][\(between)]*){9,10}")
        case .departement: ["enum": .array(Departement.all.map { .string($0.code) })]
        case .boolean: ["type": "boolean"]
        case .integer(let range):
            [
                "type": "integer", "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ]
        case .choice(let options, _): ["enum": .array(options.flatMap(names))]
        case .choices(let options), .group(let options): list(options)
        }
    }

    /// The value and its aliases.
    static func spellings(_ option: FormOption) -> JSONValue { .array(names(option)) }

    private static func names(_ option: FormOption) -> [JSONValue] {
        ([option.value] + option.aliases).map { .string($0) }
    }

    /// No value twice, under whatever spelling.
    private static func list(_ options: [FormOption]) -> JSONValue {
        let twice = options.filter { !$0.aliases.isEmpty }.map { option -> JSONValue in
            [
                "not": [
                    "allOf": .array(names(option).map { ["contains": ["const": $0]] })
                ]
            ]
        }
        var schema: JSONObject = [
            "type": "array", "uniqueItems": .bool(true),
            "items": ["enum": .array(options.flatMap(names))],
        ]
        if !twice.isEmpty { schema["allOf"] = .array(twice) }
        return .object(schema)
    }

    /// What is tolerated between the digits of a number: `TypedCode.isBetween`.
    private static let between =
        "\\s.\\-\\u00AD\\u061C\\u180E\\u200B-\\u2015\\u202A-\\u202E\\u2043\\u2060-\\u2069\\u2212"
        + "\\uFE58\\uFE63\\uFEFF\\uFF0D"

    /// The control characters but tab, line feed and carriage return.
    private static let controls = "\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F"

    private static func text(_ maximum: Int, refused: String) -> JSONValue {
        [
            "type": "string", "maxLength": .integer(Int64(maximum)),
            "pattern": .string("^[^\(refused)]*$(?![\\s\\S])"),
        ]
    }

    private static func pattern(_ body: String) -> JSONValue {
        ["type": "string", "pattern": .string("^\(body)$(?![\\s\\S])")]
    }

    private static let year = "(?!0000)[0-9]{4}"
    /// After 1900.
    private static let birthYear = "(?!0|1[0-8]|1900)[0-9]{4}"

    /// A day that exists: months of 31 and 30 days, February, and 29 February of leap years only.
    private static func date(year: String) -> String {
        let leap = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"
        let day28 = "(0[1-9]|1[0-9]|2[0-8])"
        return "(\(year)-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
            + "|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-\(day28))"
            + "|(?=\(year))\(leap)-02-29)"
    }
}
