internal import LiaisonBase
package import LiaisonSchema

/// What a page sent of a draft, as the browser gave it: by the fields' names, before anybody looked at the form.
package struct DraftPost: Equatable, Sendable {
    package struct Field: Equatable, Sendable {
        /// As `FormControl.name`.
        package let name: String
        /// One of a box to write in, as many as are ticked of others.
        package let values: [String]
        /// The mark of what its page had shown in the field (`FormEntry.mark`).
        package let seen: String
        /// The mark of what its page had shown beside it as typed elsewhere; nil when it showed no such thing.
        package let settles: String?

        package init(name: String, values: [String], seen: String, settles: String? = nil) {
            self.name = name
            self.values = values
            self.seen = seen
            self.settles = settles
        }
    }

    package let fields: [Field]

    package init(_ fields: [Field]) { self.fields = fields }

    /// What it changes.
    ///
    /// - Returns: with the names of what is no field of the form, or larger than is kept.
    func changes(
        in entries: FormEntries
    ) -> (changes: [DraftChange], refused: [String]) {
        var changes: [DraftChange] = []
        var refused: [String] = []
        for field in fields {
            guard let path = entries.path(named: field.name),
                let entry = entries.entry(field.values, for: path)
            else {
                refused.append(field.name)
                continue
            }
            changes.append(
                DraftChange(
                    path: path, entry: entry, seen: field.seen, settles: field.settles))
        }
        return (changes, refused)
    }

    // MARK: While it waits

    var value: JSONValue {
        .array(
            fields.map { field in
                .object(
                    JSONObject([
                        ("champ", .string(field.name)),
                        ("valeurs", .array(field.values.map { .string($0) })),
                        ("vu", .string(field.seen)),
                        ("choix", field.settles.map { .string($0) }),
                    ]))
            })
    }

    init?(_ value: JSONValue) {
        guard let values = value.array else { return nil }
        fields = values.compactMap { value in
            guard let object = value.object, let name = object["champ"]?.string,
                let seen = object["vu"]?.string
            else { return nil }
            return Field(
                name: name, values: (object["valeurs"]?.array ?? []).compactMap(\.string),
                seen: seen, settles: object["choix"]?.string)
        }
    }
}
