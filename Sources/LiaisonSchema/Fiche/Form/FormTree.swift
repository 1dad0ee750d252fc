import LiaisonBase

/// The keys of a form as the tree they make in `fiche.json`, in the form's order.
struct FormTree: Sendable {
    /// A field and the label under which findings name it.
    struct Leaf: Sendable {
        let field: FormField
        let champ: String
        let rank: Int
    }

    struct Node: Sendable {
        let key: String
        var leaf: Leaf?
        var children: [Node] = []

        /// Keys are compared byte by byte, as JSONObject does.
        func child(_ key: String) -> Node? {
            children.first { $0.key.utf8.elementsEqual(key.utf8) }
        }

        var leaves: [Leaf] { leaf.map { [$0] } ?? children.flatMap(\.leaves) }

        fileprivate mutating func insert(_ leaf: Leaf, at keys: ArraySlice<String>) {
            guard let key = keys.first else {
                self.leaf = leaf
                return
            }
            let index = children.firstIndex { $0.key == key } ?? children.endIndex
            if index == children.endIndex { children.append(Node(key: key)) }
            children[index].insert(leaf, at: keys.dropFirst())
        }
    }

    private(set) var root = Node(key: "")

    init(sections: [FormSection]) {
        var rank = 0
        func insert(_ field: FormField, champ: String) {
            root.insert(Leaf(field: field, champ: champ, rank: rank), at: field.path.keys[...])
            rank += 1
        }
        for section in sections {
            let heading = section.heading?.withoutColon
            if let field = section.headingField { insert(field, champ: heading ?? "") }
            let block = section.headingField == nil ? "" : heading.map { $0 + ", " } ?? ""
            for row in section.rows {
                let champ = row.label.isEmpty ? heading ?? "" : block + row.label
                for field in row.fields { insert(field, champ: champ) }
            }
        }
    }

    /// Every field, in the form's order.
    var leaves: [Leaf] { root.leaves }

    func leaf(_ path: FormPath) -> Leaf? {
        var node: Node? = root
        for key in path.keys { node = node?.child(key) }
        return node?.leaf
    }

    /// Whether the form has a field there, or a group of fields.
    func holds(_ path: FormPath) -> Bool {
        var node: Node? = root
        for key in path.keys { node = node?.child(key) }
        return node != nil
    }

    /// Sorts findings by the form's order; an unknown key comes after the known ones beside it.
    func sorted(_ findings: [Finding]) -> [Finding] {
        findings.enumerated()
            .map { (rank: rank($0.element.pointeur), index: $0.offset, finding: $0.element) }
            .sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }
            .map(\.finding)
    }

    private func rank(_ pointer: String) -> Int {
        var node = root
        for step in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard node.leaf == nil else { break }
            guard let child = node.child(String(step)) else {
                return (node.leaves.last?.rank ?? 0) * 2 + 1
            }
            node = child
        }
        return (node.leaves.first?.rank ?? 0) * 2
    }

    /// What an object holds that the form has no place for: unknown keys, and values where the
    /// form has an object.
    func strays(in object: JSONObject) -> [(pointer: String, value: JSONValue)] {
        strays(in: object, node: root, prefix: [])
    }

    private func strays(
        in object: JSONObject, node: Node, prefix: [String]
    ) -> [(pointer: String, value: JSONValue)] {
        object.members.flatMap { member -> [(pointer: String, value: JSONValue)] in
            let keys = prefix + [member.key]
            guard let child = node.child(member.key) else {
                return [(FormPath.pointer(keys), member.value)]
            }
            guard child.leaf == nil else { return [] }
            guard let inner = member.value.object else {
                return [(FormPath.pointer(keys), member.value)]
            }
            return strays(in: inner, node: child, prefix: keys)
        }
    }
}
