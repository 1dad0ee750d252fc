/// What keeps fiches from being destroyed.
public enum SuspensionGenre: String, Sendable, CaseIterable {
    case contentieux, exception
}
