/// What may be typed at every question of a form instead of an answer.
enum NavigationWord: String {
    case help = "?"
    case back = "<"
    case leave = "quitter"

    /// - Parameter line: as it was typed; nil when it is an answer.
    init?(_ line: String) { self.init(rawValue: line.trimmingLine) }
}
