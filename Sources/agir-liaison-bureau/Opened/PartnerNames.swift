import LiaisonAgent
import LiaisonSchema

/// How structures are named to people: as their card, or an agent who declared them, says. A stranger's text.
/// Of one work: each is looked up once.
final class PartnerNames {
    private let session: Session
    private var known: [StructureName: String] = [:]

    init(_ session: Session) { self.session = session }

    func name(_ structure: StructureName) -> String {
        if let name = known[structure] { return name }
        let name = look(structure)
        known[structure] = name
        return name
    }

    private func look(_ structure: StructureName) -> String {
        if structure == session.own.structure { return session.own.libelle }
        let card = try? session.folder.contact(structure)?.carte
        return card?.libelle ?? session.declared(structure)?.libelle ?? structure.text
    }
}
