/// Asks partners, time and again after a restoration, what they know to be destroyed here: one that does not
/// answer delays no purge, and nobody else's question.
public struct RestorationQuestions: Periodic {
    private let watch: PurgeWatch

    public init(_ watch: PurgeWatch) { self.watch = watch }

    public let period = Duration.seconds(5)

    public func run(triggers: some AsyncSequence<Void, Never> & Sendable) async {
        await withDiscardingTaskGroup { group in
            for await _ in triggers { watch.askPartners(in: &group) }
            group.cancelAll()
        }
    }
}
