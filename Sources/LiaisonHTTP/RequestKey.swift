/// What an address names in its path or its query, beside its words: `Routes` writes it, the daemon reads it, so that
/// neither knows one that the other does not.
public enum RequestKey: String, Sendable, CustomStringConvertible {
    case a, acte, acteur, apres, au, avant, boite, cleIndex, codesFaux, connue, conserver, de, debut
    case declarations, depuis, differe, envoi, export, fiche, fichier, frais, guichet, heure, id
    case identification, ids, incident, jusqua, lecture, motif, n, nom, nombre, origine, partage
    case partenaire, partirApres, personne, phase, point, pour, reponse, reponses, reste, saut
    case sha256, structure, tableau, taille, voie

    public var description: String { rawValue }
}

extension Routes {
    /// - Parameter query: in this order; nil leaves one out.
    package static func path(_ path: String, _ query: KeyValuePairs<RequestKey, String?>) -> String
    {
        let given = query.compactMap { key, value in value.map { "\(key)=\($0)" } }
            .joined(separator: "&")
        guard !given.isEmpty else { return path }
        return path + (path.contains("?") ? "&" : "?") + given
    }
}
