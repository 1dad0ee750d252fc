extension Carte {
    /// What partners are told of agents who work in a browser on their structure's server (rgpd.md, «Hosted
    /// bureaux»); nil where keys stay with the agents.
    public var hostingFrench: String? {
        bureauHeberge.map {
            "Depuis le \($0.french), des agents de \(structure) travaillent dans un navigateur : leurs clés "
                + "sont sur le serveur de leur structure, ouvertes tant qu'ils travaillent."
        }
    }
}
