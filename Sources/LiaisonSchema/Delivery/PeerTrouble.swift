/// Why a partner's service can't be reached, as the last attempt at it found.
public enum PeerTrouble: String, Sendable, CaseIterable {
    /// Its name has no address.
    case dns
    /// Nobody takes a connection there.
    case refuse
    /// It does not answer in time.
    case delai
    case certificatExpire = "certificat-expire"
    /// Nobody that this machine trusts vouches for its certificate.
    case certificatInconnu = "certificat-inconnu"
    /// Its certificate is for another name.
    case nom
    /// It does not send what links its certificate to an authority.
    case chaineIncomplete = "chaine-incomplete"
    /// What answers is no service of this kind.
    case reponseIllisible = "reponse-illisible"
    /// It answers with an error.
    case statut

    public var french: String {
        switch self {
        case .dns: "son nom n'a pas d'adresse (DNS)"
        case .refuse: "la connexion est refusée"
        case .delai: "il ne répond pas à temps"
        case .certificatExpire: "son certificat a expiré, ou ne vaut pas encore"
        case .certificatInconnu: "son certificat n'est d'aucune autorité connue ici"
        case .nom: "son certificat n'est pas à son nom"
        case .chaineIncomplete:
            "il n'envoie pas son certificat intermédiaire, ou son autorité n'est pas connue ici"
        case .reponseIllisible: "ce qui répond n'est pas un service agir-liaison"
        case .statut: "il répond par une erreur"
        }
    }

    /// What a partner is, with the times of the first and of the last attempt in a row that failed.
    public func french(since: Instant, last: Instant) -> String {
        "injoignable depuis le \(ParisTime.french(since)), dernier essai le \(ParisTime.french(last)) : "
            + french
    }
}
