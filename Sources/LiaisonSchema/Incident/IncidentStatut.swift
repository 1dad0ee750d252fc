/// Where an incident stands.
public enum IncidentStatut: String, Sendable, CaseIterable {
    /// A partner's notice that no DPO read yet.
    case aLire = "a-lire"
    case aQualifier = "a-qualifier"
    case qualifiee
    case close

    /// For people: of a complaint there is nothing to weigh.
    public func french(_ type: IncidentKind) -> String {
        switch self {
        case .aLire: "notification à ouvrir"
        case .aQualifier: "à qualifier"
        case .qualifiee: type == .plainte ? "en cours" : "qualifiée"
        case .close: "close"
        }
    }
}

/// Where one clock of an incident stands.
public enum NoticeStatut: String, Sendable, CaseIterable {
    case aNotifier = "a-notifier"
    /// On its way: no receipt yet.
    case envoye
    case notifie
    case enRetard = "en-retard"
    case notifieEnRetard = "notifie-en-retard"
    /// The DPO has not said yet how much the persons risk.
    case aEvaluer = "a-evaluer"
    case sansObjet = "sans-objet"

    /// Whether somebody still waits to be told.
    public var isRunning: Bool { [.aNotifier, .envoye, .enRetard].contains(self) }
}

/// One clock of an incident, as the service says it at a time.
public struct NoticeDeadline: Sendable, Equatable {
    public let destinataire: NoticeAddressee
    /// Elapsed hours; nil: without undue delay.
    public let heures: Int?
    public let depart: Instant
    public let echeance: Instant?
    public let statut: NoticeStatut
    /// Whether a notice is on its way.
    public let isSent: Bool
    /// When it was stopped.
    public let notifie: Instant?

    public init(
        destinataire: NoticeAddressee, heures: Int?, depart: Instant, echeance: Instant?,
        statut: NoticeStatut, isSent: Bool, notifie: Instant?
    ) {
        self.destinataire = destinataire
        self.heures = heures
        self.depart = depart
        self.echeance = echeance
        self.statut = statut
        self.isSent = isSent
        self.notifie = notifie
    }

    public var isRunning: Bool { statut.isRunning }
    /// Whether nothing was sent yet.
    public var isWaiting: Bool { isRunning && !isSent }

    /// For people, at that time.
    public func french(at time: Instant) -> String {
        let name = destinataire.french
        let until = echeance.map { " avant le \(ParisTime.french($0))" } ?? " sans tarder"
        return switch statut {
        case .aNotifier, .envoye:
            "\(name) : à prévenir\(until)\(left(at: time))"
                + (statut == .envoye ? " ; notification en route" : "")
        case .enRetard:
            "\(name) : EN RETARD, le délai finissait"
                + (echeance.map { " le \(ParisTime.french($0))" } ?? "")
                + (isSent ? " ; notification en route" : "")
        case .notifie, .notifieEnRetard:
            "\(name) : prévenu" + (notifie.map { " le \(ParisTime.french($0))" } ?? "")
                + (statut == .notifie ? "" : ", EN RETARD")
        case .aEvaluer: "\(name) : risque à évaluer"
        case .sansObjet: "\(name) : sans objet"
        }
    }

    private func left(at time: Instant) -> String {
        guard let echeance, echeance >= time else { return "" }
        let minutes = (echeance - time) / 60
        let rest = minutes % 60
        // No line ends amid it.
        return " (reste\u{A0}\(minutes / 60)\u{A0}h\u{A0}\(rest < 10 ? "0" : "")\(rest))"
    }
}
