internal import LiaisonSchema
internal import LiaisonStore

/// Who reads far more than usual (rgpd.md, «The log»). What one gesture reads by itself is no curiosity: it is in
/// the log as what it was for, and counted apart.
extension MailDesk {
    /// Readings of a day that are nothing unusual, whatever the days before.
    private static let fewReadings = 50
    /// Fiches read to be handed on, for each that is: the others a colleague opens already.
    private static let readToShare = 10

    /// Whether a fiche is of the table of this month or of the one before: what an operator received, on the
    /// generic form. Older ones, read again, count as readings.
    func isOfTable(_ slip: Slip, received: Instant?, _ own: Carte) -> Bool {
        guard own.type == .operateurAGIR, [.fiche, .recu].contains(slip.objet),
            slip.modele == .generique, let received
        else { return false }
        let today = ParisTime.date(at: now())
        let first = today.adding(days: 1 - today.day).adding(months: -1)
        return ParisTime.date(at: received) >= first
    }

    /// Tells the DPO, once a day, of an agent who takes ten times more than on the mean day of the
    /// last thirty, and more than fifty; and of one who reads to hand on, and hands on next to nothing.
    func watchReadings(
        by agent: KeyName, _ bulk: LogDetail?, in transaction: StoreTransaction
    ) throws {
        // The fiches of a month are what they are: nobody chooses them.
        guard bulk != .pourTableau else { return }
        let (today, usual) = try transaction.countReading(
            by: agent, as: bulk, on: ParisTime.date(at: transaction.now))
        if bulk == .pourPartage {
            // Looked at once for each fifty.
            guard today > Self.fewReadings, today % Self.fewReadings == 1 else { return }
            var handedOn = LogFilter()
            handedOn.since = ParisTime.start(of: ParisTime.date(at: transaction.now))
            handedOn.actor = agent.description
            handedOn.acte = LogActe.partage.rawValue
            let shares = try transaction.view.records(handedOn, count: today).count
            guard today > Self.fewReadings + Self.readToShare * shares else { return }
        } else {
            guard today == max(Self.fewReadings, Int(10 * usual)) + 1 else { return }
        }
        try transaction.record(LogEvent(.alarme, by: agent, detail: .lecturesInhabituelles))
    }
}
