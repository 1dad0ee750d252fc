/// A sending that its structure takes back (voies.md, «Withdrawal»).
public enum Retrait {
    /// Why.
    public enum Motif: String, Sendable, CaseIterable {
        case erreurDestinataire = "erreur-destinataire"
        case erreurContenu = "erreur-contenu"
        case doublon, autre

        public var french: String {
            switch self {
            case .erreurDestinataire: "erreur de destinataire"
            case .erreurContenu: "erreur de contenu"
            case .doublon: "doublon"
            case .autre: "autre motif"
            }
        }

        /// In the log.
        public var detail: LogDetail {
            switch self {
            case .erreurDestinataire: .erreurDestinataire
            case .erreurContenu: .erreurContenu
            case .doublon: .doublon
            case .autre: .autreMotif
            }
        }
    }

    /// What it came to, with one addressee.
    public enum Issue: String, Sendable, CaseIterable {
        /// It never left: nobody has it. Of what an agent carries, the agent says so.
        case retire
        /// It was on its way, and no receipt came: it is not tried again, and may have arrived. So it is of
        /// a file or a sheet of which nobody says that it did not leave.
        case peutEtreParti = "peut-etre-parti"
        /// The partner has it: nothing takes it back.
        case parti
        /// The partner did not take it.
        case refuse

        /// - Parameter voie: by which it was to leave.
        public func french(_ voie: Voie) -> String {
            switch self {
            case .retire where voie.isCarried: "retirée, déclarée non partie"
            case .retire: "retirée, rien n'est parti"
            case .peutEtreParti: "peut-être partie"
            case .parti: "partie : le partenaire l'a"
            case .refuse: "le partenaire l'avait refusée"
            }
        }
    }

    /// Which plis a person can take back. Notices, requests and exits are due by rule: the next one of
    /// their kind corrects them.
    public static let objets: Set<Objet> = [.fiche, .tableauOFII, .anomalie]
}
