import LiaisonBase

/// A printed form as the tree that the guichet carries. Texts are made visible here as on any page
/// (`VisibleText`); the reader makes them text and nothing else.
struct TreePage: FormPage {
    private(set) var nodes: [GuichetNode] = []
    /// The group that is being printed.
    private var group: (label: String, nodes: [GuichetNode])?

    mutating func gap() {}

    mutating func heading(_ text: String, level: FormHeading, value: String?) {
        let number =
            switch level {
            case .programme: 0
            case .title: 1
            case .section: 2
            case .subsection: 3
            }
        put(
            .heading(
                level: number,
                text: VisibleText.escaped(value == nil ? text : text.withoutColon),
                value: value.map(VisibleText.escaped)))
    }

    mutating func add(_ text: String, indent: Int, hanging: Int) {
        put(.text(VisibleText.escaped(text)))
    }

    mutating func add(label: String, value: String, indent: Int) {
        put(
            .value(
                label: VisibleText.escaped(label), value: VisibleText.escaped(value),
                indent: Self.level(indent)))
    }

    mutating func place(label: String, lines: Int) { add(label: label, value: "", indent: 0) }

    mutating func beginGroup(_ label: String) { group = (label, []) }

    mutating func endGroup() {
        guard let group else { return }
        self.group = nil
        put(
            .group(
                label: group.label.isEmpty ? nil : VisibleText.escaped(group.label), group.nodes))
    }

    mutating func subgroup(_ label: String, indent: Int) {
        put(.subgroup(VisibleText.escaped(label), indent: Self.level(indent)))
    }

    mutating func box(_ box: FormBox, indent: Int) {
        put(
            .box(
                GuichetNode.Box(
                    isTicked: box.isTicked, label: VisibleText.escaped(box.label), lead: box.lead,
                    value: box.value.map(VisibleText.escaped)), indent: Self.level(indent)))
    }

    private mutating func put(_ node: GuichetNode) {
        if group == nil { nodes.append(node) } else { group?.nodes.append(node) }
    }

    private static func level(_ indent: Int) -> Int { min((indent + 1) / 2, GuichetNode.deepest) }
}
