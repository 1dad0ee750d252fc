import LiaisonSchema
import LiaisonService
import LiaisonStore

/// The service's figures in the text format of Prometheus: numbers alone, for a monitor on this machine.
extension ServiceFigures {
    ///
    /// - Parameter certificate: when our own TLS certificate ends; nil: there is none.
    func text(at now: Instant, certificate: Instant?) -> String {
        var page = PrometheusPage()
        page.gauge("envois", "Plis de la boîte d'envoi, par état.", by: "statut", state.envois)
        page.gauge("receptions", "Plis reçus, par état.", by: "statut", state.receptions)
        page.gauge("guichets", "Guichets, par état.", by: "statut", state.guichets)
        page.gauge(
            "guichet_reponses_non_ouvertes", "Réponses de guichets que personne n'a ouvertes.",
            state.reponsesGuichet)
        page.gauge("retenus", "Plis retenus avant leur remise.", state.retenus)
        page.gauge(
            "envoi_plus_ancien_secondes", "Âge du plus ancien pli non remis.",
            Self.age(state.plusAncien, now) ?? 0)
        page.gauge("accuses_a_transmettre", "Accusés qui attendent.", state.accuses)
        page.gauge("journal_enregistrements", "Taille du journal.", Int(clamping: state.journal))
        page.gauge(
            "journal_suspendu", "1 : notre journal est figé ou contredit, un DPO doit en répondre.",
            log.own == nil ? 0 : 1)
        page.gauge(
            "journaux_contredits", "Journaux de partenaires qui contredisent ce qu'ils montraient.",
            log.partners.count)
        page.gauge(
            "journal_non_signe_secondes", "Âge du plus ancien enregistrement que rien ne signe.",
            Self.age(log.unsigned, now) ?? 0)
        page.gauge("alarmes", "Alarmes que nul DPO n'a reconnues.", state.alarmes)
        page.gauge(
            "point_de_controle_secondes", "Âge du dernier point de contrôle.",
            Self.age(state.point, now))
        page.gauge(
            "cosignature_secondes", "Âge de la dernière cosignature d'un partenaire.",
            Self.age(state.cosignature, now))
        page.gauge("partenaires", "Partenaires connus.", state.partenaires)
        page.gauge(
            "partenaires_injoignables", "Partenaires non joints au dernier essai, par cause.",
            by: "cause",
            Dictionary(
                uniqueKeysWithValues: PeerTrouble.allCases.map {
                    ($0.rawValue, unreachable[$0] ?? 0)
                }))
        page.gauge(
            "injoignable_dernier_essai_secondes",
            "Âge du dernier essai qui n'a pas joint un partenaire, par cause.", by: "cause",
            Dictionary(
                uniqueKeysWithValues: lastUnreached.map {
                    ($0.key.rawValue, Int(max(0, now - $0.value)))
                }))
        page.gauge(
            "purge_arretee", "1 : rien ne se détruit tout seul, un DPO doit le dire.",
            isPurgeStopped ? 1 : 0)
        page.gauge("incidents_delais", "Délais d'incidents qui courent.", deadlines)
        page.gauge("incidents_en_retard", "Délais d'incidents dépassés.", late)
        page.gauge(
            "disque_libre_octets", "Octets libres du disque du dossier d'état.",
            disk.map { Int(clamping: $0.free) })
        page.gauge(
            "disque_octets", "Octets de ce disque.", disk.map { Int(clamping: $0.whole) })
        page.gauge(
            "disque_plein", "1 : faute de place, rien de nouveau n'est pris.", hasRoom ? 0 : 1)
        page.gauge(
            "sauvegarde_secondes", "Âge de la dernière sauvegarde.", Self.age(state.sauvegarde, now)
        )
        page.gauge(
            "certificat_secondes",
            "Ce que dure encore notre certificat TLS ; négatif, il est fini.",
            certificate.map { Int($0 - now) })
        page.counter("refus_total", "Demandes refusées depuis le démarrage.", refusals)
        return page.text
    }

    private static func age(_ instant: Instant?, _ now: Instant) -> Int? {
        instant.map { Int(max(0, now - $0)) }
    }
}

/// The text format of Prometheus.
private struct PrometheusPage {
    private(set) var text = ""

    private mutating func head(_ name: String, _ help: String, _ type: String) {
        text += "# HELP agir_liaison_\(name) \(help)\n# TYPE agir_liaison_\(name) \(type)\n"
    }

    /// - Parameter value: nil: there is none to give.
    mutating func gauge(_ name: String, _ help: String, _ value: Int?) {
        head(name, help, "gauge")
        if let value { text += "agir_liaison_\(name) \(value)\n" }
    }

    mutating func gauge(
        _ name: String, _ help: String, by label: String, _ counts: [String: Int]
    ) {
        head(name, help, "gauge")
        for (value, count) in counts.sorted(by: { $0.key < $1.key }) {
            text += "agir_liaison_\(name){\(label)=\"\(value)\"} \(count)\n"
        }
    }

    mutating func counter(_ name: String, _ help: String, _ value: Int) {
        head(name, help, "counter")
        text += "agir_liaison_\(name) \(value)\n"
    }
}
