public import LiaisonSchema

/// Within how many hours each is to be told; less is allowed, never more (rgpd.md, «Breaches and
/// complaints»).
public struct IncidentDelays: Sendable, Equatable {
    /// Guide AGIR 2022, annexe 6, annexe opérationnelle:
    /// «dans les 4 heures de la connaissance de la défaillance».
    public var ofii = 4
    /// Guide AGIR 2022, annexe 6.1, art. 3; annexe 6.2, art. 4.
    public var partenaire = 36
    /// RGPD, art. 33(1).
    public var cnil = 72

    public init() {}

    public init(ofii: Int, partenaire: Int, cnil: Int) {
        self.ofii = ofii
        self.partenaire = partenaire
        self.cnil = cnil
    }
}

/// One clock of an incident: elapsed hours, whatever the calendar does.
public struct IncidentDeadline: Sendable, Equatable {
    public typealias Statut = NoticeStatut

    public let destinataire: NoticeAddressee
    /// Nil for the persons: without undue delay.
    public let heures: Int?
    public let depart: Instant
    /// When it was stopped.
    public let told: Instant?
    public let isSent: Bool
    /// Whether nobody need be told, or it is not known yet.
    let exempt: Statut?

    public var echeance: Instant? { heures.map { depart + Int64($0) * 3_600 } }

    public func statut(at now: Instant) -> Statut {
        if let exempt, told == nil { return exempt }
        guard let echeance else {
            return told != nil ? .notifie : isSent ? .envoye : .aNotifier
        }
        if let told { return told > echeance ? .notifieEnRetard : .notifie }
        return now > echeance ? .enRetard : isSent ? .envoye : .aNotifier
    }

    /// Whether somebody still waits to be told.
    public func isRunning(at now: Instant) -> Bool {
        statut(at: now).isRunning
    }

    /// When that part of the time is over, in percent.
    func mark(_ part: Int) -> Instant? {
        heures.map { depart + Int64($0) * 36 * Int64(part) }
    }

    /// The parts at which people are warned.
    public static let parts = [50, 80, 100]
}

extension Incident {
    /// Who is to be told, each with its own start.
    ///
    /// - Parameters:
    ///   - own: what this structure is in the programme.
    ///   - kinds: what the partners are.
    public func deadlines(
        _ delays: IncidentDelays, own: StructureKind, kinds: [StructureName: StructureKind]
    ) -> [IncidentDeadline] {
        // Nothing is known of a notice that nobody read.
        guard origine.isEmpty || told != nil else { return [] }
        let isOperator = own == .operateurAGIR
        /// The OFII has a clock of its own there.
        func isOFII(_ name: StructureName) -> Bool { isOperator && kinds[name] == .dtOFII }
        let peers = partners.filter { !isOFII($0) }
        guard type == .violation else {
            // A complaint that a partner told us of goes no further by itself.
            guard let start = moments.reception else { return [] }
            return partners.map { deadline(.structure($0), delays.partenaire, from: start) }
        }
        let discovery = moments.decouverte ?? declaree
        // Of a partner's incident, only what touches our own persons is ours to tell.
        let isOurs =
            origine.isEmpty || reach.enregistrements > 0 || personnes > 0 || enregistrements > 0
        var deadlines: [IncidentDeadline] = []
        if isOperator, ofii != nil || isOurs {
            // Known, even only suspected: the first of all these moments.
            let start = (moments.all + [declaree]).min() ?? declaree
            deadlines.append(
                deadline(.ofii, delays.ofii, from: start, exempt: ofii == false ? .sansObjet : nil)
                { isOFII($0) })
        }
        deadlines += peers.map { deadline(.structure($0), delays.partenaire, from: discovery) }
        guard isOurs else { return deadlines }
        deadlines.append(
            deadline(
                .cnil, delays.cnil, from: moments.connaissance ?? discovery,
                exempt: risque == .aucun ? .sansObjet : nil))
        deadlines.append(
            deadline(
                .personnes, nil, from: moments.connaissance ?? discovery,
                exempt: risque == nil ? .aEvaluer : risque == .eleve ? nil : .sansObjet))
        return deadlines
    }

    /// - Parameter also: structures whose being told counts for it too.
    private func deadline(
        _ addressee: NoticeAddressee, _ hours: Int?, from start: Instant,
        exempt: IncidentDeadline.Statut? = nil, also: (StructureName) -> Bool = { _ in false }
    ) -> IncidentDeadline {
        func isIt(_ name: StructureName) -> Bool { addressee == .structure(name) || also(name) }
        let sent = avis.filter { isIt($0.pour) }
        let outside = made.filter { told in
            if case .structure(let name) = told.a { return isIt(name) }
            return told.a == addressee
        }
        return IncidentDeadline(
            destinataire: addressee, heures: hours, depart: start,
            told: (sent.compactMap(\.remis) + outside.map(\.le)).min(),
            isSent: sent.contains { !$0.isFile && $0.refuse == nil }, exempt: exempt)
    }
}
