internal import LiaisonSchema
public import LiaisonStore

extension Courrier {
    /// What an administrator watches, and of which a DPO's summary speaks.
    public func state(for agent: AuthenticatedAgent) throws -> StoreState {
        try require(.readState, agent)
        return try store.read { try $0.state(at: now()) }
    }

    /// The alarms of the last seven days, for those who answer to them; nil for other roles.
    public func alarms(for agent: AuthenticatedAgent) throws -> Int? {
        // Not `require`: who may not is not refused anything here.
        guard Permission.readLog.allows(agent.roles) else { return nil }
        return try store.read { try $0.alarms(since: now() + (-7 * 86_400)) }
    }

    /// The same in the text format of Prometheus: numbers alone, for a monitor on this machine.
    public func metrics() throws -> String {
        let state = try store.read { try $0.state(at: now()) }
        var text = ""
        func gauge(_ name: String, _ help: String, _ samples: [(labels: String, value: Int64)]) {
            text += "# HELP agir_liaison_\(name) \(help)\n# TYPE agir_liaison_\(name) gauge\n"
            for sample in samples {
                text += "agir_liaison_\(name)\(sample.labels) \(sample.value)\n"
            }
        }
        func counter(_ name: String, _ help: String, _ value: Int64) {
            text += "# HELP agir_liaison_\(name) \(help)\n# TYPE agir_liaison_\(name) counter\n"
            text += "agir_liaison_\(name) \(value)\n"
        }
        func byState(_ counts: [String: Int]) -> [(labels: String, value: Int64)] {
            counts.sorted { $0.key < $1.key }.map { ("{statut=\"\($0.key)\"}", Int64($0.value)) }
        }
        gauge("envois", "Plis de la boîte d'envoi, par état.", byState(state.envois))
        gauge("receptions", "Plis reçus, par état.", byState(state.receptions))
        gauge("retenus", "Plis retenus avant leur remise.", [("", Int64(state.retenus))])
        gauge(
            "envoi_plus_ancien_secondes", "Âge du plus ancien pli non remis.",
            [("", state.plusAncien.map { max(0, now() - $0) } ?? 0)])
        gauge("accuses_a_transmettre", "Accusés qui attendent.", [("", Int64(state.accuses))])
        gauge("journal_enregistrements", "Taille du journal.", [("", Int64(state.journal))])
        let log = try logStanding()
        gauge(
            "journal_suspendu", "1 : notre journal est figé ou contredit, un DPO doit en répondre.",
            [("", log.own == nil ? 0 : 1)])
        gauge(
            "journaux_contredits", "Journaux de partenaires qui contredisent ce qu'ils montraient.",
            [("", Int64(log.partners.count))])
        gauge(
            "journal_non_signe_secondes", "Âge du plus ancien enregistrement que rien ne signe.",
            [("", log.unsigned.map { max(0, now() - $0) } ?? 0)])
        gauge("alarmes", "Alarmes des sept derniers jours.", [("", Int64(state.alarmes))])
        gauge(
            "point_de_controle_secondes", "Âge du dernier point de contrôle.",
            state.point.map { [("", max(0, now() - $0))] } ?? [])
        gauge(
            "cosignature_secondes", "Âge de la dernière cosignature d'un partenaire.",
            state.cosignature.map { [("", max(0, now() - $0))] } ?? [])
        gauge("partenaires", "Partenaires connus.", [("", Int64(state.partenaires))])
        let isStopped = try clockDoubt != nil || store.read { try $0.isRestored() }
        gauge(
            "purge_arretee", "1 : rien ne se détruit tout seul, un DPO doit le dire.",
            [("", isStopped ? 1 : 0)])
        let running = try countdowns()
        gauge(
            "incidents_delais", "Délais d'incidents qui courent.",
            [("", Int64(running.running.filter { $0.deadline != nil }.count))])
        gauge(
            "incidents_en_retard", "Délais d'incidents dépassés.",
            [
                (
                    "",
                    Int64(
                        running.running.filter {
                            $0.deadline?.statut(at: running.time) == .enRetard
                        }
                        .count)
                )
            ])
        counter("refus_total", "Demandes refusées depuis le démarrage.", Int64(limiter.count))
        return text
    }
}
