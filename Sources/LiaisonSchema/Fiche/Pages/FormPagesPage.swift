extension FormPages {
    /// One part of a form, to be filled in on one page.
    public struct Page: Sendable {
        /// A line of the form: one field or a few under one label.
        public struct Row: Sendable {
            /// Empty where the page's title says it.
            public let label: String
            public let controls: [FormControl]
        }

        /// From 1, in the form's order; another answer may add or take a page.
        public let number: Int
        public let title: String
        /// The heading above several parts («BÉNÉFICIAIRE DE LA PROTECTION INTERNATIONALE»).
        public let chapter: String?
        public let rows: [Row]

        public var controls: [FormControl] { rows.flatMap(\.controls) }

        /// What is wrong on it, in its order.
        public var errors: [FormError] { controls.compactMap(\.error) }

        /// Whether something stands on it.
        public var isBegun: Bool { controls.contains { !$0.entry.isEmpty } }
    }
}
