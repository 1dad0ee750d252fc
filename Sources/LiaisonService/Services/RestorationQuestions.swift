/// Asks partners, time and again after a restoration, what they know to be destroyed here: one that does not
/// answer delays no purge.
public struct RestorationQuestions: Periodic {
    private let watch: PurgeWatch

    public init(_ watch: PurgeWatch) { self.watch = watch }

    public let period = Duration.seconds(600)

    public func run(triggers: some AsyncSequence<Void, Never> & Sendable) async {
        for await _ in triggers {
            // One that never ends keeps nobody else from being asked again.
            await within(.seconds(600)) { await watch.askPartners() }
        }
    }
}
