/// Which DT OFII are ours, for the service and for agents alike: what a card says of itself is its own word,
/// our conventions say which one it is.
public struct OFIIOffices: Sendable {
    private let bound: Set<StructureName>

    /// - Parameter conventions: those that count.
    public init(_ conventions: [ConventionState]) {
        bound = Set(
            conventions.filter { $0.convention.type == .ofii }.flatMap(\.convention.avec))
    }

    /// Of a structure whose card says that it is a DT OFII; without any convention its word is all there is.
    public func isOurs(_ name: StructureName) -> Bool { bound.isEmpty || bound.contains(name) }

    /// Whom to tell of an incident: those of the conventions, else those that it touches, else the one there
    /// is.
    ///
    /// - Parameter known: the structures whose card says so.
    public func told(among known: [StructureName], touched: [StructureName]) -> [StructureName] {
        [known.filter(bound.contains), known.filter(touched.contains)].first { !$0.isEmpty }
            ?? (known.count == 1 ? known : [])
    }
}

extension NoticeAddressee {
    /// The clock that being told stops: its own; a DT OFII stops the OFII's.
    ///
    /// - Parameters:
    ///   - clocks: those of the incident.
    ///   - kind: what a structure's card says that it is.
    public func stopped(
        of clocks: [NoticeAddressee], kind: (StructureName) throws -> StructureKind?
    ) rethrows -> NoticeAddressee? {
        if clocks.contains(self) { return self }
        guard case .structure(let name) = self, clocks.contains(.ofii),
            try kind(name) == .dtOFII
        else { return nil }
        return .ofii
    }
}
