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

    /// An agent as people say who it is: «claire (Référente)», and where, when not here; else the service of a
    /// structure. A stranger's text.
    package func name(_ key: KeyName) -> String {
        let isOwn = key.structure == session.own.structure
        let card = isOwn ? session.own : try? session.folder.contact(key.structure)?.carte
        let who = key.isAgent ? card?.agent(key)?.called ?? key.local : "le service"
        return isOwn ? who : "\(who), \(name(key.structure))"
    }

    /// So many signs at most, the last one saying that there were more.
    package static func cut(_ text: String, _ width: Int) -> String {
        text.count <= width ? text : String(text.prefix(max(0, width - 1))) + "…"
    }

    /// Every structure that a folder knows, the own one included, where two that read the same are told apart by
    /// their own names: «Mission locale (ml.example)».
    package static func apart(in folder: AgentFolder) -> [StructureName: String] {
        let own = try? folder.ownCard().carte
        var labels: [StructureName: String] = [:]
        for name in folder.contactNames() {
            labels[name] = (try? folder.contact(name))?.carte.libelle
        }
        if let own {
            // One that goes by another name now is the same partner.
            for name in folder.declaredContactNames() where labels[name] == nil {
                guard let contact = folder.declared(name, own: own), contact.suite == nil
                else { continue }
                labels[name] = contact.libelle
            }
            labels[own.structure] = own.libelle
        }
        let alike = Dictionary(grouping: labels.values) { SearchText.folded($0) }
        return Dictionary(
            uniqueKeysWithValues: labels.map { name, label in
                // Another's name in a label would pass for it, or for what tells it apart; all have a dot.
                let lower = label.lowercased()
                let isAnother =
                    lower.contains(".")
                    && labels.keys.contains { $0 != name && lower.contains($0.text) }
                let isAlone = !isAnother && alike[SearchText.folded(label)]?.count == 1
                return (name, isAlone ? label : "\(label) (\(name))")
            })
    }

    private func look(_ structure: StructureName) -> String {
        if structure == session.own.structure { return session.own.libelle }
        let card = try? session.folder.contact(structure)?.carte
        return card?.libelle ?? session.declared(structure)?.libelle ?? structure.text
    }
}

extension Carte.Agent {
    /// «claire (Référente)».
    package var called: String { "\(nom.local) (\(fonction))" }
}
