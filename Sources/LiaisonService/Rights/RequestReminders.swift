import LiaisonBase
internal import LiaisonSchema
internal import LiaisonStore

/// What the month that runs reminds of, each day: French lines, no person.
extension RightsDesk {
    /// Days before the deadline from which it is said.
    private static let requestNotice = 7

    func lines(for roles: Set<Role>, _ today: CalendarDate) throws -> [String] {
        guard !roles.isDisjoint(with: [.dpo, .referent]) else { return [] }
        return try store.read { view in
            let open = try requestBook.openRequests(view)
            let received = roles.contains(.dpo) ? try receivedLines(open, today, view) : []
            let said = try received + correctionLines(view)
            return try said
                + open.filter { $0.pli == nil }.flatMap { request in
                    (roles.contains(.dpo) ? deadlineLine(request, today) : [])
                        + (roles.contains(.referent) ? answerLine(request) : [])
                        + (try examinationLine(request, view))
                }
        }
    }

    /// What partners ask for, a line each partner: it may ask a lot.
    private func receivedLines(
        _ open: [RightsRequest], _ today: CalendarDate, _ view: StoreView
    ) throws -> [String] {
        let received = Dictionary(grouping: open.filter { $0.pli != nil }) { $0.par.structure }
        return try received.keys.sorted { $0.text < $1.text }.compactMap { name in
            let requests = received[name] ?? []
            guard let first = requests.min(by: { $0.echeance < $1.echeance }), let pli = first.pli
            else { return nil }
            let late = first.isLate(on: today) ? "EN RETARD, due" : "à répondre"
            let isVerified = try view.isVerified(name)
            let id = pli.id.text.prefix(8)
            let from = isVerified ? name.text : "\(name), à vérifier,"
            return "\(Plural.of(requests.count, "demande")) de droits de \(from) "
                + "\(Plural.word(requests.count, "attend", "attendent")), la première (n° "
                + "\(first.n)) \(late) le \(first.echeance.french) au plus tard : "
                + (isVerified
                    ? "« agir-liaison droits confirmer \(id) » ou « agir-liaison droits refuser \(id) »."
                    : "comparez d'abord son empreinte de vive voix, « agir-liaison contact verifier "
                        + "\(name) ».")
        }
    }

    private func deadlineLine(_ request: RightsRequest, _ today: CalendarDate) -> [String] {
        let days = request.echeance.dayNumber - today.dayNumber
        guard days <= Self.requestNotice || !request.isIdentified else { return [] }
        let name = "Demande n° \(request.n) (\(request.french), \(request.statut.french))"
        if days < 0 {
            return [
                "\(name) : EN RETARD de \(Plural.of(-days, "jour")), due le \(request.echeance.french)."
            ]
        }
        let extend =
            request.isExtended
            ? "" : " ; deux mois de plus : « agir-liaison personne demande prolonger \(request.n) »"
        return ["\(name) : à répondre le \(request.echeance.french) au plus tard\(extend)."]
    }

    /// Only referents can read what is held: the DPO waits for them.
    private func answerLine(_ request: RightsRequest) -> [String] {
        guard request.droit == .acces, request.reponses.isEmpty else { return [] }
        return [
            "Demande n° \(request.n) (\(request.french), due le \(request.echeance.french)) : "
                + "« agir-liaison personne repondre \(request.n) »."
        ]
    }

    private func examinationLine(
        _ request: RightsRequest, _ view: StoreView
    ) throws -> [String] {
        let left = try requestBook.unexamined(request: request.n, view)
        guard !left.isEmpty else { return [] }
        let ids = left.prefix(3).map { String($0.id.text.prefix(8)) }.joined(separator: ", ")
        return [
            "Demande n° \(request.n) : \(Plural.of(left.count, "pli")) à ouvrir, rattacher ou exclure "
                + "(\(ids)\(left.count > 3 ? "…" : ""))."
        ]
    }
}
