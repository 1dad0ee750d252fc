/// Under which name partners go now that had another one (voies.md, «Partners without keys»): as often as one
/// was attached to another, the last name stands.
public struct Successors: Sendable, Equatable {
    /// The name that each was attached to.
    private let next: [StructureName: StructureName]

    public init(_ next: [StructureName: StructureName] = [:]) { self.next = next }

    /// Follows a partner from name to name; one whose names go round in a circle keeps the one that is asked:
    /// nobody can say which is the last.
    ///
    /// - Parameter next: the name that one was attached to; nil for one that stands.
    public static func last(
        of name: StructureName, _ next: (StructureName) -> StructureName?
    ) -> StructureName {
        var (last, seen) = (name, Set<StructureName>())
        while let following = next(last) {
            guard seen.insert(last).inserted else { return name }
            last = following
        }
        return last
    }

    /// The name that a partner goes by now.
    public func current(_ name: StructureName) -> StructureName { Self.last(of: name) { next[$0] } }

    /// The same of several, each once, in the place of those that have another name now.
    public func current(_ names: [StructureName]) -> [StructureName] {
        var seen = Set<StructureName>()
        return names.map { current($0) }.filter { seen.insert($0).inserted }
    }

    /// Every name that a partner had or has: what was exchanged under one is exchanged with it.
    public func names(of name: StructureName) -> Set<StructureName> {
        let last = current(name)
        return Set(next.keys.filter { current($0) == last }).union([last, name])
    }

    /// Whether the one comes after the other, or is it: to attach this to that would close a circle.
    public func leads(from name: StructureName, to other: StructureName) -> Bool {
        var (name, seen) = (name, Set<StructureName>())
        while name != other, seen.insert(name).inserted, let following = next[name] {
            name = following
        }
        return name == other
    }
}
