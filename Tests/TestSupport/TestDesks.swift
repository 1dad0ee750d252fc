package import LiaisonSchema
package import LiaisonService
package import LiaisonStore

extension Desks {
    /// A service on that state; nobody is woken.
    package init(
        store: LiaisonStore, keys: ServiceKeys, folder: String,
        rules: RetentionRules = RetentionRules(), capacity: Capacity = Capacity(),
        incidents: IncidentSettings = IncidentSettings(),
        guichets: GuichetSettings = GuichetSettings(
            adresse: PeerAddress("https://guichet.example")),
        now: @escaping @Sendable () -> Instant
    ) {
        self.init(
            Office(store: store, keys: keys, capacity: capacity, now: now, wakeDelivery: {}),
            rules: rules, tombs: TombFile(folder: folder), incidents: incidents,
            guichets: guichets)
    }
}
