package import LiaisonSchema

/// How structures are named to people: as their card, or an agent who declared them, says. A stranger's text.
/// Of one work: each is looked up once.
package final class PartnerNames {
    private let session: Session
    private var known: [StructureName: String] = [:]

    package init(_ session: Session) { self.session = session }

    package func name(_ structure: StructureName) -> String {
        if let name = known[structure] { return name }
        let name = look(structure)
        known[structure] = name
        return name
    }

    /// The same where it fits in so many signs, else the structure's own name, cut when it must be.
    package func name(_ structure: StructureName, fitting width: Int) -> String {
        let label = name(structure)
        return label.count <= width ? label : Self.cut(structure.text, width)
    }

    /// So many signs at most, the last one saying that there were more.
    package static func cut(_ text: String, _ width: Int) -> String {
        text.count <= width ? text : String(text.prefix(max(0, width - 1))) + "…"
    }

    private func look(_ structure: StructureName) -> String {
        if structure == session.own.structure { return session.own.libelle }
        let card = try? session.folder.contact(structure)?.carte
        return card?.libelle ?? session.declared(structure)?.libelle ?? structure.text
    }
}
